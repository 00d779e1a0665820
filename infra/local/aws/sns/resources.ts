import * as v from 'valibot';
import type { ResourceProviders } from '../cloudformation/resource-provider.ts';
import { notSimulated } from '../core/aws-error.ts';
import type { Sns } from './sns.ts';

const TopicProperties = v.object({ TopicName: v.optional(v.string()) });
const TopicPolicyProperties = v.object({ Topics: v.array(v.string()), PolicyDocument: v.looseObject({}) });
const SubscriptionProperties = v.object({
  TopicArn: v.string(),
  Protocol: v.string(),
  Endpoint: v.string(),
  SubscriptionRoleArn: v.optional(v.string(), ''),
  RawMessageDelivery: v.optional(v.boolean(), false),
});

/** `AWS::SNS::Topic`, `AWS::SNS::TopicPolicy` and `AWS::SNS::Subscription`. */
export function snsResources(sns: Sns): ResourceProviders {
  function setPolicy(properties: Readonly<Record<string, unknown>>): void {
    const { Topics, PolicyDocument } = v.parse(TopicPolicyProperties, properties);
    for (const arn of Topics) sns.setPolicy(arn, PolicyDocument);
  }

  return {
    'AWS::SNS::Topic': {
      properties: ['TopicName'],
      withoutLocalEffect: ['DisplayName', 'KmsMasterKeyId', 'Tags', 'TracingConfig'],
      replacedBy: ['TopicName'],
      async create(context, properties) {
        const { TopicName: name = context.generateName(256) } = v.parse(TopicProperties, properties);
        const arn = sns.createTopic(context, name);
        return { physicalId: arn, attributes: { TopicArn: arn, TopicName: name } };
      },
      async update(_context, arn) {
        return { physicalId: arn, attributes: { TopicArn: arn, TopicName: arn.split(':').at(-1) ?? '' } };
      },
      async delete(_context, arn) {
        sns.deleteTopic(arn);
      },
    },

    'AWS::SNS::TopicPolicy': {
      properties: ['PolicyDocument', 'Topics'],
      async create(context, properties) {
        setPolicy(properties);
        return { physicalId: context.generateName(), attributes: {} };
      },
      async update(_context, physicalId, properties) {
        setPolicy(properties);
        return { physicalId, attributes: {} };
      },
      async delete() {},
    },

    'AWS::SNS::Subscription': {
      properties: Object.keys(SubscriptionProperties.entries),
      replacedBy: Object.keys(SubscriptionProperties.entries),
      async create(context, properties) {
        const parsed = v.parse(SubscriptionProperties, properties);
        const { TopicArn: topicArn, Protocol, Endpoint: streamArn, SubscriptionRoleArn: roleArn } = parsed;
        // E-mail subscriptions have no effect here.
        if (Protocol === 'email')
          return { physicalId: `${topicArn}:${context.generateName()}`, attributes: {} };
        if (Protocol !== 'firehose') throw notSimulated(`SNS subscriptions of protocol ${Protocol}`);
        if (parsed.RawMessageDelivery) throw notSimulated('raw message delivery of SNS');
        return { physicalId: sns.subscribeFirehose({ topicArn, streamArn, roleArn }), attributes: {} };
      },
      async delete(_context, arn) {
        sns.unsubscribe(arn);
      },
    },
  };
}
