import { join } from 'node:path';
import { routerArm } from '../arms.ts';
import { startBenchAws } from '../aws.ts';
import { coldStart } from '../cold/cold.ts';
import { sendEvent } from '../events.ts';
import { Worker } from '../warm/worker.ts';
import { Owners, type Shares } from './owners.ts';
import { profiling, timesByOwner } from './profile.ts';

/** What the router's figures are made of. */
export interface Makeup {
  /** Bytes loaded. */
  readonly bytes: Shares;
  /** Milliseconds from process start to answer. */
  readonly start: Shares;
  /** Milliseconds of a warm request. */
  readonly warm: Shares;
}

export interface MakeupOptions {
  readonly node: string;
  readonly starts: number;
  readonly requests: number;
}

/** Profiles some cold starts and some warm requests. The profiler takes its time too: the shares count. */
export async function measureMakeup({ node, starts, requests }: MakeupOptions): Promise<Makeup> {
  const aws = await startBenchAws();
  const arm = routerArm();
  const owners = new Owners(join(arm.directory, 'index.js'));
  const event = sendEvent();
  const { flags, profiles } = profiling();
  for (let start = 0; start < starts; start += 1) await coldStart(arm, { node, aws, event, flags });
  const worker = new Worker(arm, { node, aws });
  const events = Array<string>(requests).fill(event);
  // The optimizing compiler is done with it before it is profiled.
  await worker.run(events);
  await worker.startProfile();
  await worker.run(events);
  const profile = await worker.stopProfile();
  for (const stoppable of [worker, aws]) stoppable.stop();
  const total = timesByOwner([profile], owners);
  return {
    bytes: owners.bytes(),
    start: timesByOwner(profiles(), owners),
    warm: new Map([...total].map(([owner, milliseconds]) => [owner, milliseconds / requests])),
  };
}
