/** What goes wrong on demand (`aws.kernel.faults`), and who called what (`aws.kernel.calls`). */
export type { Call, CallFilter } from '../core/call-log.ts';
export type { Fault, FaultTarget } from '../core/faults.ts';
