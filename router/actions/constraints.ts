import type { NormalizedSchema } from '@smithy/core/schema';
import type { Constraints } from './own/schema.ts';
import type { Problems } from './problem.ts';

/**
 * Reports which of its schema's constraints a decoded value breaks. AWS checks the constraints of its operations,
 * because the SDK's schemas have none.
 */
export function checkConstraints(
  schema: NormalizedSchema,
  value: unknown,
  problems: Problems,
  path: string,
): void {
  const { enum: words, length, range } = schema.getMergedTraits() as Constraints;
  if (words !== undefined && typeof value === 'string' && !words.includes(value)) {
    problems.add(path, `must be one of ${words.join(', ')}`);
  }
  if (length !== undefined && (typeof value === 'string' || Array.isArray(value))) {
    const unit = typeof value === 'string' ? 'characters' : 'elements';
    if (value.length < length.min || value.length > length.max) {
      problems.add(path, `must have ${length.min} to ${length.max} ${unit}`);
    }
  }
  if (range !== undefined && typeof value === 'number') {
    const fits = Number.isInteger(value) && value >= range.min && value <= range.max;
    if (!fits) problems.add(path, `must be a whole number from ${range.min} to ${range.max}`);
  }
}
