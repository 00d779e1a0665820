import type { Caller, Home } from '../../core/caller.ts';
import type { Iam } from '../../iam/iam.ts';
import { arnOf } from '../arns.ts';
import {
  accessible,
  assertRoleAllows,
  assumeServiceRole,
  inaccessible,
  type Need,
  serviceFor,
} from '../service-roles.ts';
import type { EventDestination } from '../state.ts';

/** What the events use of Amazon CloudWatch Logs, Amazon Data Firehose and Amazon SNS. */
export interface TargetServices {
  readonly logs: {
    /** @throws AwsError ResourceNotFoundException */
    group(groupArn: string): unknown;
    describeLogStreams(
      caller: Caller,
      groupArn: string,
      namePrefix: string,
    ): readonly { readonly name: string }[];
    createLogStream(caller: Caller, groupArn: string, streamName: string): void;
    putLogEvents(caller: Caller, groupArn: string, streamName: string, messages: readonly string[]): unknown;
  };
  readonly firehose: {
    /** @throws AwsError ResourceNotFoundException */
    deliveryStream(arn: string): unknown;
    putRecords(caller: Caller, deliveryStreamArn: string, records: readonly Buffer[]): unknown;
  };
  readonly sns: Topics;
}

export interface Topics {
  /** @throws AwsError NotFound */
  mayPublish(caller: Caller, topicArn: string): boolean;
  /** @throws AwsError NotFound, AuthorizationError */
  publish(caller: Caller, topicArn: string, message: string): void;
}

export type EventTarget = Pick<
  EventDestination,
  'CloudWatchLogsDestination' | 'KinesisFirehoseDestination' | 'SnsDestination'
>;

/** The targets of configuration sets' events: log groups, delivery streams and topics, with their roles. */
export class EventTargets {
  readonly #iam: Iam;
  readonly #services: TargetServices;

  constructor(iam: Iam, services: TargetServices) {
    this.#iam = iam;
    this.#services = services;
  }

  /**
   * Checks that the target exists and can be written to.
   *
   * @throws AwsError ValidationException RESOURCE_NOT_ACCESSIBLE
   */
  assertUsable(home: Home, setName: string, target: EventTarget): void {
    const { logs, firehose, sns } = this.#services;
    const { CloudWatchLogsDestination, KinesisFirehoseDestination, SnsDestination } = target;
    const assertRole = (member: string, roleArn: string, needs: readonly Need[]) =>
      assertRoleAllows(
        this.#iam,
        { home, roleArn, sourceArn: sourceOf(home, setName) },
        `${member}.IamRoleArn`,
        needs,
      );
    if (CloudWatchLogsDestination !== undefined) {
      const { IamRoleArn, LogGroupArn } = CloudWatchLogsDestination;
      accessible('CloudWatchLogsDestination.LogGroupArn', () => logs.group(LogGroupArn));
      // "IAM policies for CloudWatch" of the guide.
      const actions = ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];
      const group = LogGroupArn.replace(/:\*$/, '');
      const resource = `${group}:log-stream:${setName}`;
      assertRole('CloudWatchLogsDestination', IamRoleArn, needsOf(actions, resource));
    }
    if (KinesisFirehoseDestination !== undefined) {
      const { IamRoleArn, DeliveryStreamArn: stream } = KinesisFirehoseDestination;
      accessible('KinesisFirehoseDestination.DeliveryStreamArn', () => firehose.deliveryStream(stream));
      assertRole('KinesisFirehoseDestination', IamRoleArn, needsOf(['firehose:PutRecord'], stream));
    }
    if (SnsDestination !== undefined) {
      const { TopicArn } = SnsDestination;
      const member = 'SnsDestination.TopicArn';
      const caller = serviceFor(home, sourceOf(home, setName));
      if (!accessible(member, () => sns.mayPublish(caller, TopicArn)))
        throw inaccessible(member, `The policy of ${TopicArn} does not allow sms-voice to publish.`);
    }
  }

  /** @throws AwsError of the target's service */
  deliver(home: Home, setName: string, target: EventTarget, line: string, now: number): void {
    const { CloudWatchLogsDestination, KinesisFirehoseDestination, SnsDestination } = target;
    const sourceArn = sourceOf(home, setName);
    const assume = (roleArn: string) => assumeServiceRole(this.#iam, { home, sourceArn, roleArn });
    if (CloudWatchLogsDestination !== undefined) {
      const { IamRoleArn, LogGroupArn } = CloudWatchLogsDestination;
      this.#log(
        assume(IamRoleArn),
        LogGroupArn,
        `${setName}/${new Date(now).toISOString().slice(0, 10)}`,
        line,
      );
    }
    if (KinesisFirehoseDestination !== undefined) {
      const { IamRoleArn, DeliveryStreamArn } = KinesisFirehoseDestination;
      // Whether AWS's events end with a line break is documented nowhere: here the stream must append it.
      this.#services.firehose.putRecords(assume(IamRoleArn), DeliveryStreamArn, [Buffer.from(line)]);
    }
    if (SnsDestination !== undefined)
      this.#services.sns.publish(serviceFor(home, sourceArn), SnsDestination.TopicArn, line);
  }

  /** Writes into the day's stream, which the first event of a day creates. */
  #log(caller: Caller, groupArn: string, streamName: string, line: string): void {
    const { logs } = this.#services;
    const streams = logs.describeLogStreams(caller, groupArn, streamName);
    if (!streams.some(({ name }) => name === streamName)) logs.createLogStream(caller, groupArn, streamName);
    logs.putLogEvents(caller, groupArn, streamName, [line]);
  }
}

function sourceOf(home: Home, setName: string): string {
  return arnOf(home, 'configuration-set', setName);
}

function needsOf(actions: readonly string[], resource: string): readonly Need[] {
  return actions.map((action) => ({ action, resource }));
}
