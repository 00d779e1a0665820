import { conflict } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { filtered } from '../requests/filters.ts';
import { find } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import type { Keyword } from '../state.ts';
import { keywordOwner } from './pool-members.ts';

/** Every number and pool has these; their messages can be changed, but they cannot be deleted. */
const MANDATORY: readonly Keyword[] = [
  {
    Keyword: 'HELP',
    KeywordMessage: 'Reply STOP to opt out.',
    KeywordAction: 'AUTOMATIC_RESPONSE',
  },
  { Keyword: 'STOP', KeywordMessage: 'You have opted out.', KeywordAction: 'OPT_OUT' },
];

export function putMandatoryKeywords({ state }: Operation, ownerArn: string): void {
  state.keywords.set(ownerArn, new Map(MANDATORY.map((keyword) => [keyword.Keyword, keyword])));
}

export const keywordHandlers: Handlers<'DeleteKeyword' | 'DescribeKeywords' | 'PutKeyword'> = {
  // A guess: AWS's pages have no rule for a number in a pool. It is accepted, without effect while the pool's keywords count.
  PutKeyword(operation, input) {
    const owner = keywordOwner(operation, input.OriginationIdentity);
    const name = input.Keyword.toUpperCase();
    const keywords = operation.state.keywords.get(owner.arn) ?? new Map<string, Keyword>();
    const keyword: Keyword = {
      Keyword: name,
      KeywordMessage: input.KeywordMessage,
      KeywordAction: input.KeywordAction ?? keywords.get(name)?.KeywordAction ?? 'AUTOMATIC_RESPONSE',
    };
    operation.state.keywords.set(owner.arn, new Map(keywords).set(name, keyword));
    return { OriginationIdentityArn: owner.arn, OriginationIdentity: owner.id, ...keyword };
  },

  DeleteKeyword(operation, input) {
    const owner = keywordOwner(operation, input.OriginationIdentity);
    const name = input.Keyword.toUpperCase();
    const keywords = operation.state.keywords.get(owner.arn) ?? new Map<string, Keyword>();
    const keyword = find(operation, keywords, 'keyword', name);
    if (MANDATORY.some((mandatory) => mandatory.Keyword === name))
      throw conflict('RESOURCE_DELETION_NOT_ALLOWED', 'keyword', name);
    operation.state.keywords.set(owner.arn, new Map([...keywords].filter(([other]) => other !== name)));
    return { OriginationIdentityArn: owner.arn, OriginationIdentity: owner.id, ...keyword };
  },

  DescribeKeywords(operation, input) {
    const owner = keywordOwner(operation, input.OriginationIdentity);
    const keywords = operation.state.keywords.get(owner.arn) ?? new Map<string, Keyword>();
    const named = input.Keywords?.map((name) => name.toUpperCase()) ?? [];
    const found =
      named.length === 0
        ? [...keywords.values()]
        : named.map((name) => find(operation, keywords, 'keyword', name));
    const { items, NextToken } = paged(
      filtered(found, input.Filters, { 'keyword-action': (keyword) => keyword.KeywordAction }),
      input,
    );
    return { OriginationIdentityArn: owner.arn, OriginationIdentity: owner.id, Keywords: items, NextToken };
  },
};
