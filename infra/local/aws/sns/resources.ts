import * as v from 'valibot';
import type { ResourceProviders } from '../cloudformation/resource-provider.ts';
import { AwsError } from '../core/aws-error.ts';
import type { Iam } from '../iam/iam.ts';
import { parsePolicyDocument } from '../iam/policy/policy-document.ts';

const TopicProperties = v.object({ TopicName: v.optional(v.string()) });
const TopicPolicyProperties = v.object({ Topics: v.array(v.string()), PolicyDocument: v.looseObject({}) });

/**
 * `AWS::SNS::Topic` and `AWS::SNS::TopicPolicy`. Only alarms publish to the topics of this repository, and no alarm
 * is raised on a laptop: a topic is its name, and of its policy only the form is checked.
 */
export function snsResources(iam: Iam): ResourceProviders {
  const topics = new Set<string>();

  function checkPolicy(properties: Readonly<Record<string, unknown>>): void {
    const { Topics, PolicyDocument } = v.parse(TopicPolicyProperties, properties);
    const unknown = Topics.find((arn) => !topics.has(arn));
    if (unknown !== undefined)
      throw new AwsError('NotFound', `Topic does not exist: ${unknown}`, { status: 404 });
    iam.nameRolesById(parsePolicyDocument(PolicyDocument, 'resource'));
  }

  return {
    'AWS::SNS::Topic': {
      properties: ['TopicName'],
      withoutLocalEffect: ['DisplayName', 'KmsMasterKeyId', 'Tags', 'TracingConfig'],
      replacedBy: ['TopicName'],
      async create(context, properties) {
        const { TopicName: name = context.generateName(256) } = v.parse(TopicProperties, properties);
        const arn = `arn:aws:sns:${context.region}:${context.accountId}:${name}`;
        topics.add(arn);
        return { physicalId: arn, attributes: { TopicArn: arn, TopicName: name } };
      },
      async update(_context, arn) {
        return { physicalId: arn, attributes: { TopicArn: arn, TopicName: arn.split(':').at(-1) ?? '' } };
      },
      async delete(_context, arn) {
        topics.delete(arn);
      },
    },

    'AWS::SNS::TopicPolicy': {
      properties: ['PolicyDocument', 'Topics'],
      async create(context, properties) {
        checkPolicy(properties);
        return { physicalId: context.generateName(), attributes: {} };
      },
      async update(_context, physicalId, properties) {
        checkPolicy(properties);
        return { physicalId, attributes: {} };
      },
      async delete() {},
    },
  };
}
