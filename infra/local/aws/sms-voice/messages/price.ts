/** US dollars per message part (or call, or media message): an example, because the local AWS has no price list. */
export const PRICE = 0.00581;
