import type { JsonObject } from '../core/protocols/json-protocol.ts';

/** An event as rules see it and targets get it ("AWS service event metadata"). */
export interface EventEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  /** The account that put the event; a rule that forwards it keeps it. */
  readonly account: string;
  /** Whole seconds, ISO 8601. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
}

/** Milliseconds since the epoch as the envelope writes it. */
export function envelopeTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
