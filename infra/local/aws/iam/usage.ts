import type { StatementMatch } from './policy/evaluate.ts';
import { listOf, statementsOf } from './policy/evaluate.ts';
import type { Role } from './role.ts';

/** One action pattern on one resource pattern, from a statement of a role's policy. */
export interface Permission {
  readonly roleArn: string;
  readonly policy: string;
  /** The statement's Sid, or `#<index>`. */
  readonly statement: string;
  readonly action: string;
  readonly resource: string;
}

/** Which permissions have let a request through; the others are over-permission. */
export class PermissionUsage {
  readonly #used = new Map<string, Permission>();

  record(roleArn: string, matches: readonly StatementMatch[]): void {
    for (const { policy, statement, actionPattern, resourcePattern } of matches) {
      const permission = { roleArn, policy, statement, action: actionPattern, resource: resourcePattern };
      this.#used.set(keyOf(permission), permission);
    }
  }

  get used(): readonly Permission[] {
    return [...this.#used.values()];
  }

  /** The permissions of `roles` that no request has used so far. */
  unused(roles: Iterable<Role>): readonly Permission[] {
    return [...roles].flatMap(permissionsOf).filter((permission) => !this.#used.has(keyOf(permission)));
  }
}

function permissionsOf(role: Role): readonly Permission[] {
  return [...role.policies].flatMap(([policy, document]) =>
    statementsOf(document).flatMap((statement, index) => {
      if (statement.Effect !== 'Allow') return [];
      const actions = listOf(statement.Action ?? inverted(statement.NotAction));
      const resources = listOf(statement.Resource ?? inverted(statement.NotResource));
      return actions.flatMap((action) =>
        resources.map((resource) => ({
          roleArn: role.arn,
          policy,
          statement: statement.Sid ?? `#${index}`,
          action,
          resource,
        })),
      );
    }),
  );
}

/** The pattern of a `NotAction` or `NotResource` match. */
function inverted(patterns: string | readonly string[] | undefined): string {
  return `not ${listOf(patterns).join(', ')}`;
}

function keyOf({ roleArn, policy, statement, action, resource }: Permission): string {
  return JSON.stringify([roleArn, policy, statement, action, resource]);
}
