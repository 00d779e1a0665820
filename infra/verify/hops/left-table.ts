import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MANAGEMENT_STACK_NAME, TENANTS_TABLE_NAME } from '../../../registrar/contract/names.ts';
import { describeStack, isStanding } from '../../access/stack-state.ts';
import { broken, type Check, ok, skipped } from '../check.ts';

/** The first hop: without a stack, no later hop can run. */
export const leftTable: Check = {
  hop: 'Table of a create that failed',
  proves: `no ${TENANTS_TABLE_NAME} exists without its stack, which would make a creation fail`,
  advice:
    'A failed creation or a destroyed stack left the table: deploy with --import-existing-resources, which adopts it with all its tenants; without that, CloudFormation refuses because the table exists.',
  async run({ deployment: { management } }) {
    const stack = await describeStack(management, MANAGEMENT_STACK_NAME).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ValidationError') return undefined;
      throw error;
    });
    if (stack !== undefined && isStanding(stack))
      return ok('the stack is deployed, and the table belongs to it');
    if (stack !== undefined && !HAS_NOTHING.test(stack.status))
      return skipped(`the stack is ${stack.status}: wait until it is complete`);
    const without = stack === undefined ? 'without a stack' : `and its stack is ${stack.status}`;
    const describe = new DescribeTableCommand({ TableName: TENANTS_TABLE_NAME });
    try {
      await new DynamoDBClient(management).send(describe);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
      return skipped('there is neither a stack nor a table, so a first deployment has nothing to adopt');
    }
    return broken(`${TENANTS_TABLE_NAME} exists, ${without}.`);
  },
};

/** States of a stack that has no table, whatever its template says. */
const HAS_NOTHING = /^(ROLLBACK|CREATE_FAILED|REVIEW|DELETE)/;
