import {
  INPUT_CONSTRAINTS,
  type InputConstraints,
  type ModelledService,
} from '@pinpoint-tenant-router/local-aws/service-model';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Service } from '../actions/allowlist.ts';
import type { Constraints } from '../actions/own/schema.ts';

/** The bounds of an input's value, besides its type. */
export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** A pattern that the whole string must match. */
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

/** Bounds of AWS operations come from the service's model, those of the router's own actions from their schema. */
export function boundsOf(service: Service | 'router', action: string): BoundsAt {
  const constraints: InputConstraints =
    service === 'router' ? {} : (INPUT_CONSTRAINTS[MODEL[service]][action] ?? {});
  return (path) => constraints[path] ?? NO_BOUNDS;
}

/** The bounds in the schemas of the router's own actions. */
export function boundsOfTraits(schema: NormalizedSchema): Bounds {
  const { enum: words, length, range, form } = schema.getMergedTraits() as Constraints;
  return {
    ...length,
    ...range,
    ...(words !== undefined && { enum: words }),
    ...(form !== undefined && { pattern: form.pattern }),
  };
}
