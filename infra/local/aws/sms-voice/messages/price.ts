/** US dollars a message part (or call, or media message): an example, the local AWS has no price list. */
export const PRICE = 0.00581;
