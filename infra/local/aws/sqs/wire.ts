import { AwsError, notSimulated } from '../core/aws-error.ts';
import type { JsonOperation } from '../core/protocols/json-protocol.ts';
import { jsonService } from '../core/protocols/json-protocol.ts';
import type { SignedRequest, WireService } from '../core/wire-service.ts';
import { homeOf } from '../core/wire-service.ts';
import type { Kernel } from '../iam/kernel.ts';
import { invalidParameter, renderSqsError } from './errors.ts';
import type { Queue } from './queue/queue.ts';
import type { Sqs } from './sqs.ts';
import { runBatch } from './wire/batch.ts';
import { INPUT, parseInput } from './wire/input.ts';
import { assertBatchSize, outgoingOf, renderReceived, renderSent } from './wire/messages.ts';
import { receiveOrWait } from './wire/polling.ts';
import { renderQueueAttributes } from './wire/queue-attributes.ts';

/** The operations of SQS's JSON protocol that the product, `npm run verify` and an operator at the AWS CLI use. */
export function sqsWire(sqs: Sqs, kernel: Kernel): WireService {
  const operations = sqsOperations(sqs, kernel);
  const service = jsonService({ scope: 'sqs', targetPrefix: 'AmazonSQS', version: '1.0', operations });
  return { ...service, renderError: renderSqsError };
}

function sqsOperations(sqs: Sqs, { clock, iam }: Kernel): Record<string, JsonOperation> {
  const onQueue = (request: SignedRequest, action: `sqs:${string}`, url: string): Queue =>
    sqs.access(request.caller, action, queueArnOf(url, request.region));

  return {
    SendMessage(input, request) {
      const { QueueUrl, ...message } = parseInput(INPUT.SendMessage, input);
      const arn = queueArnOf(QueueUrl, request.region);
      return renderSent(sqs.sendMessage(request.caller, arn, outgoingOf(message)));
    },

    SendMessageBatch(input, request) {
      const { QueueUrl, Entries } = parseInput(INPUT.SendMessageBatch, input);
      const queue = onQueue(request, 'sqs:SendMessage', QueueUrl);
      assertBatchSize(Entries.map(outgoingOf));
      return runBatch(Entries, (entry) =>
        renderSent(sqs.sendMessage(request.caller, queue.arn, outgoingOf(entry))),
      );
    },

    async ReceiveMessage(input, request) {
      const options = parseInput(INPUT.ReceiveMessage, input);
      const { MaxNumberOfMessages: max, VisibilityTimeout, ReceiveRequestAttemptId } = options;
      if (ReceiveRequestAttemptId !== undefined) throw notSimulated('ReceiveRequestAttemptId');
      assertWithin('MaxNumberOfMessages', max, 1, 10);
      const queue = onQueue(request, 'sqs:ReceiveMessage', options.QueueUrl);
      const waitSeconds = options.WaitTimeSeconds ?? queue.settings.ReceiveMessageWaitTimeSeconds;
      const visibilitySeconds = VisibilityTimeout ?? queue.settings.VisibilityTimeout;
      assertWithin('WaitTimeSeconds', waitSeconds, 0, 20);
      assertWithin('VisibilityTimeout', visibilitySeconds, 0, 43_200);
      const received = await receiveOrWait(queue, { max, visibilitySeconds }, waitSeconds, clock);
      const systemNames = [...options.AttributeNames, ...options.MessageSystemAttributeNames];
      const Messages = received.map((message) =>
        renderReceived(message, systemNames, options.MessageAttributeNames),
      );
      return Messages.length === 0 ? {} : { Messages };
    },

    DeleteMessage(input, request) {
      const { QueueUrl, ReceiptHandle } = parseInput(INPUT.DeleteMessage, input);
      onQueue(request, 'sqs:DeleteMessage', QueueUrl).delete(ReceiptHandle);
    },

    DeleteMessageBatch(input, request) {
      const { QueueUrl, Entries } = parseInput(INPUT.DeleteMessageBatch, input);
      const queue = onQueue(request, 'sqs:DeleteMessage', QueueUrl);
      return runBatch(Entries, ({ ReceiptHandle }) => {
        queue.delete(ReceiptHandle);
        return {};
      });
    },

    ChangeMessageVisibility(input, request) {
      const { QueueUrl, ReceiptHandle, VisibilityTimeout } = parseInput(INPUT.ChangeMessageVisibility, input);
      const queue = onQueue(request, 'sqs:ChangeMessageVisibility', QueueUrl);
      queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
    },

    ChangeMessageVisibilityBatch(input, request) {
      const { QueueUrl, Entries } = parseInput(INPUT.ChangeMessageVisibilityBatch, input);
      const queue = onQueue(request, 'sqs:ChangeMessageVisibility', QueueUrl);
      return runBatch(Entries, ({ ReceiptHandle, VisibilityTimeout }) => {
        queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
        return {};
      });
    },

    GetQueueAttributes(input, request) {
      const { QueueUrl, AttributeNames } = parseInput(INPUT.GetQueueAttributes, input);
      const queue = onQueue(request, 'sqs:GetQueueAttributes', QueueUrl);
      return { Attributes: renderQueueAttributes(queue, AttributeNames) };
    },

    GetQueueUrl(input, request) {
      const { QueueName, QueueOwnerAWSAccountId } = parseInput(INPUT.GetQueueUrl, input);
      const { accountId, region } = homeOf(request);
      const arn = `arn:aws:sqs:${region}:${QueueOwnerAWSAccountId ?? accountId}:${QueueName}`;
      sqs.access(request.caller, 'sqs:GetQueueUrl', arn);
      return { QueueUrl: sqs.queueUrl(arn) };
    },

    ListQueues(input, request) {
      const { QueueNamePrefix, MaxResults, NextToken = '' } = parseInput(INPUT.ListQueues, input);
      const home = homeOf(request);
      const { caller } = request;
      iam.authorize({ caller, action: 'sqs:ListQueues', resource: '*', resourceAccountId: home.accountId });
      const found = sqs
        .queuesOf(home)
        .filter(({ name }) => name.startsWith(QueueNamePrefix) && name > NextToken);
      const page = found.slice(0, MaxResults ?? 1000);
      const last = page.at(-1);
      return {
        QueueUrls: page.map(({ arn }) => sqs.queueUrl(arn)),
        // "You must set MaxResults to receive a value for NextToken."
        ...(MaxResults !== undefined && found.length > page.length && { NextToken: last?.name }),
      };
    },

    PurgeQueue(input, request) {
      const { QueueUrl } = parseInput(INPUT.PurgeQueue, input);
      onQueue(request, 'sqs:PurgeQueue', QueueUrl).purge();
    },

    StartMessageMoveTask(input, request) {
      const { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond } = parseInput(
        INPUT.StartMessageMoveTask,
        input,
      );
      if (MaxNumberOfMessagesPerSecond !== undefined) throw notSimulated('MaxNumberOfMessagesPerSecond');
      const { startedAt } = sqs.moveTasks.start(request.caller, SourceArn, DestinationArn);
      return { TaskHandle: Buffer.from(`${SourceArn} ${startedAt}`).toString('base64') };
    },

    ListMessageMoveTasks(input, request) {
      const { SourceArn, MaxResults } = parseInput(INPUT.ListMessageMoveTasks, input);
      sqs.access(request.caller, 'sqs:ListMessageMoveTasks', SourceArn);
      const tasks = sqs.moveTasks.list(SourceArn).slice(0, MaxResults);
      return {
        Results: tasks.map((task) => ({
          SourceArn,
          DestinationArn: task.destinationArn,
          Status: task.status,
          FailureReason: task.failureReason,
          ApproximateNumberOfMessagesMoved: task.moved,
          ApproximateNumberOfMessagesToMove: task.toMove,
          StartedTimestamp: task.startedAt,
        })),
      };
    },
  };
}

/** As at AWS, the account and the name in the URL's path select the queue, the signature the Region. */
function queueArnOf(url: string, region: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const [, accountId, name] = /^\/(\d{12})\/([^/]+)$/.exec(path) ?? [];
  if (accountId === undefined)
    throw new AwsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`, {
      status: 404,
    });
  return `arn:aws:sqs:${region}:${accountId}:${name}`;
}

function assertWithin(name: string, value: number, minimum: number, maximum: number): void {
  if (!Number.isInteger(value) || value < minimum || value > maximum)
    throw invalidParameter(name, value, `Must be between ${minimum} and ${maximum}, if provided.`);
}
