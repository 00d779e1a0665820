/** Injected faults (`aws.kernel.faults`) and the log of calls (`aws.kernel.calls`). */
export type { Call, CallFilter } from '../core/call-log.ts';
export type { Fault, FaultTarget } from '../core/faults.ts';
