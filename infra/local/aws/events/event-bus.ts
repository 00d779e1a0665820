import type { Home } from '../core/caller.ts';
import type { PolicyDocument, Statement } from '../core/policy.ts';
import type { Rule } from './rules/rule.ts';

/** One event bus with its rules and its resource-based policy. */
export class EventBus {
  readonly home: Home;
  readonly name: string;
  readonly arn: string;
  /** By name. */
  readonly rules = new Map<string, Rule>();
  readonly #statements = new Map<string, Statement>();

  constructor(home: Home, name: string) {
    this.home = home;
    this.name = name;
    this.arn = eventBusArn(home, name);
  }

  get policy(): PolicyDocument | undefined {
    if (this.#statements.size === 0) return undefined;
    return { Version: '2012-10-17', Statement: [...this.#statements.values()] };
  }

  setStatement(id: string, statement: Statement | undefined): void {
    if (statement === undefined) this.#statements.delete(id);
    else this.#statements.set(id, { ...statement, Sid: id });
  }

  clearPolicy(): void {
    this.#statements.clear();
  }
}

export function eventBusArn({ accountId, region }: Home, name: string): string {
  return `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
}
