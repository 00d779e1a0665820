import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { eventPrefix } from '../../../../registrar/contract/names.ts';
import { poll } from '../../../access/poll.ts';
import { broken, type Check, ok, skipped, type VerifyContext } from '../../check.ts';

/** The default of the tenant stack's context eventBufferSeconds. */
const DEFAULT_BUFFER_SECONDS = 60;

/** How far this machine's clock may be off. */
const CLOCK_SKEW_MILLISECONDS = 300_000;

export const loggedEvent: Check = {
  hop: "Event in the tenant's log group",
  proves: "the service reports the message's events to the configuration set",
  advice:
    "Look at the configuration set's event destinations and at the trust policies of their roles (aws:SourceArn); deploy the tenant stack again.",
  async run({ deployment, findings }) {
    const tenant = deployment.tenant(findings.get('record'));
    if (tenant === undefined) return skipped(deployment.tenantHint);
    const { messageId, sentAt } = findings.get('message');
    const logs = new CloudWatchLogsClient(tenant);
    const filter = {
      logGroupName: findings.get('tenantOutputs').EventLogGroupName,
      filterPattern: `"${messageId}"`,
      startTime: sentAt - CLOCK_SKEW_MILLISECONDS,
    };
    const found = await poll(deployment, deployment.eventSlackSeconds, async () => {
      // A page without events may be followed by others.
      for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, filter))
        if (events.length > 0) return events[0];
      return undefined;
    });
    if (found === undefined)
      return broken(`No event of the message within ${deployment.eventSlackSeconds} s.`);
    return ok('found');
  },
};

export const deliveredEvent: Check = {
  hop: 'Event in the bucket',
  proves: "Firehose wrote the message's event under the tenant's prefix, with the tenant's role",
  advice:
    "If the log group has the event, look at the stream's metrics. IncomingRecords without DeliveryToS3.Success: Firehose cannot assume PinpointEventDeliveryRole (its trust policy: sts:ExternalId is the account id) or may not write or list (compare the role's policy and the bucket policy; its statement ListOwnPrefix allows s3:ListBucket only with a prefix). Objects under errors/ say which. No IncomingRecords: look at the role of the configuration set's Firehose destination.",
  async run(context) {
    const { deployment, findings } = context;
    const { accountId } = findings.get('record');
    // Without the grant, no event can arrive.
    findings.get('grant');
    const { messageId } = findings.get('message');
    const seconds = (findings.find('bufferSeconds') ?? DEFAULT_BUFFER_SECONDS) + deployment.eventSlackSeconds;
    const read = new Set<string>();
    const key = await poll(deployment, seconds, () => findEvent(context, accountId, messageId, read));
    if (key === undefined)
      return broken(
        `No event of the message within ${seconds} s under ${eventPrefix(accountId)}; ${read.size} other objects arrived meanwhile.`,
      );
    findings.add({ eventKey: key });
    return ok(key.slice(0, key.lastIndexOf('/') + 1));
  },
};

export const eventLines: Check = {
  hop: 'One event a line',
  proves:
    'each record of the object is one line of JSON, whether or not the service ends it with a line break',
  advice: "Look at the delivery stream's processor AppendDelimiterToRecord; deploy the tenant stack again.",
  async run({ deployment: { management }, findings }) {
    const { EventBucketName: Bucket } = findings.get('outputs');
    const object = new GetObjectCommand({ Bucket, Key: findings.get('eventKey') });
    const { Body } = await new S3Client(management).send(object);
    const text = (await Body?.transformToString()) ?? '';
    if (!text.endsWith('\n')) return broken('The object does not end with a line break.');
    const lines = text.split('\n').filter((line) => line !== '');
    const glued = lines.filter((line) => !isJson(line)).length;
    if (glued > 0) return broken(`${glued} of ${lines.length} lines are not exactly one JSON value.`);
    return ok(`${lines.length} lines`);
  },
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export const otherRegion: Check = {
  hop: 'Across Regions',
  proves: 'Firehose writes to a bucket in another Region',
  advice: 'Run this again.',
  async run({ deployment: { management }, findings }) {
    const { region } = findings.get('record');
    if (region === management.region)
      return skipped(`tenant and bucket are both in ${region}; verify a tenant of another Region`);
    findings.get('eventKey');
    return ok(`from ${region} to ${management.region}`);
  },
};

/** Searches the objects that were created since the send and are not read yet. */
async function findEvent(
  { deployment: { management }, findings }: VerifyContext,
  accountId: string,
  messageId: string,
  read: Set<string>,
): Promise<string | undefined> {
  const { EventBucketName: Bucket } = findings.get('outputs');
  const since = findings.get('message').sentAt - CLOCK_SKEW_MILLISECONDS;
  const s3 = new S3Client(management);
  for (const day of daysSince(since)) {
    const Prefix = `${eventPrefix(accountId)}date=${day}/`;
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
      for (const { Key = '', LastModified } of Contents) {
        if (read.has(Key) || Number(LastModified) < since) continue;
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        if ((await Body?.transformToString())?.includes(messageId)) return Key;
        read.add(Key);
      }
    }
  }
  return undefined;
}

/** Dates in UTC, as in Firehose's prefix. There are two when the day changes while this waits. */
function daysSince(time: number): readonly string[] {
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  return [...new Set([dayOf(time), dayOf(Date.now())])];
}
