/** Why an event will never be applied, however often it is delivered. */
export type RefusalReason =
  | 'Oversized'
  | 'Malformed'
  | 'UnexpectedSource'
  | 'AccountMismatch'
  | 'RegionMismatch'
  | 'ForeignRole'
  | 'TimeInFuture'
  | 'TenantHeldByAnotherAccount'
  | 'TenantReservedForAnotherAccount'
  | 'TenantNameTooSimilar'
  | 'TooManyTenants'
  | 'UnreadableRecord';

export interface Refusal {
  readonly kind: 'refuse';
  readonly reason: RefusalReason;
  /** One sentence for an operator; never repeats what the sender wrote. */
  readonly explanation: string;
}

export function refuse(reason: RefusalReason, explanation: string): Refusal {
  return { kind: 'refuse', reason, explanation };
}
