import * as v from 'valibot';
import { OPTIONAL_CLASSES, type OptionalClass } from '../../registrar/contract/access-class.ts';
import { contextList } from './read-context.ts';

/** `allowClasses` of both stacks: the optional classes that the API offers and the access role must allow. */
export function optionalClasses() {
  const names: readonly string[] = OPTIONAL_CLASSES;
  return v.pipe(
    contextList((name) => names.includes(name), `one of ${names.join(', ')}`, names[0] ?? ''),
    v.transform((classes) => classes as readonly OptionalClass[]),
  );
}
