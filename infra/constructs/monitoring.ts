import { Validations } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { RegistrationPipeline } from './registration-pipeline.ts';
import type { RouterFunction } from './router-function.ts';

export interface MonitoringProps {
  readonly api: RestApi;
  readonly router: RouterFunction;
  readonly registrations: RegistrationPipeline;
  /**
   * Gets an e-mail for each alarm, once its owner has confirmed the subscription.
   *
   * @default - the topic has no subscriber
   */
  readonly alarmEmail?: string;
}

export class Monitoring extends Construct {
  readonly alarmTopic: Topic;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.alarmTopic = new Topic(this, 'Alarms', {
      displayName: 'Alarms of the Pinpoint tenant router',
      enforceSSL: true,
    });
    if (props.alarmEmail !== undefined)
      this.alarmTopic.addSubscription(new EmailSubscription(props.alarmEmail));
    void Validations;
  }
}
