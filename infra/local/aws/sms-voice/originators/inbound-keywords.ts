import type { Keyword, PhoneNumber } from '../state.ts';

/** "Required opt-out keywords" of the guide, "such as in the US and Canada"; they answer as STOP does. */
const REQUIRED_OPT_OUTS: ReadonlySet<string> = new Set([
  ...['ARRET', 'CANCEL', 'END', 'OPT-OUT', 'OPTOUT', 'QUIT', 'REMOVE', 'TD', 'UNSUBSCRIBE'],
]);
const COUNTRIES_WITH_REQUIRED_OPT_OUTS: ReadonlySet<string> = new Set(['CA', 'US']);

/**
 * The keyword that a text begins with, whatever its case: "when your number receives a message that begins with a
 * keyword" ("Keywords"). Of several the longest. A guess: a keyword ends where a word ends, and one of the required
 * opt-outs is the whole text.
 *
 * @param registered the number's keywords, or those of the pool that it is in
 */
export function keywordOf(
  number: Pick<PhoneNumber, 'NumberType' | 'IsoCountryCode'>,
  registered: ReadonlyMap<string, Keyword>,
  body: string,
): Keyword | undefined {
  const text = body.trim().toUpperCase();
  const [longest] = [...registered.values()]
    .filter(
      ({ Keyword: word }) => text === word || (text.startsWith(word) && /\W/.test(text.charAt(word.length))),
    )
    .filter((keyword) => isAllowed(number, keyword))
    .sort((a, b) => b.Keyword.length - a.Keyword.length);
  if (longest !== undefined) return longest;
  const required = COUNTRIES_WITH_REQUIRED_OPT_OUTS.has(number.IsoCountryCode) && REQUIRED_OPT_OUTS.has(text);
  return required && !isUsTollFree(number) ? registered.get('STOP') : undefined;
}

/** "The only supported opt-out keyword for a US toll-free number is STOP." */
function isAllowed(
  number: Parameters<typeof keywordOf>[0],
  { Keyword: word, KeywordAction }: Keyword,
): boolean {
  return KeywordAction !== 'OPT_OUT' || word === 'STOP' || !isUsTollFree(number);
}

function isUsTollFree({ NumberType, IsoCountryCode }: Parameters<typeof keywordOf>[0]): boolean {
  return NumberType === 'TOLL_FREE' && IsoCountryCode === 'US';
}
