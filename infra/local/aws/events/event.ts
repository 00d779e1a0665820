import type { JsonObject } from '../core/protocols/json-protocol.ts';

/** An event in the form for rules and targets ("AWS service event metadata"). */
export interface EventEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  /** The account that put the event; forwarding does not change it. */
  readonly account: string;
  /** Whole seconds, ISO 8601. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
}

/** Milliseconds since the epoch, in the envelope's form. */
export function envelopeTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
