import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { KEYED_SENDS_TABLE_NAME } from '../../../registrar/contract/names.ts';
import type { NodeFunction } from '../functions/node-function.ts';

/** `PinpointKeyedSends`: the outcomes of requests with an `Idempotency-Key`, which expire after a few days. */
export class KeyedSendsTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: KEYED_SENDS_TABLE_NAME,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.table).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'A key that a restore brings back would answer for a request that was settled since.',
    });
  }

  /** Reads and writes one key. */
  grantKeep(router: NodeFunction): void {
    router.allow(
      new PolicyStatement({
        sid: 'KeepKeyedSends',
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
        resources: [this.table.tableArn],
      }),
    );
  }
}
