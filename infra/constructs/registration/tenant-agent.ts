import { ArnFormat, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { announceMessage, NAME_GUARD_TYPE, REGISTRATION_TYPE } from '../../../registrar/contract/names.ts';
import { NodeFunction } from '../functions/node-function.ts';
import type { RegistrationForwarding } from './registration-forwarding.ts';
import { REGISTRATIONS_ONLY } from './registrations-only.ts';

export interface TenantAgentProps {
  readonly tenantId: string;
  /** The tenant's previous name. Without it, a changed name is refused. */
  readonly renamedFrom?: string;
  readonly deliveryRole: Role;
  readonly forwarding: RegistrationForwarding;
  /** How long EventBridge may take until a new rule and role are effective, or until deleted ones are forgotten. */
  readonly settleSeconds: number;
}

/** Announces this account to the management account: when the stack changes, and every hour. */
export class TenantAgent extends Construct {
  /**
   * Every resource with the tenant's name depends on it: a name changed by mistake is refused before anything else
   * changes.
   */
  readonly nameGuard: CustomResource;
  readonly registration: CustomResource;
  readonly #agent: NodeFunction;

  constructor(scope: Construct, id: string, props: TenantAgentProps) {
    super(scope, id);
    const { settleSeconds } = props;
    // For announcing, the wait, announcing again, and answering.
    const timeout = Duration.seconds(settleSeconds + 60);
    // `Default` adds nothing to logical ids.
    this.#agent = new NodeFunction(this, 'Default', {
      description: 'Announces this tenant account to the Pinpoint management account',
      entry: 'tenant-agent/tenant-agent.lambda.ts',
      timeout,
      environment: {
        DELIVERY_STREAM_ROLE_ARN: props.deliveryRole.roleArn,
        SETTLE_SECONDS: String(settleSeconds),
      },
    });
    const defaultBus = Stack.of(this).formatArn({
      service: 'events',
      resource: 'event-bus',
      resourceName: 'default',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    this.#agent.allow(
      new PolicyStatement({
        sid: 'Announce',
        actions: ['events:PutEvents'],
        resources: [defaultBus],
        conditions: REGISTRATIONS_ONLY,
      }),
    );
    const name = {
      tenantId: props.tenantId,
      ...(props.renamedFrom !== undefined && { renamedFrom: props.renamedFrom }),
    };
    this.nameGuard = new CustomResource(this, 'Name', {
      resourceType: NAME_GUARD_TYPE,
      serviceToken: this.#agent.function.functionArn,
      serviceTimeout: Duration.seconds(60),
      properties: name,
    });
    this.nameGuard.node.addDependency(this.#agent.role);
    this.registration = new CustomResource(this, 'Registration', {
      resourceType: REGISTRATION_TYPE,
      serviceToken: this.#agent.function.functionArn,
      serviceTimeout: timeout.plus(Duration.seconds(60)),
      // The property `tenantId` is the agent's contract; a changed one is a new registration. The bus is a property so
      // that another bus gets the announcement with the deployment, not within the hour.
      properties: { ...name, targetEventBusArn: props.forwarding.targetEventBusArn },
    });
    // The announcement needs this rule and role, on Create and on Delete.
    const { rule, role, deadLetters } = props.forwarding;
    this.registration.node.addDependency(rule, role, deadLetters, this.#agent.role, this.nameGuard);
    this.#announceHourly(props.tenantId);
  }

  #announceHourly(tenantId: string): void {
    const schedule = new CfnRule(this, 'Hourly', {
      description: 'Has the tenant agent announce this account again',
      scheduleExpression: 'rate(1 hour)',
      // The message holds the name, because the function's environment changes before the guard runs.
      targets: [
        { id: 'TenantAgent', arn: this.#agent.function.functionArn, input: announceMessage(tenantId) },
      ],
    });
    // Deleted before the registration, so that it cannot announce a tenant that has just left.
    schedule.node.addDependency(this.registration);
    new CfnPermission(this, 'AllowSchedule', {
      functionName: this.#agent.function.functionArn,
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceArn: schedule.attrArn,
    });
  }
}
