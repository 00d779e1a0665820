/** The GSM 03.38 alphabet; a text with any other character is sent as Unicode ("SMS character limits"). */
const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿' +
  'abcdefghijklmnopqrstuvwxyzäöñüà';
/** Each of these takes two septets: an escape, and the character. */
const GSM_EXTENSION = '^{}\\[~]|€\f';

const GSM_SEPTETS = new Map([
  ...[...GSM_BASIC].map((character) => [character, 1] as const),
  ...[...GSM_EXTENSION].map((character) => [character, 2] as const),
]);

export interface MessageParts {
  readonly encoding: 'GSM' | 'UNICODE';
  readonly parts: number;
}

/**
 * The encoding of a text and its number of message parts: one of 160 septets or 70 UTF-16 units, or several of 153 or
 * 67, because the rest is their header (3GPP TS 23.040, 9.2.3.24.1). No character is divided over two parts, neither an
 * escaped one nor a surrogate pair.
 */
export function messageParts(body: string): MessageParts {
  const characters = [...body];
  const septets = characters.map((character) => GSM_SEPTETS.get(character));
  if (septets.every((size) => size !== undefined))
    return { encoding: 'GSM', parts: partsOf(septets, { whole: 160, divided: 153 }) };
  const units = characters.map((character) => character.length);
  return { encoding: 'UNICODE', parts: partsOf(units, { whole: 70, divided: 67 }) };
}

function partsOf(
  sizes: readonly number[],
  room: { readonly whole: number; readonly divided: number },
): number {
  if (sizes.reduce((sum, size) => sum + size, 0) <= room.whole) return 1;
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room.divided) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
}
