import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { TENANTS_TABLE_NAME } from '../../../registrar/contract/names.ts';
import type { NodeFunction } from '../functions/node-function.ts';

/** `PinpointTenantsTable`: the account and Region of each tenant. It outlives the stack. */
export class TenantsTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: TENANTS_TABLE_NAME,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Reads one tenant. The reader cannot list tenants. */
  grantLookUp(reader: NodeFunction): void {
    reader.allow(
      new PolicyStatement({
        sid: 'LookUpTenants',
        actions: ['dynamodb:GetItem'],
        resources: [this.table.tableArn],
      }),
    );
  }

  /** The registrar writes records, and reads all of them for the bucket policy. */
  grantKeep(registrar: NodeFunction): void {
    registrar.allow(
      new PolicyStatement({
        sid: 'KeepTenants',
        actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Scan'],
        resources: [this.table.tableArn],
      }),
    );
  }
}
