import type { TenantAnswer } from '../system/tenant-control.ts';
import { askRunningSystem } from './running-system.ts';

/** What people with phones and carriers do. No AWS operation does it. */

export const DECISIONS = ['approve', 'deny', 'update'] as const;

/** Ends the review of a submitted registration. */
export async function reviewRegistration(
  tenantId: string,
  registrationId: string,
  decision: (typeof DECISIONS)[number],
  { reason, field = [] }: { readonly reason?: string; readonly field?: readonly string[] },
): Promise<void> {
  const { tenants } = await askRunningSystem<{ tenants: readonly TenantAnswer[] }>('GET', '/_local/tenants');
  const tenant = tenants.find((each) => each.tenantId === tenantId);
  if (tenant === undefined) throw new Error(`No stack announces the tenant ${tenantId}.`);
  const { accountId, region } = tenant;
  const fields = Object.fromEntries(field.map(fieldEntry));
  const { registrationStatus } = await askRunningSystem<{ registrationStatus: string }>(
    'POST',
    `/_local/registrations/${encodeURIComponent(registrationId)}/review`,
    { accountId, region, decision, ...(reason !== undefined && { reason }), fields },
  );
  console.log(`${registrationId} is ${registrationStatus}.`);
}

interface Received {
  readonly keyword?: string;
  readonly action?: string;
  readonly answeredBy?: string;
  readonly published: boolean;
}

/** Sends a text message from a phone to a number of a tenant. */
export async function sendInbound(from: string, to: string, body: string): Promise<void> {
  const received = await askRunningSystem<Received>('POST', '/_local/inbound', { from, to, body });
  const { keyword, action, answeredBy, published } = received;
  const recognized = keyword === undefined ? 'It has no keyword' : `Its keyword is ${keyword} (${action})`;
  const answer =
    answeredBy === undefined
      ? 'no automatic answer was sent'
      : 'an automatic answer was sent (see /_local/messages)';
  console.log(
    `${recognized}; ${answer}; ${published ? 'it was published to the two-way channel' : 'the number has no two-way channel'}.`,
  );
}

function fieldEntry(text: string): readonly [string, string] {
  const separator = text.indexOf('=');
  if (separator < 1) throw new Error(`--field must be path=reason, but is "${text}".`);
  return [text.slice(0, separator), text.slice(separator + 1)];
}
