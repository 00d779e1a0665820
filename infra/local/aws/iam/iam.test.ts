import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../core/clock/fake-clock.ts';
import type { PolicyDocument } from '../core/policy.ts';
import { Iam } from './iam.ts';
import { policy } from './policy/policies.rig.ts';

const ACCOUNT = '111111111111';
const BUCKET = 'arn:aws:s3:::events';
const clock = new FakeClock(0);
let iam: Iam;

beforeEach(() => {
  iam = new Iam(clock);
  iam.addAccount(ACCOUNT, 'o-local000000');
});

function trusting(
  service: string,
  condition: NonNullable<PolicyDocument['Statement']> | object = {},
): PolicyDocument {
  return policy({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    Condition: condition as Record<string, Record<string, string>>,
  });
}

function createWriter(policies: Readonly<Record<string, PolicyDocument>> = {}) {
  return iam.createRole(ACCOUNT, {
    roleName: 'Writer',
    assumeRolePolicy: trusting('firehose.amazonaws.com'),
    policies,
  });
}

function write(
  caller: ReturnType<Iam['assumeRoleAsService']>,
  resource = `${BUCKET}/1`,
  resourcePolicy?: PolicyDocument,
) {
  iam.authorize({
    caller,
    action: 's3:PutObject',
    resource,
    resourceAccountId: ACCOUNT,
    ...(resourcePolicy && { resourcePolicy }),
  });
}

describe('a role that a service assumes', () => {
  it('opens to the service that its trust policy names, and to no other', () => {
    const { arn } = createWriter();
    expect(iam.assumeRoleAsService('firehose.amazonaws.com', arn).arn).toBe(
      `arn:aws:sts::${ACCOUNT}:assumed-role/Writer/firehose`,
    );
    expect(() => iam.assumeRoleAsService('events.amazonaws.com', arn)).toThrow(
      'Service: events.amazonaws.com is not authorized to perform: sts:AssumeRole',
    );
  });

  it('opens for the source that the conditions of its trust policy name', () => {
    const { arn } = iam.createRole(ACCOUNT, {
      roleName: 'Destination',
      assumeRolePolicy: trusting('sms-voice.amazonaws.com', {
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
        ArnLike: { 'aws:SourceArn': `arn:aws:sms-voice:*:${ACCOUNT}:configuration-set/Default` },
      }),
    });
    const assume = (account: string, name: string) =>
      iam.assumeRoleAsService('sms-voice.amazonaws.com', arn, {
        'aws:SourceAccount': account,
        'aws:SourceArn': `arn:aws:sms-voice:us-east-1:${ACCOUNT}:configuration-set/${name}`,
      });
    expect(assume(ACCOUNT, 'Default').roleName).toBe('Destination');
    expect(() => assume('222222222222', 'Default')).toThrow('not authorized');
    expect(() => assume(ACCOUNT, 'Other')).toThrow('not authorized');
    expect(() => iam.assumeRoleAsService('sms-voice.amazonaws.com', arn)).toThrow('not authorized');
  });
});

describe('authorization', () => {
  const writing = policy({ Effect: 'Allow', Action: 's3:PutObject', Resource: `${BUCKET}/*` });

  it('denies by default and says who, what and where', () => {
    const { arn } = createWriter();
    const session = iam.assumeRoleAsService('firehose.amazonaws.com', arn);
    expect(() => write(session)).toThrow(
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/Writer/firehose is not authorized to perform: s3:PutObject ` +
        `on resource: ${BUCKET}/1 because no identity-based policy allows the s3:PutObject action`,
    );
  });

  it('follows changes of the role’s policies while a session is open', () => {
    const { arn } = createWriter({ writing });
    const session = iam.assumeRoleAsService('firehose.amazonaws.com', arn);
    write(session);
    iam.deleteRolePolicy(arn, 'writing');
    expect(() => write(session)).toThrow('not authorized');
    iam.putRolePolicy(arn, 'again', writing);
    write(session);
  });

  it('knows the caller’s account, organization and role by the global condition keys', () => {
    const { arn } = createWriter();
    const session = iam.assumeRoleAsService('firehose.amazonaws.com', arn);
    const byCondition = (organization: string, role: string) =>
      policy({
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: `${BUCKET}/accountId=\${aws:PrincipalAccount}/*`,
        Condition: {
          StringEquals: { 'aws:PrincipalOrgID': organization, 'aws:PrincipalType': 'AssumedRole' },
          ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/${role}` },
        },
      });
    const key = `${BUCKET}/accountId=${ACCOUNT}/1`;
    write(session, key, byCondition('o-local000000', 'Writer'));
    expect(() => write(session, key, byCondition('o-other00000', 'Writer'))).toThrow('not authorized');
    expect(() => write(session, key, byCondition('o-local000000', 'Reader'))).toThrow('not authorized');
    expect(() => write(session, `${BUCKET}/accountId=2/1`, byCondition('o-local000000', 'Writer'))).toThrow();
  });

  it('gives sessions of a deleted role nothing, even when a role of its name is made again', () => {
    const { arn } = createWriter({ writing });
    const session = iam.assumeRoleAsService('firehose.amazonaws.com', arn);
    iam.deleteRole(arn);
    expect(() => write(session)).toThrow('not authorized');
    createWriter({ writing });
    expect(() => write(session)).toThrow('not authorized');
    write(iam.assumeRoleAsService('firehose.amazonaws.com', arn));
  });

  it('stores a role in a policy by its id, so that a later role of its name is another', () => {
    const { arn } = createWriter();
    const stored = iam.nameRolesById(
      policy({ Effect: 'Allow', Principal: { AWS: arn }, Action: 's3:*', Resource: '*' }),
    );
    write(iam.assumeRoleAsService('firehose.amazonaws.com', arn), undefined, stored);
    iam.deleteRole(arn);
    createWriter();
    const anew = iam.assumeRoleAsService('firehose.amazonaws.com', arn);
    expect(() => write(anew, undefined, stored)).toThrow('not authorized');
  });

  it('refuses to store a policy that names a role that does not exist', () => {
    const assumeRolePolicy = policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Nobody` },
      Action: 'sts:AssumeRole',
    });
    expect(() => iam.createRole(ACCOUNT, { roleName: 'Trusting', assumeRolePolicy })).toThrow(
      'Invalid principal in policy',
    );
  });
});

describe('the usage report', () => {
  it('lists each action on each resource that no request has needed', () => {
    const { arn } = createWriter({
      inline: policy({
        Sid: 'Write',
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:GetObject'],
        Resource: [`${BUCKET}/*`, BUCKET],
      }),
    });
    const unused = () => iam.usage.unused.map(({ action, resource }) => `${action} ${resource}`);
    expect(unused()).toHaveLength(4);
    write(iam.assumeRoleAsService('firehose.amazonaws.com', arn));
    expect(unused()).toEqual([
      `s3:PutObject ${BUCKET}`,
      `s3:GetObject ${BUCKET}/*`,
      `s3:GetObject ${BUCKET}`,
    ]);
    expect(iam.usage.used).toEqual([
      { roleArn: arn, policy: 'inline', statement: 'Write', action: 's3:PutObject', resource: `${BUCKET}/*` },
    ]);
  });

  it('counts nothing for a request that was denied', () => {
    const { arn } = createWriter({
      inline: policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
      deny: policy({ Effect: 'Deny', Action: 's3:PutObject', Resource: '*' }),
    });
    expect(() => write(iam.assumeRoleAsService('firehose.amazonaws.com', arn))).toThrow('explicit deny');
    expect(iam.usage.used).toEqual([]);
  });
});
