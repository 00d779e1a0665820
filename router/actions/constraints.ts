import type { NormalizedSchema } from '@smithy/core/schema';
import type { Constraints } from './own/schema.ts';
import type { Problems } from './problem.ts';

/**
 * Reports which of its schema's constraints a decoded value breaks, besides a number's range, which is checked when it
 * is decoded. AWS checks the constraints of its operations,
 * because the SDK's schemas have none.
 */
export function checkConstraints(
  schema: NormalizedSchema,
  value: unknown,
  problems: Problems,
  path: string,
): void {
  const { enum: words, length, form } = schema.getMergedTraits() as Constraints;
  if (words !== undefined && typeof value === 'string' && !words.includes(value)) {
    problems.add(path, `must be one of ${words.join(', ')}`);
  }
  if (form !== undefined && typeof value === 'string' && !new RegExp(`^(?:${form.pattern})$`).test(value)) {
    problems.add(path, `must be ${form.meaning}`);
  }
  if (length !== undefined && (typeof value === 'string' || Array.isArray(value))) {
    const unit = typeof value === 'string' ? 'characters' : 'elements';
    if (value.length < length.min || value.length > length.max) {
      problems.add(path, `must have ${length.min} to ${length.max} ${unit}`);
    }
  }
}
