import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/clock/clock.ts';
import {
  CreateFailedError,
  type Properties,
  type ResourceContext,
  type ResourceProvider,
  type ResourceState,
} from '../resource-provider.ts';
import type { CustomResourceAnswer, ResponseInbox } from './response-inbox.ts';

export interface CustomResourceOptions {
  /** Sends the request to the function of a service token, without waiting for it to finish. */
  invoke(functionArn: string, request: CustomResourceRequest): Promise<void>;
  readonly inbox: ResponseInbox;
  readonly clock: Clock;
}

export interface CustomResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ServiceToken: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Properties;
  readonly OldResourceProperties?: Properties;
}

/** CloudFormation's limit when a custom resource sets no `ServiceTimeout`, in seconds. */
const DEFAULT_SERVICE_TIMEOUT_SECONDS = 3600;

/**
 * Resources that a function manages, as in "Custom resource request objects" of the CloudFormation guide: the function
 * gets a request and answers it with a PUT to a URL that only it has.
 */
export function customResource(options: CustomResourceOptions): ResourceProvider {
  return {
    properties: 'any',
    async create(context, properties) {
      const answer = await ask(options, context, { RequestType: 'Create', ...propertiesOf(properties) });
      const physicalId = answer.PhysicalResourceId ?? context.generateName();
      if (answer.Status === 'FAILED') throw new CreateFailedError(reasonOf(answer), physicalId);
      return stateOf(physicalId, answer);
    },
    async update(context, physicalId, properties, previous) {
      const answer = await ask(options, context, {
        RequestType: 'Update',
        PhysicalResourceId: physicalId,
        ...propertiesOf(properties),
        OldResourceProperties: stringified(previous),
      });
      if (answer.Status === 'FAILED') throw new Error(reasonOf(answer));
      return stateOf(answer.PhysicalResourceId ?? physicalId, answer);
    },
    async delete(context, physicalId, properties) {
      const answer = await ask(options, context, {
        RequestType: 'Delete',
        PhysicalResourceId: physicalId,
        ...propertiesOf(properties),
      });
      if (answer.Status === 'FAILED') throw new Error(reasonOf(answer));
    },
  };
}

type RequestPart = Pick<CustomResourceRequest, 'RequestType' | 'ServiceToken' | 'ResourceProperties'> &
  Partial<CustomResourceRequest>;

async function ask(
  { invoke, inbox, clock }: CustomResourceOptions,
  { stackId, logicalId, type }: ResourceContext,
  part: RequestPart,
): Promise<CustomResourceAnswer> {
  const seconds = Number(part.ResourceProperties.ServiceTimeout ?? DEFAULT_SERVICE_TIMEOUT_SECONDS);
  const expected = { StackId: stackId, RequestId: randomUUID(), LogicalResourceId: logicalId };
  const { url, answer, close } = inbox.open(expected);
  const timeout = new Promise<never>((_, reject) => {
    const cancel = clock.after(seconds * 1000, () =>
      reject(new Error(`the function did not answer within ${seconds} s`)),
    );
    answer.finally(cancel).catch(() => {});
  });
  try {
    await invoke(part.ServiceToken, {
      ...part,
      ...expected,
      ResponseURL: url,
      ResourceType: type,
    });
    return await Promise.race([answer, timeout]);
  } finally {
    close();
  }
}

function propertiesOf(properties: Properties): Pick<RequestPart, 'ServiceToken' | 'ResourceProperties'> {
  if (typeof properties.ServiceToken !== 'string') throw new Error('ServiceToken must be a function ARN');
  return { ServiceToken: properties.ServiceToken, ResourceProperties: stringified(properties) };
}

/** CloudFormation passes numbers and booleans to custom resources as strings. */
function stringified(properties: Properties): Properties {
  return JSON.parse(
    JSON.stringify(properties, (_, value: unknown) =>
      typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
    ),
  ) as Properties;
}

function stateOf(physicalId: string, answer: CustomResourceAnswer): ResourceState {
  return { physicalId, attributes: answer.Data ?? {} };
}

function reasonOf(answer: CustomResourceAnswer): string {
  return `the function answered FAILED: ${answer.Reason ?? 'without a reason'}`;
}
