import { Aws } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { REGISTRATION_DETAIL_TYPE, REGISTRATION_SOURCE } from '../../../registrar/contract/names.ts';
import { allowRule, DeadLetterQueue } from '../functions/dead-letter-queue.ts';

export interface RegistrationForwardingProps {
  /** The management account's bus. */
  readonly targetEventBusArn: string;
}

/** Forwards this account's registrations from its default bus to the management account's bus. */
export class RegistrationForwarding extends Construct {
  readonly targetEventBusArn: string;
  readonly rule: CfnRule;
  readonly role: Role;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, { targetEventBusArn }: RegistrationForwardingProps) {
    super(scope, id);
    this.targetEventBusArn = targetEventBusArn;
    this.role = new Role(this, 'Role', {
      description: 'EventBridge forwards tenant registrations to the management account with it',
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        Forward: new PolicyDocument({
          statements: [
            new PolicyStatement({
              sid: 'Forward',
              actions: ['events:PutEvents'],
              resources: [targetEventBusArn],
            }),
          ],
        }),
      },
    });
    this.deadLetters = new DeadLetterQueue(this, 'Undelivered');
    this.rule = new CfnRule(this, 'Rule', {
      description: 'Forwards tenant registrations to the Pinpoint management account',
      // Only events of this account: other accounts may have put events on this bus.
      eventPattern: {
        account: [Aws.ACCOUNT_ID],
        source: [REGISTRATION_SOURCE],
        'detail-type': [REGISTRATION_DETAIL_TYPE],
      },
      targets: [
        {
          id: 'ManagementAccountBus',
          arn: targetEventBusArn,
          roleArn: this.role.roleArn,
          deadLetterConfig: { arn: this.deadLetters.queue.queueArn },
        },
      ],
    });
    allowRule(this.deadLetters.queue, this.rule);
  }
}
