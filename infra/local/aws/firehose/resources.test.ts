import { beforeEach, describe, expect, it } from 'vitest';
import { CloudFormation } from '../cloudformation/cloudformation.ts';
import type { Template } from '../cloudformation/template/template.ts';
import { logsResources } from '../logs/resources.ts';
import { s3Resources } from '../s3/resources.ts';
import { MANAGEMENT, TENANT } from '../s3/storage.rig.ts';
import { firehoseResources } from './resources.ts';
import { BUCKET, Streams } from './streams.rig.ts';

let streams: Streams;
let cloudFormation: CloudFormation;
beforeEach(() => {
  streams = new Streams();
  cloudFormation = new CloudFormation({
    ...s3Resources(streams.storage.s3),
    ...firehoseResources(streams.firehose),
    ...logsResources(streams.logs),
  });
});

function deploy(Resources: Template['Resources'], Outputs: Template['Outputs'] = {}, home = TENANT) {
  const template = { Resources, Outputs };
  return cloudFormation.deploy({ home, stackName: 'Stack', template, assets: new Map() });
}

const ERRORS = {
  Errors: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } },
  ErrorStream: { Type: 'AWS::Logs::LogStream', Properties: { LogGroupName: { Ref: 'Errors' } } },
};

/** As CDK's `DeliveryStream` writes it. */
function stream(changes: Record<string, unknown> = {}) {
  return {
    Stream: {
      Type: 'AWS::KinesisFirehose::DeliveryStream',
      Properties: {
        DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
        DeliveryStreamType: 'DirectPut',
        ExtendedS3DestinationConfiguration: {
          BucketARN: `arn:aws:s3:::${BUCKET}`,
          RoleARN: streams.roleArn,
          Prefix: `accountId=${TENANT.accountId}/date=!{timestamp:yyyy-MM-dd}/`,
          ErrorOutputPrefix: `accountId=${TENANT.accountId}/errors/!{firehose:error-output-type}/`,
          BufferingHints: { IntervalInSeconds: 7, SizeInMBs: 1 },
          CompressionFormat: 'UNCOMPRESSED',
          CloudWatchLoggingOptions: {
            Enabled: true,
            LogGroupName: { Ref: 'Errors' },
            LogStreamName: { Ref: 'ErrorStream' },
          },
          ProcessingConfiguration: {
            Enabled: true,
            Processors: [{ Type: 'AppendDelimiterToRecord', Parameters: [] }],
          },
          ...changes,
        },
      },
    },
  };
}
const STREAM_OUTPUTS = {
  Arn: { Value: { 'Fn::GetAtt': ['Stream', 'Arn'] } },
  Name: { Value: { Ref: 'Stream' } },
};

describe('AWS::KinesisFirehose::DeliveryStream', () => {
  it('becomes a stream that delivers as its properties say', async () => {
    const { Arn = '', Name } = await deploy({ ...ERRORS, ...stream() }, STREAM_OUTPUTS);
    expect(Arn).toBe(`arn:aws:firehose:us-east-1:${TENANT.accountId}:deliverystream/${Name}`);
    streams.firehose.putRecords(streams.storage.operator(TENANT), Arn, [Buffer.from('a'), Buffer.from('b')]);
    await streams.clock.advance(7000);
    expect(streams.bodies.map(String)).toEqual(['a\nb\n']);
  });

  it('follows an update of its destination and is gone with its stack', async () => {
    const { Arn = '' } = await deploy({ ...ERRORS, ...stream() }, STREAM_OUTPUTS);
    await deploy({ ...ERRORS, ...stream({ Prefix: `accountId=${TENANT.accountId}/new/` }) }, STREAM_OUTPUTS);
    const put = () => streams.firehose.putRecords(streams.storage.operator(TENANT), Arn, [Buffer.from('x')]);
    put();
    streams.firehose.flush();
    expect(streams.keys[0]).toContain(`accountId=${TENANT.accountId}/new/2026/`);
    await cloudFormation.destroy(TENANT, 'Stack');
    expect(put).toThrow('not found');
  });

  it.each([
    ['a processor', { ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'Lambda' }] } }],
    ['dynamic partitioning', { DynamicPartitioningConfiguration: { Enabled: true } }],
    ['a compression', { CompressionFormat: 'Snappy' }],
  ])('is refused with %s that is not simulated', async (_what, changes) => {
    await expect(deploy({ ...ERRORS, ...stream(changes) })).rejects.toThrow('Stream');
  });
});

describe('AWS::Logs::LogGroup', () => {
  it('has an ARN that ends in :*, and is gone with its stack', async () => {
    const outputs = {
      Arn: { Value: { 'Fn::GetAtt': ['Errors', 'Arn'] } },
      Name: { Value: { Ref: 'Errors' } },
    };
    const { Arn = '', Name } = await deploy(ERRORS, outputs);
    expect(Arn).toBe(`arn:aws:logs:us-east-1:${TENANT.accountId}:log-group:${Name}:*`);
    expect(streams.logs.group(Arn)).toMatchObject({ retentionDays: 30 });
    await cloudFormation.destroy(TENANT, 'Stack');
    expect(() => streams.logs.group(Arn)).toThrow('does not exist');
  });
});

describe('AWS::S3::Bucket', () => {
  const closed = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  };
  const bucket = (properties: Record<string, unknown> = {}) => ({
    Events: {
      Type: 'AWS::S3::Bucket',
      Properties: { PublicAccessBlockConfiguration: closed, ...properties },
    },
  });
  const anyoneMayRead = (principal: unknown) => ({
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Events' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: principal,
              Action: 's3:GetObject',
              Resource: { 'Fn::Sub': '${Events.Arn}/*' },
            },
          ],
        },
      },
    },
  });

  it('gets a name of small letters, its ARN and its policy', async () => {
    const outputs = {
      Arn: { Value: { 'Fn::GetAtt': ['Events', 'Arn'] } },
      Name: { Value: { Ref: 'Events' } },
    };
    const resources = { ...bucket(), ...anyoneMayRead({ AWS: TENANT.accountId }) };
    const { Arn, Name = '' } = await deploy(resources, outputs, MANAGEMENT);
    expect(Name).toMatch(/^[a-z0-9-]{3,63}$/);
    expect(Arn).toBe(`arn:aws:s3:::${Name}`);
    expect(streams.storage.s3.bucket(Name).policy).toBeDefined();
    await deploy(bucket(), outputs, MANAGEMENT);
    expect(streams.storage.s3.bucket(Name).policy).toBeUndefined();
  });

  it('refuses a public policy unless its block says otherwise', async () => {
    await expect(deploy({ ...bucket(), ...anyoneMayRead('*') })).rejects.toThrow('BlockPublicPolicy');
    const open = bucket({ PublicAccessBlockConfiguration: { ...closed, BlockPublicPolicy: false } });
    await expect(deploy({ ...open, ...anyoneMayRead('*') })).resolves.toBeDefined();
  });

  it('refuses an ACL while the owner of the bucket owns its objects', async () => {
    const acl = { AccessControl: 'LogDeliveryWrite' };
    await expect(deploy(bucket(acl))).rejects.toThrow('BucketOwnerEnforced');
    const controls = { OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } };
    await expect(deploy(bucket({ ...acl, ...controls }))).resolves.toBeDefined();
  });

  it('is not deleted with objects in it', async () => {
    const outputs = { Name: { Value: { Ref: 'Events' } } };
    const { Name = '' } = await deploy(bucket(), outputs, MANAGEMENT);
    streams.storage.s3.putObject(streams.storage.operator(MANAGEMENT), Name, 'key', Buffer.from('x'));
    await expect(cloudFormation.destroy(MANAGEMENT, 'Stack')).rejects.toThrow('Events');
  });
});
