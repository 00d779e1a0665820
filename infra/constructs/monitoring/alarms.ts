import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { MAX_BUCKET_POLICY_BYTES } from '../../../registrar/contract/bucket-statements.ts';
import type { RouterFunction } from '../api/router-function.ts';
import type { Callbacks } from '../messages/callbacks.ts';
import type { MessageReader } from '../messages/message-reader.ts';
import type { RegistrationPipeline } from '../registration/registration-pipeline.ts';
import { callbacksMetric, registrarMetric, routerMetric } from './metrics.ts';

const RUNBOOK = 'infra/RUNBOOK.md';

/** The alarm goes off at four fifths of S3's limit, while there is time to act. */
const BUCKET_POLICY_ALARM_BYTES = 0.8 * MAX_BUCKET_POLICY_BYTES;

const FIVE_MINUTES = Duration.minutes(5);

export interface AlarmsProps {
  readonly topic: ITopic;
  readonly api: RestApi;
  readonly router: RouterFunction;
  readonly registrations: RegistrationPipeline;
  readonly reader?: MessageReader;
  readonly callbacks?: Callbacks;
}

interface AlarmDescription {
  readonly metric: IMetric;
  /**
   * The heading of the alarm's entry in the runbook.
   *
   * @default - the alarm's id
   */
  readonly entry?: string;
  /** What is wrong and where to look, for the person on call. */
  readonly description: string;
  /** The alarm is raised above this value. */
  readonly above: number;
  /**
   * How many of the last three periods must be above the threshold.
   *
   * @default - the last period alone
   */
  readonly ofLastThree?: number;
  /** @default TreatMissingData.NOT_BREACHING */
  readonly missing?: TreatMissingData;
}

/** The alarms that need a person, all on one topic. */
export class Alarms extends Construct {
  readonly #topic: ITopic;

  constructor(
    scope: Construct,
    id: string,
    { topic, api, router, registrations, reader, callbacks }: AlarmsProps,
  ) {
    super(scope, id);
    this.#topic = topic;
    this.#watchRequests(api, router);
    this.#watchRegistrations(registrations);
    if (reader !== undefined) this.#watchMessages(reader);
    if (callbacks !== undefined) this.#watchCallbacks(callbacks);
  }

  #watchRequests(api: RestApi, router: RouterFunction): void {
    this.#add('RouterFaults', {
      metric: new MathExpression({
        label: 'Answers with status 5xx, percent',
        expression: '100 * faults / requests',
        usingMetrics: { faults: routerMetric('Faults'), requests: routerMetric('Requests') },
        period: FIVE_MINUTES,
      }),
      description:
        "More than 1 % of the answers were 5xx. The router's log says why, by error name and tenant.",
      above: 1,
      ofLastThree: 2,
    });
    this.#add('GatewayFaults', {
      metric: api.deploymentStage.metricServerError({ statistic: 'Average', period: FIVE_MINUTES }),
      description:
        'More than 1 % of the answers of the gateway were 5xx: the router crashed or did not answer in time.',
      above: 0.01,
      ofLastThree: 2,
    });
    this.#add('SlowRequests', {
      metric: routerMetric('Latency', 'p99'),
      description:
        "One request in a hundred took longer than 5 seconds. Look at AWS's own latency in the trace first.",
      above: 5000,
      ofLastThree: 3,
    });
    this.#add('RouterThrottled', {
      metric: router.function.metricThrottles({ period: FIVE_MINUTES }),
      description: "Lambda refused to run the router: the account's concurrency is used up.",
      above: 0,
    });
  }

  #watchRegistrations({ registrar, queue, refused, undelivered }: RegistrationPipeline): void {
    this.#add('RefusedRegistrations', {
      metric: refused.queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES }),
      description:
        'The registrar refused a registration, or gave up on it. The message says why in its attribute.',
      above: 0,
    });
    this.#add('PendingTenants', {
      metric: registrarMetric('PendingTenants', 'Maximum', Duration.hours(1)),
      description:
        'A tenant waits for approval. List the tenants, then approve the pending one, or reserve its name for another account.',
      above: 0,
      missing: TreatMissingData.IGNORE,
    });
    this.#add('DamagedTenants', {
      metric: registrarMetric('DamagedTenants', 'Maximum', Duration.hours(1)),
      description:
        "An item of the tenants table is damaged. The registrar's log names it and its attributes every hour.",
      above: 0,
      missing: TreatMissingData.IGNORE,
    });
    for (const [index, { queue: deadLetters }] of undelivered.entries()) {
      this.#add(`UndeliveredRegistrations${index}`, {
        entry: 'UndeliveredRegistrations',
        metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES }),
        description: 'EventBridge could not put an event into the registration queue. The message says why.',
        above: 0,
      });
    }
    this.#add('LateRegistrations', {
      metric: queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES }),
      description:
        'A registration has waited for more than 15 minutes: the registrar fails and retries. See its log.',
      above: 900,
      ofLastThree: 2,
    });
    this.#add('RegistrarThrottled', {
      metric: registrar.function.metricThrottles({ period: FIVE_MINUTES }),
      description: "Lambda refused to run the registrar: the account's concurrency is used up.",
      above: 0,
    });
    this.#add('BucketPolicySize', {
      metric: registrarMetric('BucketPolicyBytes', 'Maximum', Duration.hours(1)),
      description:
        'The event bucket policy is over 80 % of 20 KB. Deploy with -c bucketPolicyMode=organization.',
      above: BUCKET_POLICY_ALARM_BYTES,
      missing: TreatMissingData.IGNORE,
    });
    this.#add('BucketPolicyNotWritten', {
      metric: new MathExpression({
        label: 'Bucket policies not written',
        expression: 'FILL(tooLarge, 0) + FILL(refused, 0)',
        usingMetrics: {
          tooLarge: registrarMetric('BucketPolicyTooLarge'),
          refused: registrarMetric('BucketPolicyRefused'),
        },
        period: FIVE_MINUTES,
      }),
      description:
        "The event bucket policy was not written: it is too large, or S3 refuses it. See the registrar's log.",
      above: 0,
    });
  }

  #watchMessages({ reader, queues }: MessageReader): void {
    for (const [index, { queue, deadLetters }] of queues.entries()) {
      this.#add(`UnreadMessageEvents${index}`, {
        entry: 'UnreadMessageEvents',
        metric: deadLetters.queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES }),
        description:
          "The message reader gave up on an object or an event. The dead letter names it, the reader's log has the error.",
        above: 0,
      });
      this.#add(`LateMessageEvents${index}`, {
        entry: 'LateMessageEvents',
        metric: queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES }),
        description: 'Message events have waited for more than 15 minutes: the message reader fails or lags.',
        above: 900,
        ofLastThree: 2,
      });
    }
    this.#add('MessageReaderThrottled', {
      metric: reader.function.metricThrottles({ period: FIVE_MINUTES }),
      description: "Lambda refused to run the message reader: the account's concurrency is used up.",
      above: 0,
    });
  }

  #watchCallbacks({ queue, deadLetters, deliverer }: Callbacks): void {
    this.#add('UndeliveredCallbacks', {
      metric: deadLetters.queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES }),
      description:
        'Deliveries were given up: a callback failed for 28 hours. Ask its tenant, then redrive the dead-letter queue.',
      above: 0,
    });
    this.#add('CallbackBreakers', {
      metric: callbacksMetric('CallbackBreakersOpened'),
      description:
        'A callback failed ten times in a row, and its deliveries wait. DescribeCallbacks says which, and what it answers.',
      above: 0,
    });
    this.#add('LateCallbacks', {
      metric: queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES }),
      // A delivery may lie in the queue with a delay of five minutes between two attempts.
      description: 'A delivery has lain in the queue for more than 20 minutes: the deliverer fails or lags.',
      above: 1200,
      ofLastThree: 2,
    });
    this.#add('DelivererThrottled', {
      metric: deliverer.function.metricThrottles({ period: FIVE_MINUTES }),
      description: "Lambda refused to run the deliverer of callbacks: the account's concurrency is used up.",
      above: 0,
    });
  }

  #add(id: string, props: AlarmDescription): void {
    const { metric, entry = id, description, above, ofLastThree, missing } = props;
    const alarm = new Alarm(this, id, {
      metric,
      // The anchor that Markdown gives the entry's heading.
      alarmDescription: `${description} Runbook: ${RUNBOOK}#${entry.toLowerCase()}`,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: ofLastThree === undefined ? 1 : 3,
      datapointsToAlarm: ofLastThree ?? 1,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
  }
}
