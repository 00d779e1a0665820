import * as v from 'valibot';
import { AwsError } from '../core/aws-error.ts';
import type { Endpoint } from '../core/endpoint/endpoint.ts';
import { restJsonReply } from '../core/protocols/rest-json-protocol.ts';
import type { Reply } from '../core/wire-service.ts';
import type { Outbox } from './messages/outbox.ts';
import type { ReviewOutcome } from './registrations/review.ts';
import type { SmsVoice } from './sms-voice.ts';

const Text = v.string('must be a string');

const PhoneNumber = v.pipe(Text, v.regex(/^\+[1-9]\d{1,14}$/, 'must be a phone number such as +12065550100'));

/** valibot's own words for a missing or an unknown member would name its types. */
function aboutMembers({ expected }: v.StrictObjectIssue): string {
  if (expected === 'Object') return 'must be an object';
  return expected === 'never' ? 'is not known' : 'is required';
}

const Inbound = v.strictObject(
  {
    from: PhoneNumber,
    to: PhoneNumber,
    body: v.pipe(
      Text,
      v.minLength(1, 'must not be empty'),
      v.maxLength(1600, 'must have at most 1,600 characters'),
    ),
  },
  aboutMembers,
);

const Review = v.strictObject(
  {
    accountId: v.pipe(Text, v.regex(/^\d{12}$/, 'must be an account id of 12 digits')),
    region: Text,
    decision: v.picklist(['approve', 'deny', 'update'], 'must be approve, deny or update'),
    /** The reason of a denial: one of AWS's deny reasons, or a text. */
    reason: v.optional(Text, 'OTHER'),
    /** The fields that need another value, each with a sentence about it. */
    fields: v.optional(v.record(v.string(), Text, 'must be an object'), {}),
  },
  aboutMembers,
);

/**
 * What people and carriers do, and no AWS operation: `GET /_local/messages` lists sent messages, `POST /_local/inbound`
 * is a text from a phone, `POST /_local/registrations/{registrationId}/review` ends a review.
 */
export function smsVoiceLocalRoutes(
  endpoint: Pick<Endpoint, 'route'>,
  { smsVoice, outbox }: { readonly smsVoice: SmsVoice; readonly outbox: Outbox },
): void {
  endpoint.route('GET /_local/messages', () => restJsonReply(200, outbox.listing()));

  endpoint.route('POST /_local/inbound', (request) =>
    answered(request, Inbound, ({ from, to, body }) => smsVoice.receiveText(to, { from, body })),
  );

  endpoint.route('POST /_local/registrations/{registrationId}/review', (request) =>
    answered(request, Review, ({ accountId, region, ...decision }) => {
      const { registrationId = '' } = request.parameters;
      const home = { accountId, region };
      const reviewed = smsVoice.reviewRegistration(home, registrationId, outcomeOf(decision));
      return { registrationId, registrationStatus: reviewed.RegistrationStatus };
    }),
  );
}

function outcomeOf({
  decision,
  reason,
  fields,
}: Pick<v.InferOutput<typeof Review>, 'decision' | 'reason' | 'fields'>): ReviewOutcome {
  switch (decision) {
    case 'approve':
      return { outcome: 'APPROVED' };
    case 'deny':
      return { outcome: 'DENIED', reason };
    case 'update':
      return { outcome: 'UPDATES_REQUESTED', fields };
  }
}

interface JsonRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A web page needs a CORS preflight to send this content type, and no preflight is answered. */
function answered<Schema extends v.GenericSchema>(
  { headers, body }: JsonRequest,
  schema: Schema,
  work: (input: v.InferOutput<Schema>) => unknown,
): Reply {
  if (!headers['content-type']?.startsWith('application/json'))
    return refused(415, 'The body must be application/json.');
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return refused(400, 'The body must be JSON.');
  }
  const { success, output, issues } = v.safeParse(schema, json);
  if (!success)
    return refused(
      400,
      `${issues.map((issue) => `${v.getDotPath(issue) ?? 'The body'} ${issue.message}`).join('; ')}.`,
    );
  try {
    return restJsonReply(200, work(output));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return refused(error.code === 'ResourceNotFoundException' ? 404 : error.status, error.message);
  }
}

function refused(status: number, message: string): Reply {
  return restJsonReply(status, { message });
}
