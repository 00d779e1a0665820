/** Lengths, ranges, patterns and enumerations of inputs, from AWS's service models. */
export type {
  InputConstraints,
  MemberConstraint,
  ModelledService,
} from '../service-model/input-constraints.ts';
export { INPUT_CONSTRAINTS } from '../service-model/input-constraints.ts';
