import type { Keyword, PhoneNumber } from '../state.ts';

/** "Required opt-out keywords" of the guide, "such as in the US and Canada"; they are handled like STOP. */
const REQUIRED_OPT_OUTS: ReadonlySet<string> = new Set([
  ...['ARRET', 'CANCEL', 'END', 'OPT-OUT', 'OPTOUT', 'QUIT', 'REMOVE', 'TD', 'UNSUBSCRIBE'],
]);
const COUNTRIES_WITH_REQUIRED_OPT_OUTS: ReadonlySet<string> = new Set(['CA', 'US']);

/**
 * The keyword at the beginning of a text, in any case: "when your number receives a message that begins with a keyword"
 * ("Keywords"). The longest one wins. A guess: a keyword ends at the end of a word, and a required opt-out keyword must
 * be the whole text.
 *
 * @param registered the keywords of the number, or of its pool
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
