import { poll } from '../../../access/poll.ts';
import type { Operator } from '../../operator.ts';
import { RefusedError } from '../../refused-error.ts';
import { readAllItems } from '../../tenants-table.ts';
import { policyDrift } from '../doctor/policy-drift.ts';
import { sendReconcile } from '../send-reconcile.ts';

/** The registrar may have other messages before this one, and waits until S3 returns the new policy. */
const RECONCILE_SECONDS = 120;

/**
 * `tenants reconcile`: makes the registrar admit approved tenants and write the bucket policy now, not within the hour.
 */
export async function reconcile(operator: Operator): Promise<void> {
  const { terminal, table } = operator;
  await sendReconcile(operator);
  terminal.printError('  waiting for the registrar to write the bucket policy …');
  const drift = async () => await policyDrift(operator, await readAllItems(table));
  const agrees = await poll(operator, RECONCILE_SECONDS, async () =>
    (await drift()) === undefined ? true : undefined,
  );
  if (agrees === undefined)
    throw new RefusedError(
      `After ${RECONCILE_SECONDS} seconds: ${await drift()} The registrar's log says why it did not write the policy.`,
    );
  terminal.print('The bucket policy matches the table.');
}
