/** Why an event can never be applied. */
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
  /** One sentence for an operator. It never repeats the sender's text. */
  readonly explanation: string;
}

export function refuse(reason: RefusalReason, explanation: string): Refusal {
  return { kind: 'refuse', reason, explanation };
}
