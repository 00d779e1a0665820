import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyDocument } from '@pinpoint-tenant-router/local-aws/decisions';
import {
  parseTemplate,
  resolve,
  type Scope,
  type Template,
} from '@pinpoint-tenant-router/local-aws/templates';
import { inject } from 'vitest';
import type { Context } from '../../../infra/context/read-context.ts';
import { assembleInto } from '../../../infra/local/system/assemblies.ts';
import { MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../../../registrar/contract/names.ts';

export const ORGANIZATION = 'o-a1b2c3d4e5';
export const MANAGEMENT = { accountId: '111111111111', region: 'us-east-1' } as const;
export const TENANT = { accountId: '222222222222', region: 'eu-west-1' } as const;

/** `Properties`: those that a test reads. */
export interface ResolvedResource<Properties = Readonly<Record<string, unknown>>> {
  readonly logicalId: string;
  readonly type: string;
  readonly arn: string;
  readonly properties: Properties;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy?: string;
}

interface RoleProperties {
  readonly AssumeRolePolicyDocument: PolicyDocument;
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: PolicyDocument }[];
}

interface FunctionProperties {
  readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
}

/** A role as its template makes it. */
export interface ResolvedRole {
  readonly arn: string;
  readonly accountId: string;
  readonly roleName: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly { readonly name: string; readonly document: PolicyDocument }[];
}

/** A synthesized template with its functions resolved for one account and Region; names replace physical ids. */
export class ResolvedStack {
  readonly template: Template;
  readonly text: string;
  readonly #home: { readonly accountId: string; readonly region: string };

  constructor(text: string, home: { readonly accountId: string; readonly region: string }) {
    this.text = text;
    this.template = parseTemplate(text);
    this.#home = home;
  }

  resources<P = Readonly<Record<string, unknown>>>(type: string): readonly ResolvedResource<P>[] {
    return Object.entries(this.template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, { Properties, DependsOn = [], DeletionPolicy }]) => ({
        logicalId,
        type,
        arn: this.#arn(logicalId),
        properties: resolve(Properties ?? {}, this.#scope) as P,
        dependsOn: [DependsOn].flat(),
        ...(DeletionPolicy !== undefined && { deletionPolicy: DeletionPolicy }),
      }));
  }

  /** The one resource of a type whose logical id has this beginning. */
  resource<P = Readonly<Record<string, unknown>>>(type: string, prefix = ''): ResolvedResource<P> {
    const [found, ...others] = this.resources<P>(type).filter(({ logicalId }) =>
      logicalId.startsWith(prefix),
    );
    if (found === undefined || others.length > 0) throw new Error(`Not exactly one ${type} ${prefix}.`);
    return found;
  }

  role(prefix: string): ResolvedRole {
    const { arn, properties } = this.resource<RoleProperties>('AWS::IAM::Role', prefix);
    const policies = properties.Policies ?? [];
    return {
      arn,
      accountId: this.#home.accountId,
      roleName: arn.slice(arn.lastIndexOf('/') + 1),
      trust: properties.AssumeRolePolicyDocument,
      policies: policies.map(({ PolicyName: name, PolicyDocument: document }) => ({ name, document })),
    };
  }

  output(name: string): unknown {
    return resolve(this.template.Outputs?.[name]?.Value, this.#scope);
  }

  /** The variables of a function's environment. */
  environment(prefix: string): Readonly<Record<string, string>> {
    const { properties } = this.resource<FunctionProperties>('AWS::Lambda::Function', prefix);
    return properties.Environment.Variables;
  }

  get #scope(): Scope {
    const { accountId, region } = this.#home;
    return {
      template: this.template,
      parameters: new Map<string, unknown>([
        ['AWS::AccountId', accountId],
        ['AWS::Region', region],
        ['AWS::Partition', 'aws'],
        ['AWS::URLSuffix', 'amazonaws.com'],
        ['AWS::StackName', 'TestStack'],
        ...Object.keys(this.template.Parameters ?? {}).map((name) => [name, `{${name}}`] as const),
      ]),
      reference: (logicalId) => this.#physicalId(logicalId),
      attribute: (logicalId, name) => (name === 'Arn' ? this.#arn(logicalId) : `${logicalId}.${name}`),
    };
  }

  /** The value of `Ref`: the template's name where that counts, otherwise the logical id. */
  #physicalId(logicalId: string): string {
    const resource = this.template.Resources[logicalId];
    const type = resource?.Type ?? '';
    if (type === 'AWS::SNS::Topic') return this.#arn(logicalId);
    if (type === 'AWS::SQS::Queue') {
      return `https://sqs.${this.#home.region}.amazonaws.com/${this.#home.accountId}/${logicalId}`;
    }
    const name = resolve(resource?.Properties?.[NAME_PROPERTIES[type] ?? ''], this.#scope);
    return typeof name === 'string' ? name : logicalId;
  }

  #arn(logicalId: string): string {
    const { accountId, region } = this.#home;
    const type = this.template.Resources[logicalId]?.Type ?? '';
    if (type === 'AWS::SQS::Queue') return `arn:aws:sqs:${region}:${accountId}:${logicalId}`;
    if (type === 'AWS::SNS::Topic') return `arn:aws:sns:${region}:${accountId}:${logicalId}`;
    const name = this.#physicalId(logicalId);
    switch (type) {
      case 'AWS::IAM::Role':
        return `arn:aws:iam::${accountId}:role/${name}`;
      case 'AWS::S3::Bucket':
        return `arn:aws:s3:::${name}`;
      case 'AWS::DynamoDB::Table':
        return `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
      case 'AWS::Logs::LogGroup':
        return `arn:aws:logs:${region}:${accountId}:log-group:${name}:*`;
      case 'AWS::Events::EventBus':
        return `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
      case 'AWS::Events::Rule':
        return `arn:aws:events:${region}:${accountId}:rule/${name}`;
      case 'AWS::KinesisFirehose::DeliveryStream':
        return `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`;
      default:
        return `arn:aws:any:${region}:${accountId}:${name}`;
    }
  }
}

/** The property that `Ref` returns, by type. */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::Events::EventBus': 'Name',
  'AWS::ApiGateway::Stage': 'StageName',
  'AWS::Cognito::UserPoolGroup': 'GroupName',
  'AWS::SMSVOICE::ConfigurationSet': 'ConfigurationSetName',
};

/** Synthesized without the checks, once a test run, and read back. */
export function synthesizeManagement(context: Context = {}): Promise<ResolvedStack> {
  return synthesizeStack(MANAGEMENT_STACK_NAME, { ...MANAGEMENT_CONTEXT, ...context }, MANAGEMENT);
}

export function synthesizeTenant(context: Context = {}): Promise<ResolvedStack> {
  return synthesizeStack(TENANT_STACK_NAME, { ...TENANT_CONTEXT, ...context }, TENANT);
}

export const MANAGEMENT_CONTEXT: Context = { organizationId: ORGANIZATION };

export const TENANT_CONTEXT: Context = {
  tenantId: 'acme',
  managementAccountId: MANAGEMENT.accountId,
  eventStreamingBucketName: `pinpoint-event-stream-data-${MANAGEMENT.accountId}-${MANAGEMENT.region}`,
  targetEventBusArn: `arn:aws:events:${MANAGEMENT.region}:${MANAGEMENT.accountId}:event-bus/PinpointTenantAccountBus`,
};

async function synthesizeStack(
  stackName: string,
  context: Context,
  home: typeof MANAGEMENT | typeof TENANT,
): Promise<ResolvedStack> {
  const directory = await assembleInto(inject('assemblies'))(stackName, context);
  return new ResolvedStack(readFileSync(join(directory, `${stackName}.template.json`), 'utf8'), home);
}

/** A directory that is gone when the work is done. */
export function inTemporaryDirectory<T>(work: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    return work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
