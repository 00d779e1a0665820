import { randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import { conflict, invalid } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { keywordOf } from '../originators/inbound-keywords.ts';
import { isOptedOut, optIn, optOut } from '../originators/opt-out-lists.ts';
import type { Keyword, PhoneNumber, Pool } from '../state.ts';

/** A text that a phone sends. */
export interface InboundText {
  /** The phone, E.164. */
  readonly from: string;
  readonly body: string;
}

export interface InboundOutcome {
  readonly inboundMessageId: string;
  readonly keyword?: string;
  readonly action?: Keyword['KeywordAction'];
  /** Message id of the automatic answer, which is in the outbox. */
  readonly answeredBy?: string;
  /** Whether it was published to a two-way channel. */
  readonly published: boolean;
}

/** With self-managed opt-outs, the account handles texts that begin with HELP or STOP. */
const SELF_MANAGED: ReadonlySet<string> = new Set(['HELP', 'STOP']);

/**
 * Handles a text to a number as AWS does: opts out or in, answers, and publishes to the two-way channel. The settings
 * are the pool's when the number is in one. A failure of the channel is only logged.
 *
 * @throws AwsError ConflictException when the number is not active, ValidationException when it cannot receive texts
 */
export function receiveText(
  operation: Operation,
  number: PhoneNumber,
  { from, body }: InboundText,
  log: (line: string) => void,
): InboundOutcome {
  if (number.Status !== 'ACTIVE') throw conflict('RESOURCE_NOT_ACTIVE', 'phone-number', number.PhoneNumberId);
  if (!number.NumberCapabilities.includes('SMS'))
    throw invalid('INVALID_REQUEST', { to: 'The number cannot receive text messages.' });
  const settings = operation.state.pools.get(number.PoolId ?? '') ?? number;
  const ownerArn = 'PoolArn' in settings ? settings.PoolArn : settings.PhoneNumberArn;
  const inboundMessageId = randomUUID();
  // Read before the answer, which would be the latest message.
  const previous = operation.outbox.latest(operation.home, number.PhoneNumber, from);
  const keyword = keywordOf(number, operation.state.keywords.get(ownerArn) ?? new Map(), body);
  const answer = keyword && act(operation, settings, number, keyword, from, inboundMessageId);
  const published = publish(operation, settings, ownerArn, log, {
    originationNumber: from,
    destinationNumber: number.PhoneNumber,
    // A guess: a text that begins with no registered keyword has none.
    ...(keyword && { messageKeyword: keyword.Keyword }),
    messageBody: body,
    inboundMessageId,
    ...(previous && { previousPublishedMessageId: previous.messageId }),
  });
  return {
    inboundMessageId,
    ...(keyword && { keyword: keyword.Keyword, action: keyword.KeywordAction }),
    ...(answer && { answeredBy: answer }),
    published,
  };
}

/** @returns the answer's message id, or undefined when there is none */
function act(
  operation: Operation,
  settings: PhoneNumber | Pool,
  number: PhoneNumber,
  { Keyword: word, KeywordAction, KeywordMessage }: Keyword,
  phone: string,
  inboundMessageId: string,
): string | undefined {
  const { home, outbox } = operation;
  const { OptOutListName, SelfManagedOptOutsEnabled } = settings;
  if (SelfManagedOptOutsEnabled && (SELF_MANAGED.has(word) || KeywordAction === 'OPT_OUT')) return undefined;
  if (KeywordAction === 'OPT_OUT') optOut(operation, OptOutListName, phone, { byEndUser: true });
  if (KeywordAction === 'OPT_IN') optIn(operation, OptOutListName, phone);
  // A number that opted out only gets the answers to STOP and HELP; a guess.
  const isAsked = KeywordAction === 'OPT_OUT' || word === 'HELP';
  if (!isAsked && isOptedOut(operation, OptOutListName, phone)) return undefined;
  const messageId = randomUUID();
  outbox.add({
    messageId,
    ...home,
    channel: 'TEXT',
    destination: phone,
    origination: number.PhoneNumber,
    body: KeywordMessage,
    messageType: settings.MessageType,
    inReplyTo: inboundMessageId,
    time: operation.now().toISOString(),
  });
  return messageId;
}

function publish(
  { home, twoWayChannels }: Operation,
  { TwoWayEnabled, TwoWayChannelArn, TwoWayChannelRole }: PhoneNumber | Pool,
  ownerArn: string,
  log: (line: string) => void,
  payload: object,
): boolean {
  if (!TwoWayEnabled || TwoWayChannelArn === undefined) return false;
  try {
    twoWayChannels.publish(home, ownerArn, { TwoWayChannelArn, TwoWayChannelRole }, payload);
    return true;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    log(`sms-voice: an incoming message did not reach ${TwoWayChannelArn}: ${error.message}`);
    return false;
  }
}
