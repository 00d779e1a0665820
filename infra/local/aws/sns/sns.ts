import { randomUUID } from 'node:crypto';
import { AwsError } from '../core/aws-error.ts';
import type { Caller, Home } from '../core/caller.ts';
import type { PolicyDocument } from '../core/policy.ts';
import type { Kernel } from '../iam/kernel.ts';
import { parsePolicyDocument } from '../iam/policy/policy-document.ts';

/** What the subscriptions use of Amazon Data Firehose. */
export interface DeliveryStreams {
  describeDeliveryStream(caller: Caller, arn: string): unknown;
  putRecords(caller: Caller, arn: string, records: readonly Buffer[]): void;
}

/** A delivery stream that gets a topic's messages in SNS's envelope. */
export interface FirehoseSubscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly streamArn: string;
  /** The role with which SNS puts records. */
  readonly roleArn: string;
}

interface Topic {
  readonly arn: string;
  readonly home: Home;
  policy: PolicyDocument | undefined;
}

/**
 * Amazon SNS: standard topics whose messages go to delivery streams of the same account ("Fanout to Firehose delivery
 * streams"). Other subscriptions, such as e-mail, have no effect.
 */
export class Sns {
  readonly #kernel: Kernel;
  readonly #streams: DeliveryStreams;
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<string, FirehoseSubscription>();

  constructor(kernel: Kernel, streams: DeliveryStreams) {
    this.#kernel = kernel;
    this.#streams = streams;
  }

  createTopic({ accountId, region }: Home, name: string): string {
    const arn = `arn:aws:sns:${region}:${accountId}:${name}`;
    // CreateTopic is idempotent.
    if (!this.#topics.has(arn)) {
      this.#topics.set(arn, { arn, home: { accountId, region }, policy: undefined });
    }
    return arn;
  }

  deleteTopic(arn: string): void {
    this.#topics.delete(arn);
  }

  /** @throws AwsError NotFound; InvalidParameter for an invalid policy, or one with a role that does not exist */
  setPolicy(arn: string, policy: unknown): void {
    this.#topic(arn).policy = this.#kernel.iam.nameRolesById(parsePolicyDocument(policy, 'resource'));
  }

  /** @throws AwsError NotFound, and the errors of checking the stream with the role */
  subscribeFirehose(subscription: Omit<FirehoseSubscription, 'arn'>): string {
    const topic = this.#topic(subscription.topicArn);
    this.#streams.describeDeliveryStream(this.#assume(topic, subscription.roleArn), subscription.streamArn);
    const arn = `${topic.arn}:${randomUUID()}`;
    this.#subscriptions.set(arn, { ...subscription, arn });
    return arn;
  }

  unsubscribe(arn: string): void {
    this.#subscriptions.delete(arn);
  }

  /** Whether the caller could publish; not counted in the usage report. @throws AwsError NotFound */
  mayPublish(caller: Caller, topicArn: string): boolean {
    return this.#kernel.iam.evaluate(publishing(caller, this.#topic(topicArn))).allowed;
  }

  /** @throws AwsError NotFound, AuthorizationError */
  publish(caller: Caller, topicArn: string, message: string): void {
    const topic = this.#topic(topicArn);
    this.#kernel.iam.authorize(publishing(caller, topic));
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.topicArn === topicArn) this.#deliver(topic, subscription, message);
    }
  }

  #deliver(topic: Topic, { roleArn, streamArn }: FirehoseSubscription, message: string): void {
    // "Amazon SNS message formats", as without raw delivery.
    const envelope = {
      Type: 'Notification',
      MessageId: randomUUID(),
      TopicArn: topic.arn,
      Message: message,
      Timestamp: new Date(this.#kernel.clock.now()).toISOString(),
      UnsubscribeURL: `${this.#kernel.endpoint.url}/?Action=Unsubscribe`,
    };
    try {
      const record = Buffer.from(`${JSON.stringify(envelope)}\n`);
      this.#streams.putRecords(this.#assume(topic, roleArn), streamArn, [record]);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.#kernel.log(`SNS: a message of ${topic.arn} did not reach ${streamArn}: ${error.message}`);
    }
  }

  #assume({ arn, home }: Topic, roleArn: string): Caller {
    return this.#kernel.iam.assumeRoleAsService('sns.amazonaws.com', roleArn, {
      'aws:SourceAccount': home.accountId,
      'aws:SourceArn': arn,
    });
  }

  #topic(arn: string): Topic {
    const topic = this.#topics.get(arn);
    if (topic === undefined) throw new AwsError('NotFound', `Topic does not exist: ${arn}`, { status: 404 });
    return topic;
  }
}

function publishing(caller: Caller, { arn, home, policy }: Topic) {
  return {
    caller,
    action: 'sns:Publish',
    resource: arn,
    resourceAccountId: home.accountId,
    ...(policy && { resourcePolicy: policy }),
  };
}
