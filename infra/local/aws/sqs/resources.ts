import type {
  ResourceProvider,
  ResourceProviders,
  ResourceState,
} from '../cloudformation/resource-provider.ts';
import { parsePolicyDocument } from '../iam/policy/policy-document.ts';
import type { QueueAttributes } from './settings.ts';
import { SETTING_NAMES } from './settings.ts';
import type { Sqs } from './sqs.ts';

/** `AWS::SQS::Queue` and `AWS::SQS::QueuePolicy`. */
export function sqsResources(sqs: Sqs): ResourceProviders {
  return { 'AWS::SQS::Queue': queueProvider(sqs), 'AWS::SQS::QueuePolicy': queuePolicyProvider(sqs) };
}

function queueProvider(sqs: Sqs): ResourceProvider {
  const stateOf = (arn: string): ResourceState => {
    const QueueUrl = sqs.queueUrl(arn);
    return { physicalId: QueueUrl, attributes: { Arn: arn, QueueName: sqs.queue(arn).name, QueueUrl } };
  };
  const arnIn = ({ region }: { region: string }, url: string): string => {
    const [accountId, name] = new URL(url).pathname.split('/').slice(-2);
    return `arn:aws:sqs:${region}:${accountId}:${name}`;
  };
  return {
    properties: ['QueueName', ...SETTING_NAMES],
    withoutLocalEffect: ['Tags'],
    replacedBy: ['QueueName', 'FifoQueue'],
    async create(context, properties) {
      const { QueueName, Tags: _, ...attributes } = properties;
      const suffix = attributes.FifoQueue === true || attributes.FifoQueue === 'true' ? '.fifo' : '';
      const name =
        typeof QueueName === 'string' ? QueueName : `${context.generateName(80 - suffix.length)}${suffix}`;
      const { accountId, region } = context;
      // The queue checks its attributes itself, with SQS's own errors.
      const { arn } = sqs.createQueue(
        { accountId, region },
        { ...(attributes as QueueAttributes), QueueName: name },
      );
      return stateOf(arn);
    },
    async update(context, physicalId, properties) {
      const { QueueName: _name, Tags: _tags, ...attributes } = properties;
      const arn = arnIn(context, physicalId);
      sqs.updateQueue(arn, attributes as QueueAttributes);
      return stateOf(arn);
    },
    async delete(context, physicalId) {
      sqs.deleteQueue(arnIn(context, physicalId));
    },
  };
}

function queuePolicyProvider(sqs: Sqs): ResourceProvider {
  const queueArns = (region: string, Queues: unknown): string[] => {
    if (!Array.isArray(Queues))
      throw new Error('AWS::SQS::QueuePolicy needs a list of queue URLs in Queues.');
    return Queues.map((url) => {
      const [accountId, name] = new URL(String(url)).pathname.split('/').slice(-2);
      return `arn:aws:sqs:${region}:${accountId}:${name}`;
    });
  };
  return {
    properties: ['Queues', 'PolicyDocument'],
    async create(context, { Queues, PolicyDocument }) {
      const policy = parsePolicyDocument(PolicyDocument, 'resource');
      for (const arn of queueArns(context.region, Queues)) sqs.setQueuePolicy(arn, policy);
      const Id = context.generateName();
      return { physicalId: Id, attributes: { Id } };
    },
    async update(context, physicalId, { Queues, PolicyDocument }, previous) {
      const policy = parsePolicyDocument(PolicyDocument, 'resource');
      const arns = queueArns(context.region, Queues);
      for (const arn of queueArns(context.region, previous.Queues))
        if (!arns.includes(arn)) sqs.setQueuePolicy(arn, undefined);
      for (const arn of arns) sqs.setQueuePolicy(arn, policy);
      return { physicalId, attributes: { Id: physicalId } };
    },
    async delete(context, _physicalId, { Queues }) {
      for (const arn of queueArns(context.region, Queues)) sqs.setQueuePolicy(arn, undefined);
    },
  };
}
