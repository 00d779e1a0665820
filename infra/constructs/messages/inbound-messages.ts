import { Aws } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { INBOUND_TOPIC_NAME, inboundPrefix } from '../../../registrar/contract/names.ts';
import { CentralStream } from '../events/central-stream.ts';

export interface InboundMessagesProps {
  /** The central bucket, in the management account. */
  readonly bucketName: string;
  readonly deliveryRole: Role;
  readonly bufferSeconds: number;
}

/**
 * `PinpointInboundMessages`: the channel for two-way numbers and pools of this account. Texts from phones have a stream
 * of their own to the prefix `inbound/` of the central bucket, where they are kept for a shorter time.
 */
export class InboundMessages extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: InboundMessagesProps) {
    super(scope, id);
    // Not encrypted: End User Messaging could not publish to a topic with the AWS-managed key.
    this.topic = new Topic(this, 'Topic', { topicName: INBOUND_TOPIC_NAME, enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'EndUserMessaging',
        principals: [new ServicePrincipal('sms-voice.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    const stream = new CentralStream(this, 'Stream', {
      bucketName: props.bucketName,
      bufferSeconds: props.bufferSeconds,
      role: props.deliveryRole,
      prefix: inboundPrefix(Aws.ACCOUNT_ID),
    });
    stream.node.addDependency(props.deliveryRole);
    const role = new Role(this, 'SubscriptionRole', {
      description: 'Amazon SNS puts inbound messages into their delivery stream with it',
      assumedBy: new ServicePrincipal('sns.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        // "Prerequisites for subscribing Firehose delivery streams to Amazon SNS topics".
        Deliver: new PolicyDocument({
          statements: [
            new PolicyStatement({
              sid: 'PutMessages',
              actions: [
                'firehose:DescribeDeliveryStream',
                'firehose:ListDeliveryStreams',
                'firehose:ListTagsForDeliveryStream',
                'firehose:PutRecord',
                'firehose:PutRecordBatch',
              ],
              resources: [stream.attrArn],
            }),
          ],
        }),
      },
    });
    const subscription = new CfnSubscription(this, 'Subscription', {
      topicArn: this.topic.topicArn,
      protocol: 'firehose',
      endpoint: stream.attrArn,
      subscriptionRoleArn: role.roleArn,
      // Raw delivery would drop SNS's envelope, which has the only timestamp of an inbound message.
      rawMessageDelivery: false,
    });
    subscription.node.addDependency(role);
  }
}
