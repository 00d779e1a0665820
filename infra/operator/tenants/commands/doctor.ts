import { renderTable } from '../../../access/render-table.ts';
import type { Operator } from '../../operator.ts';
import { RefusedError } from '../../refused-error.ts';
import { readAllItems } from '../../tenants-table.ts';
import type { Diagnosis } from '../doctor/finding.ts';
import { itemFindings } from '../doctor/items.ts';
import { numberFindings } from '../doctor/left-behind.ts';
import { policyDrift } from '../doctor/policy-drift.ts';
import { roleFindings } from '../doctor/roles.ts';
import { summarize } from '../tenant-summary.ts';
import type { LookOptions } from './look.ts';

/**
 * `tenants doctor`: finds what is wrong with any tenant.
 *
 * @throws RefusedError when it finds something
 */
export async function doctor(operator: Operator, { json }: LookOptions): Promise<void> {
  const { table, terminal } = operator;
  const items = await readAllItems(table);
  const tenants = items.map(summarize);
  terminal.printError(`  items: ${items.length}`);
  const drift = await policyDrift(operator, items);
  const diagnoses: readonly Diagnosis[] = [
    { findings: itemFindings(tenants, Date.now()) },
    {
      findings:
        drift === undefined
          ? []
          : [{ check: 'bucket policy', seen: drift, advice: 'Run npm run tenants -- reconcile.' }],
    },
    await roleFindings(operator, tenants),
    await numberFindings(operator, tenants),
  ];
  const findings = diagnoses.flatMap((diagnosis) => diagnosis.findings);
  const skipped = diagnoses.flatMap((diagnosis) => diagnosis.skipped ?? []);
  if (json === true) terminal.print(JSON.stringify({ findings, skipped }, undefined, 2));
  else {
    const rows = findings.map(({ check, tenantId = '', seen, advice }) => [tenantId, check, seen, advice]);
    if (rows.length > 0) terminal.print(renderTable(['tenant', 'check', 'seen', 'what to do'], rows));
    for (const what of skipped) terminal.print(`Not checked: ${what}.`);
  }
  if (findings.length > 0)
    throw new RefusedError(`${findings.length} problems in ${tenants.length} tenants.`);
  if (json !== true) terminal.print(`Nothing is wrong with ${tenants.length} tenants.`);
}
