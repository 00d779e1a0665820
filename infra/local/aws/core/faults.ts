/** The calls that a fault applies to; an absent member matches every call. */
export interface FaultTarget {
  readonly service?: string;
  readonly operation?: string;
  readonly accountId?: string;
}

/** The fault: a late answer, an error, or a connection that is cut before any answer. */
export type Fault =
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'error'; readonly code: string; readonly status: number; readonly message?: string }
  | {
      readonly kind: 'reset';
      /** `processed`: the operation has taken effect, only its answer is lost. */
      readonly when: 'unprocessed' | 'processed';
    };

interface Injected {
  readonly target: FaultTarget;
  readonly fault: Fault;
  remaining: number;
}

/** Faults on demand, for tests. */
export class Faults {
  #injected: Injected[] = [];

  /** The next `times` matching calls fail. The returned function removes the rest. */
  inject(target: FaultTarget, fault: Fault, times = 1): () => void {
    const injected = { target, fault, remaining: times };
    this.#injected.push(injected);
    return () => {
      this.#injected = this.#injected.filter((other) => other !== injected);
    };
  }

  /** Uses up and returns the oldest fault that matches the call. */
  take(call: Required<FaultTarget>): Fault | undefined {
    const found = this.#injected.find(({ target }) => matches(target, call));
    if (found === undefined) return undefined;
    found.remaining -= 1;
    if (found.remaining <= 0) this.#injected = this.#injected.filter((other) => other !== found);
    return found.fault;
  }

  clear(): void {
    this.#injected = [];
  }
}

function matches(target: FaultTarget, call: Required<FaultTarget>): boolean {
  return (
    (target.service === undefined || target.service === call.service) &&
    (target.operation === undefined || target.operation === call.operation) &&
    (target.accountId === undefined || target.accountId === call.accountId)
  );
}
