import { afterAll, beforeAll, beforeEach } from 'vitest';
import { becomeOperator, restoreShell, runbookPolicy } from '../operator-role.ts';
import { arrivals } from './arrivals.ts';
import { callers } from './callers.ts';
import { deadLetters } from './dead-letters.ts';
import { findings } from './doctor.ts';
import { registrations } from './registrations.ts';
import { suspension } from './suspension.ts';
import { startTenants, system } from './tenants-rig.ts';
import { theOperator } from './the-operator.ts';

beforeAll(startTenants);
beforeEach(() => becomeOperator(system(), runbookPolicy(system(), 'tenants')));
afterAll(async () => {
  restoreShell();
  await system().stop();
});

// On one system, in this order: each finds what the ones before have left.
arrivals();
suspension();
callers();
deadLetters();
registrations();
findings();
theOperator();
