import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MANAGEMENT_STACK_NAME, TENANTS_TABLE_NAME } from '../../../registrar/contract/names.ts';
import { describeStack, isStanding } from '../../access/stack-state.ts';
import { broken, type Check, ok, skipped } from '../check.ts';

/** Before anything else, since without a stack nothing behind it is reached. */
export const leftTable: Check = {
  hop: 'Table of a create that failed',
  proves: `no ${TENANTS_TABLE_NAME} lies there without its stack, which no create could make again`,
  advice:
    'A create that failed, or a stack that was destroyed, left the table: deploy with --import-existing-resources, which takes it back with all its tenants; without that CloudFormation says that the table already exists.',
  async run({ deployment: { management } }) {
    const stack = await describeStack(management, MANAGEMENT_STACK_NAME).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ValidationError') return undefined;
      throw error;
    });
    if (stack !== undefined && isStanding(stack)) return ok('the stack stands, and the table is its own');
    if (stack !== undefined && !HAS_NOTHING.test(stack.status))
      return skipped(`the stack is ${stack.status}: wait until it stands`);
    const without = stack === undefined ? 'without a stack' : `and its stack is ${stack.status}`;
    const describe = new DescribeTableCommand({ TableName: TENANTS_TABLE_NAME });
    try {
      await new DynamoDBClient(management).send(describe);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
      return skipped('neither stack nor table is there: a first deployment has nothing to take back');
    }
    return broken(`${TENANTS_TABLE_NAME} is there, ${without}.`);
  },
};

/** States of a stack that has no table, whatever its template says. */
const HAS_NOTHING = /^(ROLLBACK|CREATE_FAILED|REVIEW|DELETE)/;
