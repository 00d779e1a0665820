import type { Reply } from '@pinpoint-tenant-router/local-aws';
import { type Home, localAccount } from '@pinpoint-tenant-router/local-aws/accounts';
import * as v from 'valibot';
import { ACCOUNT_ID, REGION } from '../../../registrar/contract/aws-shapes.ts';
import { CONFIGURATION_SET_NAME } from '../../../registrar/contract/names.ts';
import { isTenantId } from '../../../registrar/contract/tenant-id.ts';
import { trailFaults } from '../../access/trail-faults.ts';
import { type LocalSystem, tenantOf } from './local-system.ts';
import { holderOf } from './tenants-table.ts';

/** The body of a request by `npm run local` to the running system. */
const TenantRequestSchema = v.strictObject({
  accountId: v.optional(v.pipe(v.string(), v.regex(ACCOUNT_ID, 'must be an account id of 12 digits'))),
  region: v.optional(v.pipe(v.string(), v.regex(REGION, 'must be a Region, such as us-east-1'))),
  context: v.optional(v.record(v.string(), v.string())),
});

export type TenantRequest = v.InferOutput<typeof TenantRequestSchema>;

export interface TenantAnswer {
  readonly tenantId: string;
  readonly accountId: string;
  readonly region: string;
  /** The registrar's word for it; undefined before the first announcement, and with `heldBy`. */
  readonly registration?: string | undefined;
  /** Another account that the tenantId belongs to, so that the registrar refuses this account's announcement. */
  readonly heldBy?: string | undefined;
  /** The tenantId that the account's stack had before. That tenant is deregistered. */
  readonly renamedFrom?: string | undefined;
  /** Changes made outside CloudFormation, which a deployment of the same template leaves; one sentence each. */
  readonly drift?: readonly string[];
}

/**
 * Lets another terminal deploy, update and destroy tenant stacks: `GET /_local/tenants`, `PUT` and `DELETE
 * /_local/tenants/{tenantId}`; `?accountId=` tells stacks of one tenantId apart.
 */
export function serveTenantControl(system: LocalSystem): void {
  const { endpoint } = system.aws;
  endpoint.route('GET /_local/tenants', async () => json(200, { tenants: await withRegistrations(system) }));
  endpoint.route('PUT /_local/tenants/{tenantId}', ({ parameters, headers, body }) =>
    answered(async () => {
      const { tenantId = '' } = parameters;
      if (!isTenantId(tenantId))
        throw new Error(`"${tenantId}" is not a tenantId: 2 to 64 letters, digits, ".", "_", "-".`);
      // A web page needs a CORS preflight to send this content type, and no preflight is answered.
      if (headers['content-type'] !== 'application/json')
        throw new Error('The body must be application/json.');
      const request = v.parse(TenantRequestSchema, JSON.parse(body.toString('utf8')));
      const accountId = request.accountId ?? accountFor(system, tenantId);
      const standing = stackIn(system, accountId);
      const region = request.region ?? standing?.region ?? 'us-east-1';
      if (!system.aws.kernel.iam.hasAccount(accountId))
        system.aws.openAccount(localAccount(accountId, region));
      const { context = {} } = request;
      await system.deployTenant({ tenantId, accountId, region }, { context });
      const { heldBy } = await registrationOf(system, { tenantId, accountId });
      const isRename = standing?.region === region && standing.tenantId !== tenantId;
      const renamedFrom = isRename ? standing.tenantId : undefined;
      const drift = await driftOf(system, { accountId, region });
      return { tenantId, accountId, region, heldBy, renamedFrom, ...(drift.length > 0 && { drift }) };
    }),
  );
  endpoint.route('DELETE /_local/tenants/{tenantId}', ({ parameters, query }) =>
    answered(async () => {
      const { tenantId = '' } = parameters;
      return { tenantId, ...(await system.destroyTenant(tenantId, query.get('accountId') ?? undefined)) };
    }),
  );
}

/** CloudFormation compares templates, so a deployment does not notice changes made outside it; as at AWS. */
async function driftOf({ aws }: LocalSystem, home: Home): Promise<readonly string[]> {
  const { ConfigurationSets = [] } = await aws.smsVoice.call(home, 'DescribeConfigurationSets', {});
  const set = ConfigurationSets.find((each) => each.ConfigurationSetName === CONFIGURATION_SET_NAME);
  if (set === undefined) return [`The configuration set ${CONFIGURATION_SET_NAME} is missing.`];
  return trailFaults(set.EventDestinations ?? []);
}

/** The tenants whose stacks are deployed, sorted by tenantId. */
export function tenantsOf(system: LocalSystem): readonly TenantAnswer[] {
  return system
    .tenantStacks()
    .map((stack) => ({ tenantId: tenantOf(stack) ?? '', ...stack.home }))
    .sort((one, other) => (one.tenantId < other.tenantId ? -1 : 1));
}

async function withRegistrations(system: LocalSystem): Promise<readonly TenantAnswer[]> {
  return await Promise.all(
    tenantsOf(system).map(async (tenant) => ({ ...tenant, ...(await registrationOf(system, tenant)) })),
  );
}

async function registrationOf(
  system: LocalSystem,
  { tenantId, accountId }: Pick<TenantAnswer, 'tenantId' | 'accountId'>,
): Promise<Pick<TenantAnswer, 'registration' | 'heldBy'>> {
  const holder = await holderOf(system, tenantId);
  if (holder === undefined) return {};
  return holder.accountId === accountId
    ? { registration: holder.registration }
    : { heldBy: holder.accountId };
}

function stackIn(system: LocalSystem, accountId: string): TenantAnswer | undefined {
  return tenantsOf(system).find((tenant) => tenant.accountId === accountId);
}

/** The account that has the tenant already, or the next one without a tenant: 444444444444, 555555555555, … */
function accountFor(system: LocalSystem, tenantId: string): string {
  const tenants = tenantsOf(system);
  const existing = tenants.find((tenant) => tenant.tenantId === tenantId);
  if (existing !== undefined) return existing.accountId;
  const candidates = [4, 5, 6, 7, 8, 9].map((digit) => String(digit).repeat(12));
  const free = candidates.find((accountId) => !tenants.some((tenant) => tenant.accountId === accountId));
  if (free === undefined)
    throw new Error('All accounts up to 999999999999 have a tenant: name another account with --account.');
  return free;
}

async function answered(work: () => Promise<TenantAnswer>): Promise<Reply> {
  try {
    return json(200, await work());
  } catch (error) {
    return json(400, { message: error instanceof Error ? error.message : String(error) });
  }
}

function json(status: number, body: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
