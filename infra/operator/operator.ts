import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MANAGEMENT_STACK_NAME, roleArn } from '../../registrar/contract/names.ts';
import { type AwsAccess, assume, inRegion } from '../access/aws-access.ts';
import { localAccess, localAddresses } from '../access/local-access.ts';
import { realAccess } from '../access/real-access.ts';
import { describeStack } from '../access/stack-state.ts';
import { UsageError } from '../access/usage-error.ts';
import { whoAmI } from '../access/who-am-i.ts';
import type { OperatorTerminal } from './operator-terminal.ts';
import { RefusedError } from './refused-error.ts';
import type { TenantsTable } from './tenants-table.ts';

/** The outputs of the management stack that the commands need. */
const OUTPUTS = [
  'EventBucketName',
  'PinpointManagementAccountPinpointApiProxyApiEndpoint',
  'RegistrationDeadLetterQueueUrl',
  'RegistrationQueueUrl',
  'RouterRoleArn',
  'TenantsTableName',
  'TokenUrl',
  'UserPoolId',
] as const;

/** Those that an earlier revision's stack lacks; the queues also where nothing is kept of messages. */
const LATER_OUTPUTS = [
  'MessageRetentionDays',
  'UndeliveredReconcilesQueueUrl',
  'UndeliveredRegistrationsQueueUrl',
  'CallbackDeadLetterQueueUrl',
  'CallbackQueueUrl',
  'NewObjectsDeadLetterQueueUrl',
  'NewObjectsQueueUrl',
  'ServiceEventsDeadLetterQueueUrl',
  'ServiceEventsQueueUrl',
] as const;

export type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>> &
  Readonly<Partial<Record<(typeof LATER_OUTPUTS)[number], string>>>;

export interface ConnectOptions {
  readonly local?: boolean;
  readonly profile?: string;
  readonly region?: string;
  /** A role of every tenant account that the operator may assume. */
  readonly tenantRole?: string;
  readonly yes?: boolean;
}

/** What every command works with: an operator's terminal, credentials, and the deployed system. */
export interface Operator {
  /** In the account and Region of the management stack. */
  readonly access: AwsAccess;
  readonly outputs: Outputs;
  readonly table: TenantsTable;
  readonly terminal: OperatorTerminal;
  /** Whether it is the system that `npm start` runs. */
  readonly isLocal: boolean;
  /** Pause between polls for the result of a change. */
  readonly pollMilliseconds: number;
  /** Access to a tenant's account; undefined without `--tenant-role`. */
  readonly tenantAccess: (home: TenantHome) => Promise<AwsAccess | undefined>;
  /** @throws RefusedError when the answer is no; UsageError when there is no terminal to ask at */
  readonly confirm: (question: string) => Promise<void>;
}

export interface TenantHome {
  readonly accountId: string;
  readonly region: string;
}

/**
 * @param environment for the ports of the local system
 * @throws UsageError when credentials, Region or stack are missing
 */
export async function connect(
  options: ConnectOptions,
  environment: Readonly<Record<string, string | undefined>>,
  terminal: OperatorTerminal,
): Promise<Operator> {
  const { local = false, profile, region, tenantRole, yes = false } = options;
  if (local && [profile, region, tenantRole].some((option) => option !== undefined))
    throw new UsageError(
      '--local has fixed keys and Regions, so --profile, --region and --tenant-role cannot be given with it.',
    );
  const access = local ? localAccess(localAddresses(environment)) : await realAccess(options);
  terminal.printError(`As ${await whoAmI(access, local)}:`);
  const outputs = await managementOutputs(access);
  return {
    access,
    outputs,
    table: {
      client: DynamoDBDocumentClient.from(new DynamoDBClient(access), {
        marshallOptions: { removeUndefinedValues: true },
      }),
      tableName: outputs.TenantsTableName,
    },
    terminal,
    isLocal: local,
    pollMilliseconds: local ? 100 : 2000,
    async tenantAccess(home) {
      if (local) return localAccess({ aws: access.endpoint ?? '' }, home);
      if (tenantRole === undefined) return undefined;
      const RoleArn = roleArn(partitionOf(outputs), home.accountId, tenantRole);
      return inRegion(await assume(access, { RoleArn }, 'operator'), home.region);
    },
    async confirm(question) {
      if (yes) return;
      if (terminal.ask === undefined)
        throw new UsageError(
          `${question} Standard input is not a terminal, so nobody can answer. To confirm, add --yes.`,
        );
      const answer = await terminal.ask(`${question} [y/N] `);
      if (!/^y(es)?$/i.test(answer.trim())) throw new RefusedError('Nothing was changed.');
    },
  };
}

/** The partition (`aws`, `aws-us-gov`, …) of the management account, and so of its organization. */
export function partitionOf({ RouterRoleArn }: Pick<Outputs, 'RouterRoleArn'>): string {
  const [, partition = 'aws'] = RouterRoleArn.split(':');
  return partition;
}

async function managementOutputs(access: AwsAccess): Promise<Outputs> {
  const { outputs } = await describeStack(access, MANAGEMENT_STACK_NAME).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'ValidationError')
      throw new UsageError(
        `There is no ${MANAGEMENT_STACK_NAME} in this account in ${access.region}. Give another --profile or --region.`,
      );
    throw error;
  });
  const missing = OUTPUTS.filter((name) => outputs[name] === undefined);
  if (missing.length > 0)
    throw new UsageError(
      `${MANAGEMENT_STACK_NAME} has no output ${missing.join(', ')}. Deploy it again from this revision.`,
    );
  return outputs as Outputs;
}
