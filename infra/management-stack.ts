import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MANAGEMENT_STACK_NAME } from '../registrar/contract/names.ts';
import type { ManagementConfig } from './config.ts';
import { AdminUser } from './constructs/api/admin-user.ts';
import { Auth } from './constructs/api/auth.ts';
import { CustomDomain } from './constructs/api/custom-domain.ts';
import { KeyedSendsTable } from './constructs/api/keyed-sends-table.ts';
import { RouterFunction } from './constructs/api/router-function.ts';
import { TenantRouterApi } from './constructs/api/tenant-router-api.ts';
import { EventBucket } from './constructs/events/event-bucket.ts';
import { Callbacks } from './constructs/messages/callbacks.ts';
import { MessageReader } from './constructs/messages/message-reader.ts';
import { MessagesTable } from './constructs/messages/messages-table.ts';
import { ReaderQueue } from './constructs/messages/reader-queue.ts';
import { ServiceEvents } from './constructs/messages/service-events.ts';
import { Monitoring } from './constructs/monitoring/monitoring.ts';
import { RegistrationPipeline } from './constructs/registration/registration-pipeline.ts';
import { TenantsTable } from './constructs/registration/tenants-table.ts';

export interface ManagementStackProps extends StackProps {
  readonly config: ManagementConfig;
}

/** The management account: the API and its callers, the tenants table, and the registration of tenants. */
export class ManagementStack extends Stack {
  constructor(scope: Construct, { config, ...props }: ManagementStackProps) {
    super(scope, MANAGEMENT_STACK_NAME, props);
    const { organizationId, bucketPolicyMode, registration, maxTenantIdsPerAccount } = config;
    const table = new TenantsTable(this, 'Tenants');
    const { messageRetentionDays, eventRetentionDays } = config;
    const messages =
      messageRetentionDays > 0
        ? new MessagesTable(this, 'Messages', { retentionDays: messageRetentionDays })
        : undefined;
    const callbacks =
      messages &&
      new Callbacks(this, 'Callbacks', { messages, tenants: table, loopback: config.loopbackCallbacks });
    const newObjects = messages && new ReaderQueue(this, 'NewObjects');
    const eventBucket = new EventBucket(this, 'EventBucket', {
      // Texts from phones are not read without the table; a day is the shortest time that S3 can keep them.
      inboundRetentionDays: Math.max(messageRetentionDays, 1),
      ...(eventRetentionDays !== undefined && { eventRetentionDays }),
      ...(newObjects !== undefined && { newObjects }),
    });
    const registrations = new RegistrationPipeline(this, 'Registration', {
      organizationId,
      bucketPolicyMode,
      table,
      eventBucket,
      mode: registration,
      maxTenantIdsPerAccount,
    });
    const keyedSends = new KeyedSendsTable(this, 'KeyedSends');
    const reader =
      messages &&
      newObjects &&
      callbacks &&
      new MessageReader(this, 'MessageReader', {
        table: messages,
        callbacks,
        eventBucket,
        newObjects,
        serviceEvents: new ServiceEvents(this, 'ServiceEvents', { organizationId, bus: registrations.bus })
          .queue,
      });
    const router = new RouterFunction(this, 'Router', {
      ...config,
      table,
      keyedSends,
      ...(messages !== undefined && { messages }),
      ...(callbacks !== undefined && { callbacks }),
    });
    const customDomain = config.customDomain && new CustomDomain(this, 'CustomDomain', config.customDomain);
    const auth = new Auth(this, 'Auth', {
      callbackUrls: config.callbackUrls,
      ...(customDomain !== undefined && {
        customDomain: {
          hostName: customDomain.authHostName,
          certificateArn: customDomain.authCertificateArn,
        },
      }),
    });
    if (config.adminUser) new AdminUser(this, 'AdminUser', auth);
    const { api, accessLog } = new TenantRouterApi(this, 'Api', {
      router,
      userPool: auth.userPool,
      stageName: config.apiStageName,
      ...(config.webAclArn !== undefined && { webAclArn: config.webAclArn }),
    });
    customDomain?.serveApi(api);
    customDomain?.serveAuth(auth.domain);
    const { alarmTopic } = new Monitoring(this, 'Monitoring', {
      api,
      router,
      registrations,
      ...(reader !== undefined && { reader }),
      ...(callbacks !== undefined && { callbacks }),
      ...(config.alarmEmail !== undefined && { alarmEmail: config.alarmEmail }),
    });

    const endpoint = config.customDomain ? `https://${config.customDomain.hostName}/` : api.url;
    this.#output('PinpointManagementAccountPinpointApiProxyApiEndpoint', endpoint, 'Base URL of the API');
    this.#output(
      'EventBucketName',
      eventBucket.bucket.bucketName,
      'Context eventStreamingBucketName of tenant stacks',
    );
    this.#output('EventBusArn', registrations.bus.eventBusArn, 'Context targetEventBusArn of tenant stacks');
    this.#output('UserPoolId', auth.userPool.ref, "Cognito user pool of the API's callers");
    this.#output('ClientCredentialsClientId', auth.clientCredentialsClient.ref, 'Client for machines');
    this.#output(
      'AuthorizationCodeClientId',
      auth.authorizationCodeClient.ref,
      'Client for people, with PKCE',
    );
    this.#output('TokenUrl', auth.tokenUrl, 'Where access tokens come from');
    this.#output('UserPoolDomainBaseUrl', `https://${auth.domainName}`, 'Where people sign in');
    this.#output('FunctionUrl', router.url.attrFunctionUrl, 'The API for callers that sign with SigV4');
    this.#output('RouterRoleArn', router.role.roleArn, 'ROUTER_ROLE_ARN of npm run dev');
    this.#output('TenantsTableName', table.table.tableName, 'Table of the tenants');
    this.#output(
      'RegistrationQueueUrl',
      registrations.queue.queueUrl,
      'Takes reconcile messages of operators',
    );
    this.#output(
      'RegistrationDeadLetterQueueUrl',
      registrations.refused.queue.queueUrl,
      'Registrations that were refused, with the reason as message attribute',
    );
    const [lostRegistrations, lostReconciles] = registrations.undelivered;
    this.#output(
      'UndeliveredRegistrationsQueueUrl',
      lostRegistrations.queue.queueUrl,
      'Registrations that EventBridge could not put into the queue',
    );
    this.#output(
      'UndeliveredReconcilesQueueUrl',
      lostReconciles.queue.queueUrl,
      'Hourly reconcile messages that EventBridge could not put into the queue',
    );
    this.#output(
      'MessageRetentionDays',
      String(messageRetentionDays),
      'For how many days it is kept what became of messages',
    );
    if (reader !== undefined) {
      const [objects, events] = reader.queues;
      this.#output('NewObjectsQueueUrl', objects.queue.queueUrl, 'Objects of the event bucket to be read');
      this.#output(
        'NewObjectsDeadLetterQueueUrl',
        objects.deadLetters.queue.queueUrl,
        'Objects that could not be read, to be redriven',
      );
      this.#output('ServiceEventsQueueUrl', events.queue.queueUrl, 'Events of End User Messaging to be read');
      this.#output(
        'ServiceEventsDeadLetterQueueUrl',
        events.deadLetters.queue.queueUrl,
        'Events that could not be read or delivered, to be redriven',
      );
    }
    if (callbacks !== undefined) {
      this.#output('CallbackQueueUrl', callbacks.queue.queueUrl, 'Deliveries to callbacks on their way');
      this.#output(
        'CallbackDeadLetterQueueUrl',
        callbacks.deadLetters.queue.queueUrl,
        'Deliveries that no callback took, to be redriven into the queue of deliveries',
      );
    }
    this.#output('RouterLogGroupName', router.logGroup.logGroupName, "The router's log: one line a request");
    this.#output('GatewayLogGroupName', accessLog.logGroupName, "The gateway's access log");
    this.#output('AlarmTopicArn', alarmTopic.topicArn, 'Topic of all alarms');
    if (config.adminUser) this.#output('ApiAdminUsername', 'admin', 'Signs in with the temporary password');
  }

  #output(name: string, value: string, description: string): void {
    new CfnOutput(this, `${name}Output`, { key: name, value, description });
  }
}
