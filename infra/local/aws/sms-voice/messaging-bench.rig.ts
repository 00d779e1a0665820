import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { LocalAccount } from '../accounts.ts';
import { LOCAL_ACCOUNTS, openAccount } from '../accounts.ts';
import { FakeClock } from '../core/clock/fake-clock.ts';
import { Endpoint } from '../core/endpoint/endpoint.ts';
import type { PolicyDocument, Statement } from '../core/policy.ts';
import { Firehose } from '../firehose/firehose.ts';
import { createKernel } from '../iam/kernel.ts';
import { Logs } from '../logs/logs.ts';
import { Pinpoint } from '../pinpoint/pinpoint.ts';
import { pinpointWire } from '../pinpoint/wire.ts';
import { S3 } from '../s3/s3.ts';
import { Sns } from '../sns/sns.ts';
import { smsVoiceLocalRoutes } from './local-routes.ts';
import { Outbox } from './messages/outbox.ts';
import type { SmsVoiceOptions } from './sms-voice.ts';
import { SmsVoice } from './sms-voice.ts';
import { smsVoiceWire } from './wire.ts';

export const ACME = LOCAL_ACCOUNTS.acme;
export const GLOBEX = LOCAL_ACCOUNTS.globex;

/** US simulator destinations. */
export const SUCCESS = '+14254147755';
export const FAILURE = '+14254147167';

/** Two accounts and the messaging services on a listening endpoint, with a clock that only a test moves. */
export class MessagingBench {
  readonly clock = new FakeClock();
  readonly logged: string[] = [];
  readonly kernel = createKernel({ clock: this.clock, log: (line) => this.logged.push(line) });
  readonly s3 = new S3(this.kernel);
  readonly logs = new Logs(this.kernel);
  readonly firehose = new Firehose(this.kernel, this.s3, this.logs);
  readonly sns = new Sns(this.kernel, this.firehose);
  readonly smsVoice: SmsVoice;
  readonly #endpoint = new Endpoint(this.kernel);

  constructor(options: Omit<SmsVoiceOptions, 'outbox'> = {}) {
    const { kernel, logs, firehose, s3, sns } = this;
    for (const account of [ACME, GLOBEX]) openAccount(kernel, account);
    const outbox = new Outbox();
    this.smsVoice = new SmsVoice(kernel, { logs, firehose, s3, sns }, { ...options, outbox });
    this.#endpoint.register(
      smsVoiceWire(this.smsVoice),
      pinpointWire(new Pinpoint(kernel, this.smsVoice, outbox)),
    );
    smsVoiceLocalRoutes(this.#endpoint, { smsVoice: this.smsVoice, outbox });
  }

  async listen(): Promise<void> {
    await this.#endpoint.listen(0);
  }

  async close(): Promise<void> {
    await this.#endpoint.close();
  }

  client(account: LocalAccount = ACME, region = account.region): PinpointSMSVoiceV2Client {
    return new PinpointSMSVoiceV2Client(this.#administrator(account, region));
  }

  pinpoint(account: LocalAccount = ACME): PinpointClient {
    return new PinpointClient(this.#administrator(account, account.region));
  }

  /** Clients of a role that may do what the statements say. */
  roleClients(roleName: string, ...statements: readonly Statement[]) {
    const { iam } = this.kernel;
    const assumeRolePolicy = policy({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' });
    const policies = { permissions: policy(...statements) };
    const role = iam.createRole(ACME.accountId, { roleName, assumeRolePolicy, policies });
    const credentials = iam.keys.issue(iam.openSession(role, 'test', this.clock.now() + 3_600_000));
    const config = { ...this.#administrator(ACME, ACME.region), credentials };
    return { smsVoice: new PinpointSMSVoiceV2Client(config), pinpoint: new PinpointClient(config) };
  }

  /** A log group `events` of ACME's, and a role `events` that this service may write to it with. */
  logTarget(): { readonly IamRoleArn: string; readonly LogGroupArn: string } {
    const { arn } = this.logs.createLogGroup(ACME, { name: 'events' });
    const role = this.kernel.iam.createRole(ACME.accountId, {
      roleName: 'events',
      assumeRolePolicy: policy({
        Effect: 'Allow',
        Principal: { Service: 'sms-voice.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
      policies: { events: policy({ Effect: 'Allow', Action: 'logs:*', Resource: `${arn}:*` }) },
    });
    return { IamRoleArn: role.arn, LogGroupArn: `${arn}:*` };
  }

  /** A US simulator number in a pool, as the tenant stack has them. */
  async simulator(account: LocalAccount = ACME) {
    const home = { accountId: account.accountId, region: account.region };
    const number = await this.smsVoice.call(home, 'RequestPhoneNumber', {
      IsoCountryCode: 'US',
      MessageType: 'TRANSACTIONAL',
      NumberCapabilities: ['SMS', 'VOICE', 'MMS'],
      NumberType: 'SIMULATOR',
    });
    const { PhoneNumberArn = '', PhoneNumberId = '', PhoneNumber = '' } = number;
    const { PoolId = '' } = await this.smsVoice.call(home, 'CreatePool', {
      OriginationIdentity: PhoneNumberArn,
      MessageType: 'TRANSACTIONAL',
    });
    return { PhoneNumberArn, PhoneNumberId, PhoneNumber, PoolId };
  }

  #administrator({ accessKeyId, secretAccessKey }: LocalAccount, region: string) {
    return {
      endpoint: this.kernel.endpoint.url,
      region,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
    };
  }
}

export function policy(...statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}
