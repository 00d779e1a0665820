import { ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnConfigurationSet, CfnPhoneNumber, CfnPool } from 'aws-cdk-lib/aws-smsvoice';
import { Construct } from 'constructs';
import {
  CONFIGURATION_SET_NAME,
  FIREHOSE_DESTINATION_NAME,
  LOG_DESTINATION_NAME,
} from '../../../registrar/contract/names.ts';

/** Automatic answers to HELP and STOP. A simulator number reaches no person. */
const KEYWORDS = {
  help: { message: 'This is a simulator number. Reply STOP to opt out.' },
  stop: { message: 'You are opted out of this simulator number.' },
} as const;

export interface MessagingProps {
  /** The delivery stream of message events, in addition to the log group. */
  readonly stream: CfnDeliveryStream;
}

/**
 * A simulator number in a pool, and the configuration set `Default` with event destinations to a log group and
 * Firehose.
 */
export class Messaging extends Construct {
  readonly number: CfnPhoneNumber;
  readonly pool: CfnPool;
  readonly configurationSet: CfnConfigurationSet;
  readonly events: LogGroup;
  /** The roles that End User Messaging writes events with. */
  readonly eventRoles: readonly [logs: Role, firehose: Role];

  constructor(scope: Construct, id: string, { stream }: MessagingProps) {
    super(scope, id);
    this.number = new CfnPhoneNumber(this, 'SimulatorNumber', {
      isoCountryCode: 'US',
      numberType: 'SIMULATOR',
      numberCapabilities: ['SMS'],
      mandatoryKeywords: KEYWORDS,
    });
    this.pool = new CfnPool(this, 'Pool', {
      originationIdentities: [this.number.attrArn],
      mandatoryKeywords: KEYWORDS,
    });
    this.events = new LogGroup(this, 'Events', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const logsRole = this.#eventRole('LogsRole', [
      new PolicyStatement({
        sid: 'WriteEvents',
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [this.events.logGroupArn],
      }),
    ]);
    const firehoseRole = this.#eventRole('FirehoseRole', [
      new PolicyStatement({ sid: 'PutEvents', actions: ['firehose:PutRecord'], resources: [stream.attrArn] }),
    ]);
    this.eventRoles = [logsRole, firehoseRole];
    this.configurationSet = new CfnConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: CONFIGURATION_SET_NAME,
      eventDestinations: [
        {
          eventDestinationName: LOG_DESTINATION_NAME,
          enabled: true,
          matchingEventTypes: ['ALL'],
          cloudWatchLogsDestination: { iamRoleArn: logsRole.roleArn, logGroupArn: this.events.logGroupArn },
        },
        {
          eventDestinationName: FIREHOSE_DESTINATION_NAME,
          enabled: true,
          matchingEventTypes: ['ALL'],
          kinesisFirehoseDestination: { iamRoleArn: firehoseRole.roleArn, deliveryStreamArn: stream.attrArn },
        },
      ],
    });
    // End User Messaging tests event destinations when the set is created, so their role and stream must exist before.
    this.configurationSet.node.addDependency(logsRole, firehoseRole, stream, this.events);
  }

  /** A role for events of this account's configuration sets only. */
  #eventRole(id: string, statements: PolicyStatement[]): Role {
    const configurationSets = Stack.of(this).formatArn({
      service: 'sms-voice',
      resource: 'configuration-set',
      resourceName: '*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    return new Role(this, id, {
      assumedBy: new ServicePrincipal('sms-voice.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': configurationSets },
        },
      }),
      inlinePolicies: { Events: new PolicyDocument({ statements }) },
    });
  }
}
