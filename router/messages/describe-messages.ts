import type { DescribeMessagesInput, DescribeMessagesOutput } from '../actions/own/describe-messages.ts';
import { decodePosition, encodePosition } from '../actions/own/position.ts';
import { parseEventKey } from './events/event.ts';
import { fromItem, isExpired, type MessageItem } from './table/item.ts';
import { timePrefix } from './table/keys.ts';
import type { KeyRange, MessageKey, MessageReads } from './table/table-reads.ts';

export interface DescribeMessagesOptions {
  readonly reads: MessageReads;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type DescribeMessages = (
  accountId: string,
  input: DescribeMessagesInput,
) => Promise<DescribeMessagesOutput>;

const DEFAULT_RESULTS = 25;
/**
 * How many messages are read for one answer. A filter that few messages pass gives short or empty pages, with a token.
 */
const MAX_EXAMINED = 1_000;
/** Items fetched at a time, at most: "as many as 100 items" (BatchGetItem). */
const MAX_FETCHED = 100;

/** Sorts before and after every time of 13 digits. */
const START_OF_TIME = '0';
const END_OF_TIME = ':';

/** The status of messages: of those with the given ids, or a page of the account's, newest first. */
export function createDescribeMessages({ reads, now }: DescribeMessagesOptions): DescribeMessages {
  return async function describeMessages(accountId, input) {
    const { MessageIds: ids } = input;
    if (ids === undefined) return await listMessages(accountId, input);
    const items = await reads.items(accountId, ids, { consistent: true });
    return {
      Messages: ids
        .map((id) => items.get(id))
        .filter(isVisible)
        .map(toMessage),
    };
  };

  async function listMessages(
    accountId: string,
    input: DescribeMessagesInput,
  ): Promise<DescribeMessagesOutput> {
    const { MaxResults = DEFAULT_RESULTS } = input;
    const keys = reads.keys(rangeOf(accountId, input));
    const found: MessageItem[] = [];
    let examined = 0;
    let position: string | undefined;
    while (found.length < MaxResults && examined < MAX_EXAMINED) {
      const wanted = isFiltered(input) ? MAX_FETCHED : MaxResults - found.length;
      const chunk = await take(keys, wanted);
      const items = await reads.items(
        accountId,
        chunk.map(({ id }) => id),
        { consistent: false },
      );
      for (const { id, sortKey } of chunk) {
        examined += 1;
        position = sortKey;
        const item = items.get(id);
        if (isVisible(item) && passes(item, input)) found.push(item);
        if (found.length === MaxResults) break;
      }
      if (chunk.length < wanted) return { Messages: found.map(toMessage) };
    }
    const more = position !== undefined && { NextToken: encodePosition(position) };
    return { Messages: found.map(toMessage), ...more };
  }

  /** DynamoDB deletes an item some time after it has expired; until then it must not be shown. */
  function isVisible(item: MessageItem | undefined): item is MessageItem {
    return item !== undefined && item.kind !== 'registration' && !isExpired(item, now());
  }
}

function rangeOf(accountId: string, input: DescribeMessagesInput): KeyRange {
  const { StartTime, EndTime, NextToken, DestinationPhoneNumber: destination } = input;
  const end = EndTime === undefined ? END_OF_TIME : timePrefix(EndTime.getTime());
  const position = NextToken === undefined ? undefined : decodePosition(NextToken);
  return {
    accountId,
    destination,
    from: StartTime === undefined ? START_OF_TIME : timePrefix(StartTime.getTime()),
    before: position !== undefined && position < end ? position : end,
  };
}

function isFiltered({ Statuses, Direction }: DescribeMessagesInput): boolean {
  return Statuses !== undefined || Direction !== undefined;
}

function passes(item: MessageItem, { Statuses, Direction }: DescribeMessagesInput): boolean {
  if (Statuses !== undefined && !Statuses.includes(item.status)) return false;
  return Direction === undefined || Direction === directionOf(item);
}

function directionOf({ kind }: MessageItem): 'INBOUND' | 'OUTBOUND' {
  return kind === 'inbound' ? 'INBOUND' : 'OUTBOUND';
}

async function take(keys: AsyncGenerator<MessageKey>, count: number): Promise<readonly MessageKey[]> {
  const taken: MessageKey[] = [];
  while (taken.length < count) {
    const { value, done } = await keys.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

/** A message in the form for callers. */
export function toMessage(item: MessageItem): DescribeMessagesOutput['Messages'][number] {
  const { id, events, status, description, isFinal, statusAt, requestedAt, facts } = fromItem(item);
  return {
    MessageId: id,
    Direction: directionOf(item),
    Channel: facts.channel,
    Status: status,
    StatusDescription: description,
    IsFinal: isFinal,
    DestinationPhoneNumber: facts.destination,
    OriginationIdentity: facts.origination,
    RequestedTimestamp: new Date(requestedAt),
    UpdatedTimestamp: new Date(statusAt),
    Parts: facts.parts,
    Price: facts.price,
    CarrierFee: facts.carrierFee,
    IsoCountryCode: facts.country,
    CarrierName: facts.carrier,
    Context: facts.context,
    PreviousMessageId: facts.previousId,
    Body: facts.body,
    Events: events.map(parseEventKey).map(({ type, at }) => ({ EventType: type, Timestamp: new Date(at) })),
  };
}
