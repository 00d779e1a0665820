import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTemplate, type Template } from '@pinpoint-tenant-router/local-aws/templates';
import { describe, expect, inject, it } from 'vitest';
import { assembleInto } from '../../infra/local/system/assemblies.ts';
import { MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../../registrar/contract/names.ts';
import { UNUSED_PERMISSIONS } from '../journeys/access/unused-permissions.ts';
import { CALLBACK_MUTATIONS } from './facts/callbacks.ts';
import { MESSAGE_MUTATIONS } from './facts/messages.ts';
import { REGISTRATION_MUTATIONS } from './facts/registration.ts';
import { REQUEST_MUTATIONS } from './facts/request.ts';
import { TENANT_MUTATIONS } from './facts/tenant.ts';
import { factsOf } from './facts.ts';
import { UNCHECKED } from './unchecked.ts';

const MUTATIONS = [
  ...REQUEST_MUTATIONS,
  ...REGISTRATION_MUTATIONS,
  ...TENANT_MUTATIONS,
  ...MESSAGE_MUTATIONS,
  ...CALLBACK_MUTATIONS,
];

const STACKS = {
  management: [
    MANAGEMENT_STACK_NAME,
    {
      organizationId: 'o-local000000',
      functionUrlCallerArns: 'arn:aws:iam::555555555555:role/Notifier',
      functionUrlBoundCallerArns: 'arn:aws:iam::555555555555:role/Reporting',
      developerPrincipalArns: 'arn:aws:iam::111111111111:user/administrator',
      loopbackCallbacks: 'on',
    },
  ],
  tenant: [
    TENANT_STACK_NAME,
    {
      tenantId: 'acme',
      managementAccountId: '111111111111',
      eventStreamingBucketName: 'pinpoint-event-stream-data-111111111111-us-east-1',
      targetEventBusArn: 'arn:aws:events:us-east-1:111111111111:event-bus/PinpointTenantAccountBus',
      mediaBucketArns: 'arn:aws:s3:::acme-media',
      passableRoleArns: 'arn:aws:iam::222222222222:role/OwnEvents',
    },
  ],
} as const;

async function synthesized(stack: keyof typeof STACKS): Promise<Template> {
  const [stackName, context] = STACKS[stack];
  const directory = await assembleInto(inject('assemblies'))(stackName, context);
  return parseTemplate(readFileSync(join(directory, `${stackName}.template.json`), 'utf8'));
}

/** Facts that the list does not take out, as words that tell them: a part of the logical id, and what it says. */
const KNOWN_TO_BE_LEFT: readonly (readonly [string, string])[] = [
  ...UNCHECKED.flatMap(({ where, what }) => where.map((part) => [part, what] as const)),
  ...UNUSED_PERMISSIONS.flatMap(({ roles, actions }) =>
    roles.flatMap((role) => actions.map((action) => [role, action] as const)),
  ),
];

describe('the list of mutations', () => {
  it.each(['management', 'tenant'] as const)(
    'takes out every permission, principal, condition and environment variable of the %s stack, or says why not',
    async (stack) => {
      const template = await synthesized(stack);
      const left = new Set(factsOf(template));
      for (const mutation of MUTATIONS.filter((each) => each.stack === stack)) {
        const remaining = factsOf(mutation.without(template));
        for (const fact of left) if (!remaining.has(fact)) left.delete(fact);
      }
      const unexplained = [...left].filter(
        (fact) => !KNOWN_TO_BE_LEFT.some(([part, what]) => fact.startsWith(part) && fact.includes(what)),
      );
      expect(unexplained).toEqual([]);
    },
  );

  it('names each fact once', () => {
    const facts = MUTATIONS.map(({ fact }) => fact);
    expect(facts).toEqual([...new Set(facts)]);
    expect(facts.length).toBeGreaterThanOrEqual(25);
  });
});
