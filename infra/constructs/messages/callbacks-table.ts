import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CALLBACKS_TABLE_NAME } from '../../../registrar/contract/names.ts';
import type { NodeFunction } from '../functions/node-function.ts';

const BY_WAITING = 'ByWaiting';

/**
 * `PinpointCallbacks`: the callbacks of tenants, and the deliveries that wait for their time.
 * `router/messages/callbacks/table/callback-item.ts` documents its keys, and where and why signing secrets are kept.
 */
export class CallbacksTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: CALLBACKS_TABLE_NAME,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: Duration.days(7).toDays(),
      },
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: BY_WAITING,
      partitionKey: { name: 'waiting', type: AttributeType.STRING },
      sortKey: { name: 'callbackId', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  /** A tenant's actions on its callbacks, except listing. */
  grantRegister(router: NodeFunction): void {
    this.#grant(router, 'RegisterCallbacks', ['dynamodb:UpdateItem', 'dynamodb:DeleteItem']);
  }

  /** Lists an account's callbacks. */
  grantList(reader: NodeFunction): void {
    this.#grant(reader, 'ListCallbacks', ['dynamodb:Query']);
  }

  /** Reads a callback by its name, records an outcome, stores a delivery that waits. */
  grantDeliver(deliverer: NodeFunction): void {
    this.#grant(deliverer, 'KeepDeliveries', ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:PutItem']);
  }

  /** Finds due deliveries and removes them. */
  grantRelease(releaser: NodeFunction): void {
    this.#grant(releaser, 'ReleaseDeliveries', [
      'dynamodb:Query',
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'dynamodb:BatchWriteItem',
    ]);
    releaser.allow(
      new PolicyStatement({
        sid: 'FindDeliveries',
        actions: ['dynamodb:Query'],
        resources: [`${this.table.tableArn}/index/${BY_WAITING}`],
      }),
    );
  }

  #grant(who: NodeFunction, sid: string, actions: string[]): void {
    who.allow(new PolicyStatement({ sid, actions, resources: [this.table.tableArn] }));
  }
}
