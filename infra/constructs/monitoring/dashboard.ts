import { Aws, Duration, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnInsightRule,
  ConcreteWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { RouterFunction } from '../api/router-function.ts';
import type { Callbacks } from '../messages/callbacks.ts';
import type { MessageReader } from '../messages/message-reader.ts';
import type { RegistrationPipeline } from '../registration/registration-pipeline.ts';
import { callbacksMetric, messagesMetric, NAMESPACE, registrarMetric, routerMetric } from './metrics.ts';

const WIDTH = 12;
const HEIGHT = 6;

/** The rule's name as a literal: a reference to the rule gives its ARN. */
const TOP_TENANTS = `${Aws.STACK_NAME}-TopTenants`;

export interface OperationsDashboardProps {
  readonly api: RestApi;
  readonly router: RouterFunction;
  readonly registrations: RegistrationPipeline;
  readonly reader?: MessageReader;
  readonly callbacks?: Callbacks;
}

/** One page that shows whether the system works, which tenants have errors, and whether tenants register. */
export class OperationsDashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { api, router, registrations, reader, callbacks }: OperationsDashboardProps,
  ) {
    super(scope, id);
    this.#countTenants(router);
    new Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.hours(3),
      widgets: [
        [
          graph('Requests', [routerMetric('Requests'), routerMetric('Errors'), routerMetric('Faults')]),
          graph('Errors by name', [errorsByName()]),
        ],
        [
          graph('Latency in milliseconds', [
            routerMetric('Latency', 'p50').with({ label: 'router p50' }),
            routerMetric('Latency', 'p99').with({ label: 'router p99' }),
            api.deploymentStage.metricLatency({ statistic: 'p99', label: 'gateway p99' }),
          ]),
          new TopContributors('Top tenants by requests', TOP_TENANTS),
        ],
        [
          graph('Tenant cache', [routerMetric('TenantCacheHits'), routerMetric('TenantCacheMisses')]),
          graph('Credential cache and AssumeRole', [
            routerMetric('CredentialCacheHits'),
            routerMetric('AssumeRoleCalls'),
          ]),
        ],
        [
          graph('Registrations', [
            registrarMetric('RegistrationApplied'),
            registrarMetric('RegistrationRefused'),
            registrarMetric('RegistrationDuplicate'),
            registrarMetric('RegistrationLate'),
          ]),
          graph(
            'Event bucket policy',
            [registrarMetric('GrantedAccounts', 'Maximum', Duration.hours(1))],
            [registrarMetric('BucketPolicyBytes', 'Maximum', Duration.hours(1))],
          ),
        ],
        [
          graph('Age of the oldest registration in seconds', [
            registrations.queue.metricApproximateAgeOfOldestMessage(),
          ]),
          graph(
            'Dead letters',
            [registrations.refused, ...registrations.undelivered].map(({ queue }) =>
              queue.metricApproximateNumberOfMessagesVisible(),
            ),
          ),
        ],
        ...(reader === undefined ? [] : [messageGraphs(reader)]),
        ...(callbacks === undefined ? [] : [callbackGraphs(callbacks)]),
        [
          graph('Functions: errors and throttles', [
            router.function.metricErrors({ label: 'router errors' }),
            router.function.metricThrottles({ label: 'router throttles' }),
            registrations.registrar.function.metricErrors({ label: 'registrar errors' }),
            registrations.registrar.function.metricThrottles({ label: 'registrar throttles' }),
          ]),
          graph('Gateway', [
            api.deploymentStage.metricCount({ label: 'requests' }),
            api.deploymentStage.metricClientError({ label: '4xx' }),
            api.deploymentStage.metricServerError({ label: '5xx' }),
          ]),
        ],
      ],
    });
  }

  /** Counts the router's log lines by tenant. A metric for each tenant would be billed. */
  #countTenants(router: RouterFunction): void {
    new CfnInsightRule(this, 'TopTenants', {
      ruleName: TOP_TENANTS,
      ruleState: 'ENABLED',
      ruleBody: Stack.of(this).toJsonString({
        Schema: { Name: 'CloudWatchLogRule', Version: 1 },
        LogGroupNames: [router.logGroup.logGroupName],
        LogFormat: 'JSON',
        Contribution: { Keys: ['$.tenantId'], Filters: [] },
        AggregateOn: 'Count',
      }),
    });
  }
}

function graph(title: string, left: IMetric[], right: IMetric[] = []): GraphWidget {
  return new GraphWidget({ title, left, right, width: WIDTH, height: HEIGHT, liveData: true });
}

function messageGraphs({ queues }: MessageReader): GraphWidget[] {
  return [
    graph('Messages', [
      routerMetric('MessagesAccepted'),
      messagesMetric('MessagesDelivered'),
      messagesMetric('MessagesFailed'),
      messagesMetric('MessagesReceived'),
    ]),
    graph(
      'Age of the oldest unread event in seconds',
      queues.map(({ queue }) => queue.metricApproximateAgeOfOldestMessage()),
      [routerMetric('MessagesUnrecorded'), messagesMetric('ReadsFailed')],
    ),
  ];
}

function callbackGraphs({ queue, deadLetters }: Callbacks): GraphWidget[] {
  return [
    graph('Callbacks', [
      callbacksMetric('CallbacksDelivered'),
      callbacksMetric('CallbacksFailed'),
      callbacksMetric('CallbackBreakersOpened'),
    ]),
    graph(
      'Age of the oldest delivery in seconds',
      [queue.metricApproximateAgeOfOldestMessage()],
      [deadLetters.queue.metricApproximateNumberOfMessagesVisible({ label: 'given up' })],
    ),
  ];
}

function errorsByName(): MathExpression {
  return new MathExpression({
    expression: `SEARCH('{${NAMESPACE},service,errorName} service="router" MetricName="Errors"', 'Sum', 300)`,
    label: '',
    period: Duration.minutes(5),
  });
}

/** The report of a Contributor Insights rule. The construct library has no widget for it. */
class TopContributors extends ConcreteWidget {
  readonly #title: string;
  readonly #ruleName: string;

  constructor(title: string, ruleName: string) {
    super(WIDTH, HEIGHT);
    this.#title = title;
    this.#ruleName = ruleName;
  }

  override toJson(): object[] {
    const { width, height, x, y } = this;
    const properties = {
      title: this.#title,
      view: 'timeSeries',
      region: Aws.REGION,
      period: 300,
      insightRule: { ruleName: this.#ruleName, maxContributorCount: 10, orderBy: 'Sum' },
    };
    return [{ type: 'metric', width, height, x, y, properties }];
  }
}
