import { afterAll, beforeAll, beforeEach } from 'vitest';
import { becomeOperator, restoreShell, runbookPolicy } from '../operator-role.ts';
import { startMessages, stopMessages, system } from './messages-rig.ts';
import { replays } from './replay-history.ts';
import { statuses } from './status.ts';
import { tails } from './tail.ts';
import { theOperator } from './the-operator.ts';

beforeAll(startMessages);
beforeEach(() => becomeOperator(system(), runbookPolicy(system(), 'messages')));
afterAll(async () => {
  restoreShell();
  await stopMessages();
});

// On one system, in this order: each finds what the ones before have left.
statuses();
tails();
replays();
theOperator();
