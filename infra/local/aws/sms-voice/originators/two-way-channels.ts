import { notSimulated } from '../../core/aws-error.ts';
import type { Home } from '../../core/caller.ts';
import type { Iam } from '../../iam/iam.ts';
import type { Topics } from '../configuration-sets/event-targets.ts';
import {
  accessible,
  assertRoleAllows,
  assumeServiceRole,
  inaccessible,
  serviceFor,
} from '../service-roles.ts';

/** The channel for incoming messages of a phone number or pool. */
export interface TwoWayChannel {
  /** Of a standard topic. */
  readonly TwoWayChannelArn: string;
  /** Without it, the topic's policy decides ("Topic policies for Amazon SNS topics"). */
  readonly TwoWayChannelRole?: string | undefined;
}

export class TwoWayChannels {
  readonly #iam: Iam;
  readonly #topics: Topics;

  constructor(iam: Iam, topics: Topics) {
    this.#iam = iam;
    this.#topics = topics;
  }

  /**
   * Checks that the topic exists and accepts messages.
   *
   * @param ownerArn the number's or pool's
   * @throws AwsError ValidationException RESOURCE_NOT_ACCESSIBLE
   */
  assertUsable(home: Home, ownerArn: string, { TwoWayChannelArn: topic, TwoWayChannelRole }: TwoWayChannel) {
    if (!topic.startsWith('arn:aws:sns:'))
      throw notSimulated('two-way channels other than Amazon SNS topics');
    const self = serviceFor(home, ownerArn);
    const admitted = accessible('TwoWayChannelArn', () => this.#topics.mayPublish(self, topic));
    if (TwoWayChannelRole !== undefined) {
      const delegation = { home, sourceArn: ownerArn, roleArn: TwoWayChannelRole };
      const needs = [{ action: 'sns:Publish', resource: topic }];
      assertRoleAllows(this.#iam, delegation, 'TwoWayChannelRole', needs);
    } else if (!admitted) {
      throw inaccessible('TwoWayChannelArn', `The policy of ${topic} does not allow sms-voice to publish.`);
    }
  }

  /** @throws AwsError of IAM and SNS */
  publish(home: Home, ownerArn: string, channel: TwoWayChannel, payload: object): void {
    const { TwoWayChannelArn, TwoWayChannelRole } = channel;
    const caller =
      TwoWayChannelRole === undefined
        ? serviceFor(home, ownerArn)
        : assumeServiceRole(this.#iam, { home, sourceArn: ownerArn, roleArn: TwoWayChannelRole });
    this.#topics.publish(caller, TwoWayChannelArn, JSON.stringify(payload));
  }
}
