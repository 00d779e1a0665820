/** `+` and digits: AWS accepts destination numbers with and without the plus sign. */
export function e164(phoneNumber: string): string {
  return phoneNumber.startsWith('+') ? phoneNumber : `+${phoneNumber}`;
}

/** Calling codes of the countries with simulator numbers, and of some others; the longest match decides. */
const CALLING_CODES: readonly (readonly [code: string, isoCountryCode: string])[] = [
  ['+1', 'US'],
  ['+27', 'ZA'],
  ['+31', 'NL'],
  ['+32', 'BE'],
  ['+33', 'FR'],
  ['+34', 'ES'],
  ['+36', 'HU'],
  ['+39', 'IT'],
  ['+40', 'RO'],
  ['+41', 'CH'],
  ['+420', 'CZ'],
  ['+43', 'AT'],
  ['+44', 'GB'],
  ['+447797', 'JE'],
  ['+447937', 'JE'],
  ['+45', 'DK'],
  ['+46', 'SE'],
  ['+47', 'NO'],
  ['+48', 'PL'],
  ['+49', 'DE'],
  ['+52', 'MX'],
  ['+55', 'BR'],
  ['+56', 'CL'],
  ['+61', 'AU'],
  ['+62', 'ID'],
  ['+64', 'NZ'],
  ['+65', 'SG'],
  ['+81', 'JP'],
  ['+82', 'KR'],
  ['+852', 'HK'],
  ['+886', 'TW'],
  ['+91', 'IN'],
  ['+351', 'PT'],
  ['+352', 'LU'],
  ['+353', 'IE'],
  ['+358', 'FI'],
  ['+372', 'EE'],
];

/** Area codes of Canada within the North American Numbering Plan. */
const CANADIAN_AREA_CODES = new Set(
  (
    '204 226 236 249 250 263 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468 474 506 514 519 ' +
    '548 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905'
  ).split(' '),
);

/** ISO 3166-1 alpha-2, or undefined for an unknown calling code. */
export function countryOf(phoneNumber: string): string | undefined {
  const number = e164(phoneNumber);
  if (number.startsWith('+1') && CANADIAN_AREA_CODES.has(number.slice(2, 5))) return 'CA';
  const fitting = CALLING_CODES.filter(([code]) => number.startsWith(code));
  return fitting.sort(([a], [b]) => b.length - a.length)[0]?.[1];
}

const NUMBER_PREFIXES: Readonly<Record<string, string>> = {
  'US SIMULATOR': '+1206555',
  'US TOLL_FREE': '+1888555',
  'US TEN_DLC': '+1425555',
  'CA TOLL_FREE': '+1833555',
  'CA LONG_CODE': '+1416555',
  'GB LONG_CODE': '+44770090',
};

/**
 * A fictitious number (`…555…`, Ofcom's drama range) that is not in use, or undefined for a country and type that the
 * local AWS does not lease. Origination simulator numbers exist only in the United States, as at AWS.
 */
export function leaseNumber(
  isoCountryCode: string,
  numberType: string,
  inUse: (phoneNumber: string) => boolean,
): string | undefined {
  const prefix = NUMBER_PREFIXES[`${isoCountryCode} ${numberType}`];
  if (prefix === undefined) return undefined;
  for (let line = 100; line < 10_000; line += 1) {
    const candidate = `${prefix}${String(line).padStart(4, '0')}`;
    if (!inUse(candidate)) return candidate;
  }
  return undefined;
}
