import {
  INPUT_CONSTRAINTS,
  type InputConstraints,
  type ModelledService,
} from '@pinpoint-tenant-router/local-aws/service-model';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Service } from '../actions/allowlist.ts';
import type { Constraints } from '../actions/own/schema.ts';

/** What an input's value may be, besides its type. */
export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Of the whole string. */
  readonly pattern?: string | undefined;
  readonly enum?: readonly string[] | undefined;
}

/** The bounds at a path of an operation's input, such as `Tags[].Key`. */
export type BoundsAt = (path: string) => Bounds;

export const NO_BOUNDS: Bounds = {};

const MODEL: Readonly<Record<Service, ModelledService>> = {
  'sms-voice': 'pinpoint-sms-voice-v2',
  mobiletargeting: 'pinpoint',
};

/** Of AWS's operations the service's model has the bounds; of our own, the schema itself. */
export function boundsOf(service: Service | 'router', action: string): BoundsAt {
  const constraints: InputConstraints =
    service === 'router' ? {} : (INPUT_CONSTRAINTS[MODEL[service]][action] ?? {});
  return (path) => constraints[path] ?? NO_BOUNDS;
}

/** What the schemas of our own actions say. */
export function boundsOfTraits(schema: NormalizedSchema): Bounds {
  const { enum: words, length, range } = schema.getMergedTraits() as Constraints;
  return { ...length, ...range, ...(words !== undefined && { enum: words }) };
}
