import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { APPLICATION_TAG, TENANT_STACK_NAME } from '../registrar/contract/names.ts';
import type { TenantConfig } from './config.ts';
import { EventDelivery } from './constructs/events/event-delivery.ts';
import { InboundMessages } from './constructs/messages/inbound-messages.ts';
import { ServiceEventForwarding } from './constructs/messages/service-event-forwarding.ts';
import { RegistrationForwarding } from './constructs/registration/registration-forwarding.ts';
import { TenantAgent } from './constructs/registration/tenant-agent.ts';
import { AccessRole } from './constructs/tenant/access-role.ts';
import { Messaging } from './constructs/tenant/messaging.ts';

export interface TenantStackProps extends StackProps {
  readonly config: TenantConfig;
}

/** The tenant account: its messaging resources, the delivery of its events, and the role that the router assumes. */
export class TenantStack extends Stack {
  constructor(scope: Construct, { config, ...props }: TenantStackProps) {
    super(scope, TENANT_STACK_NAME, props);
    const { tenantId, renamedFrom, managementAccountId, settleSeconds } = config;
    // Session policies depend on the tag, so it is set on each resource, however the stack is deployed.
    Tags.of(this).add(APPLICATION_TAG.key, APPLICATION_TAG.value);
    const delivery = new EventDelivery(this, 'EventDelivery', {
      bucketName: config.eventStreamingBucketName,
      bufferSeconds: config.eventBufferSeconds,
    });
    const messaging = new Messaging(this, 'Messaging', { stream: delivery.stream });
    const access = new AccessRole(this, 'Access', {
      tenantId,
      managementAccountId,
      permissions: config.accessRolePermissions,
      allowClasses: config.allowClasses,
      eventRoles: messaging.eventRoles,
      passableRoleArns: config.passableRoleArns,
      mediaBucketArns: config.mediaBucketArns,
    });
    const forwarding = new RegistrationForwarding(this, 'Forwarding', {
      targetEventBusArn: config.targetEventBusArn,
    });
    new ServiceEventForwarding(this, 'ServiceEvents', {
      forwarding,
      messageEvents: config.forwardMessageEvents,
    });
    const inbound = new InboundMessages(this, 'Inbound', {
      bucketName: config.eventStreamingBucketName,
      deliveryRole: delivery.role,
      bufferSeconds: config.eventBufferSeconds,
    });
    const agent = new TenantAgent(this, 'Agent', {
      tenantId,
      settleSeconds,
      forwarding,
      deliveryRole: delivery.role,
      ...(renamedFrom !== undefined && { renamedFrom }),
    });
    // The role's trust policy contains the tenant's name.
    access.node.addDependency(agent.nameGuard);
    // The registration comes last, so that an announced tenant is complete.
    agent.registration.node.addDependency(access, messaging.configurationSet);

    this.#output('AccessRoleArn', access.role.roleArn, 'The role the router assumes');
    this.#output(
      'ConfigurationSetName',
      messaging.configurationSet.ref,
      'Configuration set with event destinations',
    );
    this.#output('PoolId', messaging.pool.ref, 'Pool with the simulator number');
    this.#output('SimulatorNumberId', messaging.number.ref, 'Phone number id of the simulator number');
    this.#output('SimulatorNumber', messaging.number.attrPhoneNumber, 'The simulator number');
    this.#output('EventLogGroupName', messaging.events.logGroupName, 'Log group of message events');
    this.#output('DeliveryStreamName', delivery.stream.ref, 'Firehose to the central bucket');
    this.#output(
      'InboundTopicArn',
      inbound.topic.topicArn,
      'TwoWayChannelArn of numbers and pools whose inbound messages the management account is to have',
    );
    this.#output(
      'RegistrationDeadLetterQueueUrl',
      forwarding.deadLetters.queue.queueUrl,
      'Registrations that did not reach the management account',
    );
  }

  #output(name: string, value: string, description: string): void {
    new CfnOutput(this, `${name}Output`, { key: name, value, description });
  }
}
