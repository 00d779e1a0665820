import { createLocalAws, type LocalAws } from '@pinpoint-tenant-router/local-aws';
import { LOCAL_ACCOUNTS, LOCAL_ORGANIZATION_ID } from '@pinpoint-tenant-router/local-aws/accounts';
import { deployAssembly } from '@pinpoint-tenant-router/local-aws/deploy';
import type { LiveResource, Template } from '@pinpoint-tenant-router/local-aws/templates';
import type { Assemble } from '../../infra/local/system/assemblies.ts';
import { LOCAL_CLIENT } from '../../infra/local/system/local-clients.ts';
import { LOCAL_TENANTS, type LocalTenant } from '../../infra/local/system/local-system.ts';
import { ADMIN_SCOPE, MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../../registrar/contract/names.ts';

const { accountId, region } = LOCAL_ACCOUNTS.management;
export const MANAGEMENT_HOME = { accountId, region };

/** A second caller with Admin, which no tenant binds. */
export const UNBOUND_CLIENT = { clientId: 'local-other', clientSecret: 'local-other-secret' } as const;

/**
 * Firehose's trust without the condition on the source that earlier revisions have. Whether AWS meets it is documented
 * nowhere, so the local AWS does not; where AWS does not either, nothing is deployed that could be updated.
 */
function withDocumentedTrust(template: Template): Template {
  const changed = structuredClone(template);
  for (const { Type, Properties } of Object.values(changed.Resources)) {
    if (Type !== 'AWS::IAM::Role') continue;
    const trust = Properties?.AssumeRolePolicyDocument as { Statement: Record<string, unknown>[] };
    for (const statement of trust.Statement)
      if (JSON.stringify(statement).includes(':firehose:')) delete statement.Condition;
  }
  return changed;
}

/** The system without anything that only today's revision knows: deployed by whichever assembly is given. */
export class Deployment {
  readonly aws: LocalAws;

  private constructor(aws: LocalAws) {
    this.aws = aws;
  }

  static async start(): Promise<Deployment> {
    return new Deployment(await createLocalAws());
  }

  async deployManagement(assemble: Assemble): Promise<void> {
    const directory = await assemble(MANAGEMENT_STACK_NAME, { organizationId: LOCAL_ORGANIZATION_ID });
    await deployAssembly(this.aws, { directory, ...MANAGEMENT_HOME });
  }

  async deployTenant(assemble: Assemble, tenant: LocalTenant): Promise<void> {
    const directory = await assemble(TENANT_STACK_NAME, {
      tenantId: tenant.tenantId,
      managementAccountId: MANAGEMENT_HOME.accountId,
      eventStreamingBucketName: this.output('EventBucketName'),
      targetEventBusArn: this.output('EventBusArn'),
      settleSeconds: '1',
      eventBufferSeconds: '1',
    });
    const { accountId, region } = tenant;
    await deployAssembly(this.aws, { directory, accountId, region, change: withDocumentedTrust });
  }

  async deployTenants(assemble: Assemble): Promise<void> {
    for (const tenant of LOCAL_TENANTS) await this.deployTenant(assemble, tenant);
  }

  /** Callers as an operator makes them, with the pool's own scope. */
  addClients(): void {
    for (const client of [LOCAL_CLIENT, UNBOUND_CLIENT])
      this.aws.cognito.addClient(this.output('UserPoolId'), { ...client, scopes: [ADMIN_SCOPE] });
  }

  output(name: string): string {
    const value = this.aws.cloudFormation.stack(MANAGEMENT_HOME, MANAGEMENT_STACK_NAME)?.outputs[name];
    if (value === undefined) throw new Error(`${MANAGEMENT_STACK_NAME} has no output ${name}.`);
    return value;
  }

  get apiUrl(): string {
    const stack = this.aws.cloudFormation.stack(MANAGEMENT_HOME, MANAGEMENT_STACK_NAME);
    const resources = [...(stack?.resources.values() ?? [])];
    const idOf = (type: string) =>
      resources.find((resource) => resource.type === type)?.state.physicalId ?? '';
    return this.aws.apiGateway.frontDoorUrl(idOf('AWS::ApiGateway::RestApi'), idOf('AWS::ApiGateway::Stage'));
  }

  /** Of all stacks. */
  resources(): readonly LiveResource[] {
    return this.aws.cloudFormation.stacks().flatMap((stack) => [...stack.resources.values()]);
  }

  /** The tenant's item in the table. */
  async item(tenantId: string): Promise<Readonly<Record<string, { readonly S?: string }>> | undefined> {
    const { Item } = await this.#table().run('GetItem', {
      TableName: this.output('TenantsTableName'),
      Key: { pk: { S: tenantId } },
      ConsistentRead: true,
    });
    return Item as Readonly<Record<string, { readonly S?: string }>> | undefined;
  }

  /** An operator's binding, in its earlier form. */
  async allowOnly(tenantId: string, clientId: string): Promise<void> {
    await this.#table().run('UpdateItem', {
      TableName: this.output('TenantsTableName'),
      Key: { pk: { S: tenantId } },
      UpdateExpression: 'SET allowedCallers = :callers',
      ExpressionAttributeValues: { ':callers': { L: [{ S: clientId }] } },
    });
  }

  /** The event bucket's policy at this moment. */
  bucketPolicy(): string {
    return JSON.stringify(this.aws.s3.bucket(this.output('EventBucketName')).policy ?? '');
  }

  /** The content of the event bucket, as text. */
  events(): string {
    const { objects } = this.aws.s3.bucket(this.output('EventBucketName'));
    return [...objects.values()].map(({ body }) => body.toString('utf8')).join('\n');
  }

  #table() {
    return this.aws.dynamoDb.database(MANAGEMENT_HOME);
  }
}
