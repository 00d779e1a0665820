import { CfnEventBusPolicy, CfnRule, type EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { SERVICE_EVENT_SOURCE } from '../../../registrar/contract/names.ts';
import { allowRule } from '../functions/dead-letter-queue.ts';
import { ReaderQueue } from './reader-queue.ts';

export interface ServiceEventsProps {
  readonly organizationId: string;
  readonly bus: EventBus;
}

/** AWS's own events of tenant accounts, from the management bus into a queue of their own. */
export class ServiceEvents extends Construct {
  readonly queue: ReaderQueue;

  constructor(scope: Construct, id: string, { organizationId, bus }: ServiceEventsProps) {
    super(scope, id);
    this.queue = new ReaderQueue(this, 'News');
    // No customer can put events whose source begins with `aws.`, so the source needs no further condition.
    new CfnEventBusPolicy(this, 'AdmitOrganization', {
      eventBusName: bus.eventBusName,
      statementId: 'AdmitServiceEventsOfOrganization',
      statement: {
        Effect: 'Allow',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: bus.eventBusArn,
        Condition: {
          StringEquals: { 'aws:PrincipalOrgID': organizationId },
          'ForAllValues:StringEquals': { 'events:source': SERVICE_EVENT_SOURCE },
          Null: { 'events:source': 'false' },
        },
      },
    });
    const rule = new CfnRule(this, 'ToQueue', {
      description: 'Puts events of End User Messaging into the queue of the message reader',
      eventBusName: bus.eventBusName,
      eventPattern: { source: [SERVICE_EVENT_SOURCE] },
      targets: [
        {
          id: 'MessageReader',
          arn: this.queue.queue.queueArn,
          deadLetterConfig: { arn: this.queue.deadLetters.queue.queueArn },
        },
      ],
    });
    allowRule(this.queue.queue, rule);
    allowRule(this.queue.deadLetters.queue, rule);
  }
}
