import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { MESSAGES_TABLE_NAME } from '../../../registrar/contract/names.ts';
import type { NodeFunction } from '../functions/node-function.ts';

/** For how many days point-in-time recovery can restore personal data that has expired. */
const RECOVERY = Duration.days(7);

/**
 * `PinpointMessages`: the status of each message. `router/messages/table/keys.ts` documents its keys.
 *
 * Unlike the tenants table it is deleted with the stack: the event bucket is the record, and personal data must not
 * outlive the software that reads it.
 */
export class MessagesTable extends Construct {
  readonly table: Table;
  /** The environment of a function that uses the table. */
  readonly environment: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, { retentionDays }: { readonly retentionDays: number }) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: MESSAGES_TABLE_NAME,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: RECOVERY.toDays(),
      },
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const [indexName, partition] of [
      ['ByTime', 'listKey'],
      ['ByDestination', 'toKey'],
    ] as const) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: partition, type: AttributeType.STRING },
        sortKey: { name: 'sortKey', type: AttributeType.STRING },
        // Events do not change the index keys, so only the first write of a message is written to the indexes.
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    this.environment = {
      MESSAGES_TABLE: this.table.tableName,
      MESSAGE_RETENTION_DAYS: String(retentionDays),
    };
  }

  /** Folding events into items: each is read and written by its key. */
  grantFold(writer: NodeFunction): void {
    writer.allow(
      new PolicyStatement({
        sid: 'KeepMessages',
        actions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
        resources: [this.table.tableArn],
      }),
    );
  }

  /** Reading items by their keys. */
  grantLookUp(reader: NodeFunction): void {
    reader.allow(
      new PolicyStatement({
        sid: 'LookUpMessages',
        actions: ['dynamodb:BatchGetItem'],
        resources: [this.table.tableArn],
      }),
    );
  }

  /** Listing an account's messages by time or by number. */
  grantList(reader: NodeFunction): void {
    reader.allow(
      new PolicyStatement({
        sid: 'ListMessages',
        actions: ['dynamodb:Query'],
        resources: ['ByTime', 'ByDestination'].map((name) => `${this.table.tableArn}/index/${name}`),
      }),
    );
  }
}
