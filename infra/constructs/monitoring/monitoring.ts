import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { RouterFunction } from '../api/router-function.ts';
import type { Callbacks } from '../messages/callbacks.ts';
import type { MessageReader } from '../messages/message-reader.ts';
import type { RegistrationPipeline } from '../registration/registration-pipeline.ts';
import { Alarms } from './alarms.ts';
import { OperationsDashboard } from './dashboard.ts';

export interface MonitoringProps {
  readonly api: RestApi;
  readonly router: RouterFunction;
  readonly registrations: RegistrationPipeline;
  /** @default - the status of messages is not kept */
  readonly reader?: MessageReader;
  /** @default - no callbacks */
  readonly callbacks?: Callbacks;
  /**
   * The e-mail address of the alarms, once its owner has confirmed the subscription.
   *
   * @default - the topic has no subscriber
   */
  readonly alarmEmail?: string;
}

/** The alarms, their topic, and a dashboard. */
export class Monitoring extends Construct {
  readonly alarmTopic: Topic;

  constructor(scope: Construct, id: string, { alarmEmail, ...sources }: MonitoringProps) {
    super(scope, id);
    this.alarmTopic = this.#createTopic();
    if (alarmEmail !== undefined) this.alarmTopic.addSubscription(new EmailSubscription(alarmEmail));
    new Alarms(this, 'Alarms', { topic: this.alarmTopic, ...sources });
    new OperationsDashboard(this, 'Operations', sources);
  }

  /** A topic with its own policy does not have the default one, which lets alarms of the account publish. */
  #createTopic(): Topic {
    const topic = new Topic(this, 'Topic', { displayName: 'Pinpoint tenant router', enforceSSL: true });
    const alarms = Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': alarms },
        },
      }),
    );
    return topic;
  }
}
