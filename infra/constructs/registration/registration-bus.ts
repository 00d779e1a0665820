import { CfnEventBusPolicy, CfnRule, EventBus } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  EVENT_BUS_NAME,
  REGISTRATION_DETAIL_TYPE,
  REGISTRATION_GROUP_ID,
  REGISTRATION_SOURCE,
} from '../../../registrar/contract/names.ts';
import { allowRule, DeadLetterQueue } from '../functions/dead-letter-queue.ts';
import { REGISTRATIONS_ONLY } from './registrations-only.ts';

export interface RegistrationBusProps {
  readonly organizationId: string;
  /** A FIFO queue with content-based deduplication. */
  readonly queue: Queue;
}

/** `PinpointTenantAccountBus`: takes registrations from the organization's accounts and puts them into the queue. */
export class RegistrationBus extends Construct {
  readonly bus: EventBus;
  /** Events that EventBridge could not put into the registration queue. */
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, { organizationId, queue }: RegistrationBusProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: EVENT_BUS_NAME });
    new CfnEventBusPolicy(this, 'AdmitOrganization', {
      eventBusName: this.bus.eventBusName,
      statementId: 'AdmitRegistrationsOfOrganization',
      statement: {
        Effect: 'Allow',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: this.bus.eventBusArn,
        Condition: { StringEquals: { 'aws:PrincipalOrgID': organizationId }, ...REGISTRATIONS_ONLY },
      },
    });
    this.deadLetters = new DeadLetterQueue(this, 'Undelivered');
    const rule = new CfnRule(this, 'ToQueue', {
      description: 'Puts tenant registrations into the queue of the registrar',
      eventBusName: this.bus.eventBusName,
      eventPattern: { source: [REGISTRATION_SOURCE], 'detail-type': [REGISTRATION_DETAIL_TYPE] },
      targets: [
        {
          id: 'RegistrationQueue',
          arn: queue.queueArn,
          sqsParameters: { messageGroupId: REGISTRATION_GROUP_ID },
          deadLetterConfig: { arn: this.deadLetters.queue.queueArn },
        },
      ],
    });
    allowRule(queue, rule);
    allowRule(this.deadLetters.queue, rule);
  }
}
