import { poll } from '../../access/poll.ts';
import { policyDrift } from '../doctor/policy-drift.ts';
import type { Operator } from '../operator.ts';
import { RefusedError } from '../refused-error.ts';
import { sendReconcile } from '../registration-queues.ts';
import { readAllItems } from '../tenants-table.ts';

/** The registrar may be at work on others, and waits for S3 to agree. */
const RECONCILE_SECONDS = 120;

/** `tenants reconcile`: the registrar admits who is approved and writes the bucket policy anew, now and not within the hour. */
export async function reconcile(operator: Operator): Promise<void> {
  const { terminal, table } = operator;
  await sendReconcile(operator);
  terminal.printError('  the registrar writes the bucket policy …');
  const drift = async () => await policyDrift(operator, await readAllItems(table));
  const agrees = await poll(operator, RECONCILE_SECONDS, async () =>
    (await drift()) === undefined ? true : undefined,
  );
  if (agrees === undefined)
    throw new RefusedError(
      `After ${RECONCILE_SECONDS} seconds: ${await drift()} The registrar's log says why it does not write the policy.`,
    );
  terminal.print('The bucket policy says what the table says.');
}
