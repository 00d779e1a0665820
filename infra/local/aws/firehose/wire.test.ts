import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  ListDeliveryStreamsCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
} from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TENANT } from '../s3/storage.rig.ts';
import { BUCKET, Streams } from './streams.rig.ts';

const streams = new Streams();
const DeliveryStreamName = 'events';

beforeAll(async () => {
  await streams.listen();
  streams.firehose.createDeliveryStream(TENANT, {
    name: DeliveryStreamName,
    roleArn: streams.roleArn,
    bucketArn: `arn:aws:s3:::${BUCKET}`,
    prefix: `accountId=${TENANT.accountId}/`,
    bufferSeconds: 5,
  });
});
afterAll(() => streams.storage.close());

const operator = () => new FirehoseClient(streams.storage.as(TENANT));

it('delivers the records of PutRecord and PutRecordBatch, byte for byte', async () => {
  const bytes = [Buffer.from([0, 255, 10]), Buffer.from('ü'), Buffer.from('')];
  const [first, ...rest] = bytes;
  await operator().send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: first } }));
  const batch = await operator().send(
    new PutRecordBatchCommand({ DeliveryStreamName, Records: rest.map((Data) => ({ Data })) }),
  );
  expect(batch).toMatchObject({ FailedPutCount: 0, RequestResponses: [{}, {}] });
  await streams.clock.advance(5000);
  expect(streams.bodies).toEqual([Buffer.concat(bytes)]);
});

it('describes the stream', async () => {
  const { DeliveryStreamDescription } = await operator().send(
    new DescribeDeliveryStreamCommand({ DeliveryStreamName }),
  );
  expect(DeliveryStreamDescription).toMatchObject({
    DeliveryStreamStatus: 'ACTIVE',
    VersionId: '1',
    CreateTimestamp: expect.any(Date),
    Destinations: [{ ExtendedS3DestinationDescription: { BufferingHints: { IntervalInSeconds: 5 } } }],
  });
});

it('admits callers by the action and the stream', async () => {
  const home = { ...TENANT };
  const resource = `arn:aws:firehose:us-east-1:${TENANT.accountId}:deliverystream/${DeliveryStreamName}`;
  const sender = new FirehoseClient(
    streams.storage.asRole(home, 'Sender', {
      Effect: 'Allow',
      Action: 'firehose:PutRecord',
      Resource: resource,
    }),
  );
  const Record = { Data: Buffer.from('x') };
  await expect(sender.send(new PutRecordCommand({ DeliveryStreamName, Record }))).resolves.toBeDefined();
  const denied = {
    name: 'AccessDeniedException',
    message: expect.stringContaining('firehose:PutRecordBatch'),
  };
  await expect(
    sender.send(new PutRecordBatchCommand({ DeliveryStreamName, Records: [Record] })),
  ).rejects.toMatchObject(denied);
  await expect(
    sender.send(new PutRecordCommand({ DeliveryStreamName: 'other', Record })),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

it('refuses unknown streams, records over 1,000 KiB, empty batches and what is not simulated', async () => {
  const client = operator();
  const Record = { Data: Buffer.from('x') };
  await expect(
    client.send(new PutRecordCommand({ DeliveryStreamName: 'unknown', Record })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const large = { Data: Buffer.alloc(1_024_001) };
  await expect(
    client.send(new PutRecordCommand({ DeliveryStreamName, Record: large })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(
    client.send(new PutRecordBatchCommand({ DeliveryStreamName, Records: [] })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(client.send(new ListDeliveryStreamsCommand({}))).rejects.toMatchObject({
    name: 'NotSimulatedException',
  });
});
