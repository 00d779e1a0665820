import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeQueriesCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Storage, TENANT } from '../s3/storage.rig.ts';
import { Logs } from './logs.ts';
import { logsWire } from './wire.ts';

const storage = new Storage();
const logs = new Logs(storage.kernel);
const now = storage.kernel.clock.now();

beforeAll(() => storage.listen(logsWire(logs)));
afterAll(() => storage.close());

let logGroupName = '';
let groupArn = '';
let groups = 0;
beforeEach(() => {
  groups += 1;
  logGroupName = `/events/${groups}`;
  groupArn = logs.createLogGroup(TENANT, { name: logGroupName, retentionDays: 30 }).arn;
});

const operator = () => new CloudWatchLogsClient(storage.as(TENANT));

describe('CloudWatch Logs', () => {
  it('keeps the events of a stream and gives them back', async () => {
    const client = operator();
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 's' }));
    const logEvents = [
      { timestamp: now - 1000, message: '{"eventType":"TEXT_SENT"}' },
      { timestamp: now, message: '{"eventType":"TEXT_DELIVERED"}' },
    ];
    await client.send(new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents }));
    const { events } = await client.send(new GetLogEventsCommand({ logGroupName, logStreamName: 's' }));
    expect(events).toMatchObject(logEvents);
    expect(logs.lines(groupArn)).toEqual(logEvents.map(({ message }) => message));
    const { logStreams } = await client.send(new DescribeLogStreamsCommand({ logGroupName }));
    expect(logStreams).toMatchObject([{ logStreamName: 's', lastEventTimestamp: now }]);
  });

  it('keeps the latest events of a stream, and says in front of them how many are gone', async () => {
    const client = operator();
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 's' }));
    for (let batch = 0; batch < 3; batch += 1) {
      const logEvents = Array.from({ length: 4_000 }, (_, index) => ({
        timestamp: now,
        message: `${batch}-${index}`,
      }));
      await client.send(new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents }));
    }
    const lines = logs.lines(groupArn);
    expect(lines.length).toBeLessThanOrEqual(10_001);
    expect(lines[0]).toBe(
      `[local AWS] ${12_001 - lines.length} earlier events of this log stream were dropped.`,
    );
    expect(lines.at(-1)).toBe('2-3999');
    const command = new GetLogEventsCommand({
      logGroupName,
      logStreamName: 's',
      startFromHead: true,
      limit: 1,
    });
    expect((await client.send(command)).events?.[0]?.message).toBe(lines[0]);
  });

  it('describes groups with the two forms of their ARN', async () => {
    await operator().send(new CreateLogGroupCommand({ logGroupName: '/made/by-api' }));
    const { logGroups } = await operator().send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }),
    );
    expect(logGroups).toMatchObject([
      { logGroupName, arn: `${groupArn}:*`, logGroupArn: groupArn, retentionInDays: 30 },
    ]);
    const { logGroups: made } = await operator().send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/made' }),
    );
    expect(made).toHaveLength(1);
  });

  it("sets a group's retention to one of the service's periods", async () => {
    const client = operator();
    await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 90 }));
    expect(logs.group(groupArn).retentionDays).toBe(90);
    await expect(
      client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 91 })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(
      client.send(new PutRetentionPolicyCommand({ logGroupName: '/none', retentionInDays: 90 })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('refuses names that exist and streams that do not', async () => {
    const client = operator();
    const create = new CreateLogStreamCommand({ logGroupName, logStreamName: 's' });
    await client.send(create);
    await expect(client.send(create)).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    await expect(client.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    const logEvents = [{ timestamp: now, message: 'm' }];
    const put = new PutLogEventsCommand({ logGroupName, logStreamName: 'other', logEvents });
    await expect(client.send(put)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('finds events across streams by time, words and phrases, page by page', async () => {
    const client = operator();
    const write = (stream: string, ...messages: [number, string][]) => {
      logs.addLogStream(groupArn, stream);
      const events = messages.map(([ago, message]) => ({ timestamp: now - ago, message }));
      logs.putLogEvents(storage.operator(TENANT), groupArn, stream, events);
    };
    write('a', [3000, 'delivery failed for one'], [1000, 'all well']);
    write('b', [2000, 'failed: delivery refused']);
    const find = async (filterPattern: string, startTime?: number) => {
      const found: (string | undefined)[] = [];
      const input = { logGroupName, filterPattern, ...(startTime !== undefined && { startTime }) };
      for await (const page of paginateFilterLogEvents({ client, pageSize: 1 }, input))
        found.push(
          ...(page.events ?? []).map(({ logStreamName, message }) => `${logStreamName}: ${message}`),
        );
      return found;
    };
    expect(await find('delivery failed')).toEqual([
      'a: delivery failed for one',
      'b: failed: delivery refused',
    ]);
    expect(await find('"delivery failed"')).toEqual(['a: delivery failed for one']);
    expect(await find('', now - 1500)).toEqual(['a: all well']);
    await expect(
      client.send(new FilterLogEventsCommand({ logGroupName, filterPattern: '{ $.a = 1 }' })),
    ).rejects.toMatchObject({ name: 'NotSimulatedException' });
  });

  it('drops events that are too old or too far ahead, and says which', async () => {
    const client = operator();
    logs.addLogStream(groupArn, 's');
    const day = 24 * 3_600_000;
    const logEvents = [-15 * day, -day, 0, day].map((age) => ({ timestamp: now + age, message: `${age}` }));
    const answer = await client.send(
      new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents }),
    );
    expect(answer.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 3 });
    expect(logs.lines(groupArn)).toEqual([`${-day}`, '0']);
    await expect(
      client.send(
        new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents: logEvents.reverse() }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('allows a role the actions of its policy, on the ARN that ends in :* and on no other group', async () => {
    const writer = new CloudWatchLogsClient(
      storage.asRole(TENANT, `Writer${groups}`, {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        Resource: `${groupArn}:*`,
      }),
    );
    const logEvents = [{ timestamp: now, message: 'm' }];
    await writer.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 's' }));
    await writer.send(new DescribeLogStreamsCommand({ logGroupName }));
    await writer.send(new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents }));
    const denied = { name: 'AccessDeniedException' };
    await expect(
      writer.send(new GetLogEventsCommand({ logGroupName, logStreamName: 's' })),
    ).rejects.toMatchObject(denied);
    await expect(
      writer.send(new CreateLogStreamCommand({ logGroupName: `${logGroupName}0`, logStreamName: 's' })),
    ).rejects.toMatchObject(denied);
  });

  it('says so when an operation is not simulated', async () => {
    await expect(operator().send(new DescribeQueriesCommand({}))).rejects.toMatchObject({
      name: 'NotSimulatedException',
    });
  });
});
