import * as v from 'valibot';
import { ACCOUNT_ID, parseRoleArn, REGION, ROLE_ARN } from '../contract/aws-shapes.ts';
import {
  DELIVERY_ROLE_NAME,
  REGISTRATION_DETAIL_TYPE,
  REGISTRATION_SOURCE,
  roleArn,
} from '../contract/names.ts';
import { EVENT_NAMES, type RegistrationDetail } from '../contract/registration-event.ts';
import { isTenantId } from '../contract/tenant-id.ts';
import { type Refusal, refuse } from './refusal.ts';

/** A registration whose detail agrees with its envelope. */
export interface RegistrationEvent extends RegistrationDetail {
  readonly eventId: string;
  /** The envelope's time, ISO 8601; EventBridge gives whole seconds. */
  readonly eventTime: string;
}

/** A registration has about 600 bytes, so a much larger event is something else. */
export const MAX_EVENT_BYTES = 16 * 1024;

const text = v.string('must be a string');
const shaped = (pattern: RegExp) => v.pipe(text, v.regex(pattern, 'does not have the right form'));

/** Also for an absent value: otherwise Valibot would report it in its own words. */
const NO_OBJECT = 'is missing, or is not an object';

const EnvelopeSchema = v.object(
  {
    id: shaped(/^[\w-]{1,128}$/),
    source: text,
    'detail-type': text,
    account: shaped(ACCOUNT_ID),
    region: shaped(REGION),
    time: v.pipe(
      shaped(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/),
      v.check((time) => !Number.isNaN(Date.parse(time)), 'must be a date that exists'),
    ),
    detail: v.record(v.string(), v.unknown(), NO_OBJECT),
  },
  NO_OBJECT,
);

const DetailSchema = v.object(
  {
    tenantId: v.custom<string>(
      isTenantId,
      'must be 2 to 64 letters, digits, ".", "_" or "-", starting with a letter or digit',
    ),
    accountId: shaped(ACCOUNT_ID),
    region: shaped(REGION),
    deliveryStreamRoleArn: shaped(ROLE_ARN),
    eventName: v.picklist(EVENT_NAMES, `must be one of ${EVENT_NAMES.join(', ')}`),
    sequence: v.optional(
      v.pipe(
        v.number('must be a number'),
        v.safeInteger('must be an integer'),
        v.minValue(0, 'must not be negative'),
      ),
      0,
    ),
  },
  NO_OBJECT,
);

/**
 * Parses an EventBridge event from the registration queue. EventBridge sets the envelope's account and Region, the
 * sender writes the detail: an event whose detail differs from the envelope is refused.
 *
 * @param partition the management account's partition, which tenants share
 */
export function parseRegistrationEvent(body: string, partition: string): RegistrationEvent | Refusal {
  if (Buffer.byteLength(body) > MAX_EVENT_BYTES) {
    return refuse('Oversized', `The event is larger than ${MAX_EVENT_BYTES} bytes.`);
  }
  const envelope = v.safeParse(EnvelopeSchema, parseJson(body));
  if (!envelope.success) return malformed('event', envelope.issues);
  const { id, source, account, region, time, detail: claims, 'detail-type': detailType } = envelope.output;
  if (source !== REGISTRATION_SOURCE || detailType !== REGISTRATION_DETAIL_TYPE) {
    return refuse('UnexpectedSource', 'The source or detail-type is not that of a tenant registration.');
  }
  const parsed = v.safeParse(DetailSchema, claims);
  if (!parsed.success) return malformed('event.detail', parsed.issues);
  const detail = parsed.output;
  if (detail.accountId !== account) {
    return refuse(
      'AccountMismatch',
      `The detail names another account than ${account}, which sent the event.`,
    );
  }
  if (detail.region !== region) {
    return refuse('RegionMismatch', `The detail names another Region than ${region}, where the event began.`);
  }
  if (detail.deliveryStreamRoleArn !== roleArn(partition, account, DELIVERY_ROLE_NAME)) {
    return refuse('ForeignRole', explainRole(detail.deliveryStreamRoleArn, account));
  }
  return { ...detail, eventId: id, eventTime: time };
}

function explainRole(arn: string, account: string): string {
  const role = parseRoleArn(arn);
  if (role?.accountId !== account) return "The delivery role does not belong to the sender's account.";
  return `The delivery role must be ${DELIVERY_ROLE_NAME}, without a path, in this partition.`;
}

function malformed(what: string, issues: readonly v.BaseIssue<unknown>[]): Refusal {
  const problems = issues.map((issue) => {
    const path = v.getDotPath(issue);
    return `${path === null ? what : `${what}.${path}`} ${issue.message}`;
  });
  return refuse('Malformed', `${problems.join('; ')}.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
