import type { Message } from '@aws-sdk/client-sqs';
import { EXPLANATION_ATTRIBUTE, REASON_ATTRIBUTE } from '../../../../registrar/contract/names.ts';
import { printable } from '../../printable.ts';

/** What is shown of a dead letter besides its reason, without personal data. */
export interface Content {
  readonly account?: unknown;
  readonly tenantId?: unknown;
  /** The object, event or callback. */
  readonly about?: unknown;
}

/** The reason of a message that carries none. */
export interface Failure {
  readonly reason: string;
  readonly explanation: string;
}

export interface DeadLetter extends Failure {
  /** ISO 8601. */
  readonly at: string;
  readonly account: string;
  readonly tenantId: string;
  readonly about: string;
}

/** "Using dead-letter queues to process undelivered events" of the EventBridge user guide. */
const EVENTBRIDGE_REASON = 'ERROR_CODE';
const EVENTBRIDGE_EXPLANATION = 'ERROR_MESSAGE';

/**
 * Reads a message of a dead-letter queue. Any account of the organization may have written its body, so it must neither
 * steer the terminal nor fill it.
 */
export function deadLetter(
  { Body = '', Attributes, MessageAttributes = {} }: Message,
  content: (body: unknown) => Content,
  failure: Failure,
): DeadLetter {
  const attribute = (name: string) => MessageAttributes[name]?.StringValue;
  const { account, tenantId, about } = content(parseJson(Body));
  return {
    at: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
    reason: attribute(REASON_ATTRIBUTE) ?? attribute(EVENTBRIDGE_REASON) ?? failure.reason,
    explanation: printable(
      attribute(EXPLANATION_ATTRIBUTE) ?? attribute(EVENTBRIDGE_EXPLANATION) ?? failure.explanation,
    ),
    account: shown(account),
    tenantId: shown(tenantId),
    about: shown(about),
  };
}

/** A registration, from its envelope and its detail. */
export function registrationContent(body: unknown): Content {
  return {
    account: at(body, 'account'),
    tenantId: at(body, 'detail', 'tenantId'),
    about: at(body, 'detail', 'eventName'),
  };
}

/** A notification of S3: the key of its object, which contains the account. */
export function objectContent(body: unknown): Content {
  const key = at(body, 'Records', '0', 's3', 'object', 'key');
  const [, account] = typeof key === 'string' ? (/accountId(?:=|%3D)(\d{12})/.exec(key) ?? []) : [];
  return {
    account,
    about: typeof key === 'string' ? key.replaceAll('%3D', '=').replaceAll('%2F', '/') : undefined,
  };
}

/** An event of End User Messaging: its type, without its detail, which contains numbers. */
export function eventContent(body: unknown): Content {
  return { account: at(body, 'account'), about: at(body, 'detail-type') };
}

/** A delivery, which refers to its message and holds none of its data. */
export function callbackContent(body: unknown): Content {
  const about = [at(body, 'callbackName'), at(body, 'event', 'type'), at(body, 'event', 'of')];
  return {
    account: at(body, 'accountId'),
    tenantId: at(body, 'tenantId'),
    about: about.filter((each) => typeof each === 'string').join(' '),
  };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? printable(value, 120) : '';
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      Object.hasOwn(Object(inner), name) ? (inner as Record<string, unknown>)[name] : undefined,
    value,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
