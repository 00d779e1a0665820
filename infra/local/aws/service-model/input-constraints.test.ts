import * as smsVoice from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, it } from 'vitest';
import { INPUT_CONSTRAINTS } from './input-constraints.ts';

const MODEL = INPUT_CONSTRAINTS['pinpoint-sms-voice-v2'];

describe('the constraints of sms-voice', () => {
  it('are those of the operations that the SDK has', () => {
    expect(Object.keys(MODEL).sort()).toEqual(Object.keys(smsVoice).flatMap(operationName).sort());
  });

  it.each(Object.entries(MODEL))('know every member of %s', (operation, constraints) => {
    const members = leavesOf(inputOf(operation), '');
    expect(members.filter((path) => !(path in constraints))).toEqual([]);
  });

  it.each(Object.entries(MODEL))('have patterns that compile for %s', (_operation, constraints) => {
    for (const { pattern } of Object.values(constraints))
      expect(() => new RegExp(pattern ?? '')).not.toThrow();
  });
});

function operationName(exported: string): string[] {
  const schema: unknown = Reflect.get(smsVoice, exported);
  const isOperation = exported.endsWith('$') && Array.isArray(schema) && schema[0] === 9;
  return isOperation ? [exported.slice(0, -1)] : [];
}

function inputOf(operation: string): NormalizedSchema {
  const schema = Reflect.get(smsVoice, `${operation}$`) as [unknown, unknown, unknown, unknown, () => never];
  return NormalizedSchema.of(schema[4]());
}

function leavesOf(schema: NormalizedSchema, path: string): string[] {
  if (schema.isStructSchema())
    return [...schema.structIterator()].flatMap(([name, member]) =>
      leavesOf(member, path === '' ? name : `${path}.${name}`),
    );
  if (schema.isListSchema()) return [path, ...leavesOf(schema.getValueSchema(), `${path}[]`)];
  if (schema.isMapSchema()) return [path, `${path}{key}`, ...leavesOf(schema.getValueSchema(), `${path}{}`)];
  return [path];
}
