/** The GSM 03.38 alphabet; a text with any other character goes out as Unicode ("SMS character limits"). */
const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿' +
  'abcdefghijklmnopqrstuvwxyzäöñüà';
/** Each of these takes two places. */
const GSM_EXTENSION = '^{}\\[~]|€\f';

export interface MessageParts {
  readonly encoding: 'GSM' | 'UNICODE';
  readonly parts: number;
}

/** How a text is encoded and how many message parts it takes: 160 or 70 characters, 153 or 67 a part when divided. */
export function messageParts(body: string): MessageParts {
  const characters = [...body];
  const isGsm = characters.every((each) => GSM_BASIC.includes(each) || GSM_EXTENSION.includes(each));
  if (!isGsm) return { encoding: 'UNICODE', parts: partsOf(body.length, 70, 67) };
  const places = characters.reduce((sum, each) => sum + (GSM_EXTENSION.includes(each) ? 2 : 1), 0);
  return { encoding: 'GSM', parts: partsOf(places, 160, 153) };
}

function partsOf(places: number, whole: number, divided: number): number {
  return places <= whole ? 1 : Math.ceil(places / divided);
}
