import { Aws, Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, CfnUrl, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { OptionalClass } from '../../../registrar/contract/access-class.ts';
import { ACCESS_ROLE_NAME, ROUTER_ROLE_NAME, roleArn } from '../../../registrar/contract/names.ts';
import { NodeFunction } from '../functions/node-function.ts';
import { principalsByArn } from '../functions/principals.ts';
import type { Callbacks } from '../messages/callbacks.ts';
import type { MessagesTable } from '../messages/messages-table.ts';
import type { TenantsTable } from '../registration/tenants-table.ts';
import type { KeyedSendsTable } from './keyed-sends-table.ts';

/** The gateway gives up after 29 seconds; a longer run would only be billed. */
const TIMEOUT = Duration.seconds(29);

export interface RouterFunctionProps {
  readonly organizationId: string;
  readonly table: TenantsTable;
  readonly keyedSends: KeyedSendsTable;
  /**
   * How long an Idempotency-Key is remembered.
   *
   * @default - a day, the router's own default
   */
  readonly idempotencyHours?: number;
  /**
   * The table for accepted messages and their status.
   *
   * @default - the status of messages is not kept
   */
  readonly messages?: MessagesTable;
  /**
   * The callbacks that are told of message events.
   *
   * @default - no callbacks
   */
  readonly callbacks?: Callbacks;
  /**
   * Limits the allowlist.
   *
   * @default - the whole allowlist
   */
  readonly allowedActions?: readonly string[];
  /**
   * Optional classes of actions that the API offers.
   *
   * @default - none
   */
  readonly allowClasses?: readonly OptionalClass[];
  /**
   * Whether the router adds the stack's configuration set to sends without one.
   *
   * @default true
   */
  readonly defaultConfigurationSet?: boolean;
  /**
   * Principals that may call the function URL, for every tenant.
   *
   * @default - none
   */
  readonly functionUrlCallerArns?: readonly string[];
  /**
   * Principals that may call the function URL, for tenants that bind them.
   *
   * @default - none
   */
  readonly functionUrlBoundCallerArns?: readonly string[];
  /**
   * Principals that may assume the function's role, to run the router on their own machine.
   *
   * @default - none
   */
  readonly developerPrincipalArns?: readonly string[];
}

/** The router, its role `PinpointTenantRouterRole`, and a function URL for callers that sign with SigV4. */
export class RouterFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;
  readonly url: CfnUrl;
  readonly #router: NodeFunction;

  constructor(scope: Construct, id: string, props: RouterFunctionProps) {
    super(scope, id);
    // `Default` adds nothing to logical ids.
    this.#router = new NodeFunction(this, 'Default', {
      description: 'Routes a request to the account of its tenant',
      entry: 'router/lambda.ts',
      roleName: ROUTER_ROLE_NAME,
      timeout: TIMEOUT,
      // More memory also gives more processor time, which loading the SDK needs at a cold start.
      memoryMegabytes: 1024,
      // Reading the source map delays a cold start; Node reads it only when an error's stack is logged.
      sourceMapAtStart: false,
      environment: {
        TENANTS_TABLE: props.table.table.tableName,
        KEYED_SENDS_TABLE: props.keyedSends.table.tableName,
        ...props.messages?.environment,
        ...props.callbacks?.routerEnvironment,
        ...environmentOf(props),
      },
    });
    this.function = this.#router.function;
    this.role = this.#router.role;
    this.logGroup = this.#router.logGroup;
    props.table.grantLookUp(this.#router);
    props.keyedSends.grantKeep(this.#router);
    props.messages?.grantFold(this.#router);
    props.messages?.grantList(this.#router);
    props.callbacks?.grantRegister(this.#router);
    this.#grantAssumeTenantRoles(props.organizationId);
    const {
      developerPrincipalArns = [],
      functionUrlCallerArns = [],
      functionUrlBoundCallerArns = [],
    } = props;
    if (developerPrincipalArns.length > 0) {
      const developers = principalsByArn(developerPrincipalArns);
      this.role.assumeRolePolicy?.addStatements(
        new PolicyStatement({ sid: 'Developers', principals: [developers], actions: ['sts:AssumeRole'] }),
      );
    }
    this.url = new CfnUrl(this, 'Url', { authType: 'AWS_IAM', targetFunctionArn: this.function.functionArn });
    const urlCallers = new Set([...functionUrlCallerArns, ...functionUrlBoundCallerArns]);
    for (const arn of urlCallers) this.#admitUrlCaller(arn);
  }

  /** One role name, in any account of the organization: a role of that name outside it is out of reach. */
  #grantAssumeTenantRoles(organizationId: string): void {
    const tenantRoles = roleArn(Aws.PARTITION, '*', ACCESS_ROLE_NAME);
    this.#router.allow(
      new PolicyStatement({
        sid: 'AssumeTenantRoles',
        actions: ['sts:AssumeRole'],
        resources: [tenantRoles],
        conditions: { StringEquals: { 'aws:ResourceOrgID': organizationId } },
      }),
    );
    Validations.of(this.role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role/${ACCESS_ROLE_NAME}]`,
      reason: 'Tenant accounts come and go; the role name is fixed and the organization is a condition.',
    });
  }

  /**
   * Only through the URL: a plain Invoke could carry a made-up gateway event, whose claims the router would believe.
   */
  #admitUrlCaller(arn: string): void {
    const id = arn.replaceAll('/', '.');
    new CfnPermission(this, `Url of ${id}`, {
      functionName: this.function.functionArn,
      principal: arn,
      action: 'lambda:InvokeFunctionUrl',
      functionUrlAuthType: 'AWS_IAM',
    });
    new CfnPermission(this, `Invoke of ${id}`, {
      functionName: this.function.functionArn,
      principal: arn,
      action: 'lambda:InvokeFunction',
      invokedViaFunctionUrl: true,
    });
  }
}

/** Only variables that the deployment sets; the others have the router's defaults. */
function environmentOf(props: RouterFunctionProps): Record<string, string> {
  const {
    allowedActions,
    allowClasses = [],
    idempotencyHours,
    functionUrlCallerArns = [],
    defaultConfigurationSet = true,
  } = props;
  return {
    ...(allowedActions !== undefined && { ALLOWED_ACTIONS: allowedActions.join(',') }),
    ...(idempotencyHours !== undefined && { IDEMPOTENCY_HOURS: String(idempotencyHours) }),
    ...(allowClasses.length > 0 && { ALLOWED_CLASSES: allowClasses.join(',') }),
    // Every other caller of the function URL needs a binding.
    ...(functionUrlCallerArns.length > 0 && { ADMIN_CALLER_ARNS: functionUrlCallerArns.join(',') }),
    ...(!defaultConfigurationSet && { DEFAULT_CONFIGURATION_SET: 'off' }),
  };
}
