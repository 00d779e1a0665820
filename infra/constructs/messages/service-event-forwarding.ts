import { Aws } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { SERVICE_EVENT_SOURCE } from '../../../registrar/contract/names.ts';
import type { RegistrationForwarding } from '../registration/registration-forwarding.ts';

export interface ServiceEventForwardingProps {
  /** Owns the bus. A role of this account may put events there. */
  readonly forwarding: RegistrationForwarding;
  /** Whether the status of messages is forwarded too, in addition to registration progress. */
  readonly messageEvents: boolean;
}

/** "Monitoring with EventBridge" of the AWS End User Messaging SMS guide. */
const REGISTRATION = 'Registration Status Change';
const MESSAGE_STATUS = [
  'Text Message Delivery Status Updated',
  'Media Message Delivery Status Updated',
  'Voice Message Delivery Status Updated',
];

/**
 * Forwards End User Messaging's events from this account's default bus to the management account. Best effort, without
 * a dead-letter queue: a management stack that keeps no messages refuses the events.
 */
export class ServiceEventForwarding extends Construct {
  constructor(scope: Construct, id: string, { forwarding, messageEvents }: ServiceEventForwardingProps) {
    super(scope, id);
    new CfnRule(this, 'Rule', {
      description: 'Forwards events of End User Messaging to the Pinpoint management account',
      eventPattern: {
        account: [Aws.ACCOUNT_ID],
        source: [SERVICE_EVENT_SOURCE],
        'detail-type': [REGISTRATION, ...(messageEvents ? MESSAGE_STATUS : [])],
      },
      targets: [
        {
          id: 'ManagementAccountBus',
          arn: forwarding.targetEventBusArn,
          roleArn: forwarding.role.roleArn,
        },
      ],
    });
  }
}
