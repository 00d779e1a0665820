import { DescribePhoneNumbersCommand, PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { explainError } from '../../../access/explain-error.ts';
import type { Operator } from '../../operator.ts';
import type { TenantSummary } from '../tenant-summary.ts';
import type { Diagnosis, Finding } from './finding.ts';
import { inBatches } from './in-batches.ts';

/**
 * Finds numbers in accounts whose tenants have all left. Destroying a stack releases its simulator number, but not the
 * numbers that the tenant leased through the API, which go on costing.
 */
export async function numberFindings(
  operator: Operator,
  tenants: readonly TenantSummary[],
): Promise<Diagnosis> {
  const inhabited = new Set(
    tenants.filter(({ registration }) => registration === 'Registered').map(({ accountId }) => accountId),
  );
  const left = tenants.filter(
    ({ registration, accountId }) => registration === 'Deregistered' && !inhabited.has(accountId),
  );
  const closed: string[] = [];
  const findings = await inBatches(
    left,
    async ({ tenantId, accountId = '', region = '' }): Promise<Finding | undefined> => {
      try {
        const access = await operator.tenantAccess({ accountId, region });
        if (access === undefined) {
          closed.push(accountId);
          return undefined;
        }
        const { PhoneNumbers: numbers = [] } = await new PinpointSMSVoiceV2Client(access).send(
          new DescribePhoneNumbersCommand({}),
        );
        if (numbers.length === 0) return undefined;
        return {
          check: 'numbers left behind',
          tenantId,
          seen: `Account ${accountId} still has ${numbers.map(({ PhoneNumberId }) => PhoneNumberId).join(', ')} in ${region}.`,
          advice: 'Release them in the account, or deploy its tenant stack again: they go on costing.',
        };
      } catch (error) {
        return {
          check: 'numbers left behind',
          tenantId,
          seen: `Account ${accountId} cannot be checked (${explainError(error)}).`,
          advice: 'Name a role that exists there with --tenant-role, or look in the account yourself.',
        };
      }
    },
    (done) => operator.terminal.printError(`  numbers left behind: ${done} of ${left.length}`),
  );
  if (closed.length === 0) return { findings };
  return {
    findings,
    skipped: `numbers left behind in ${closed.length} accounts; name a role there that you may assume, such as --tenant-role OrganizationAccountAccessRole`,
  };
}
