import { AwsError } from '../core/aws-error.ts';
import type { PolicyDocument, Statement } from '../core/policy.ts';
import { invalidParameter } from './function-configuration.ts';

/** One statement of a function's resource-based policy, as `AddPermission` takes it. */
export interface PermissionOptions {
  /** Such as `lambda:InvokeFunction`. */
  readonly action: string;
  /** A service, an account id, an ARN, or `*`. */
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
  readonly principalOrgId?: string;
  readonly functionUrlAuthType?: 'AWS_IAM' | 'NONE';
  /** Only invocations through the function's URL. */
  readonly invokedViaFunctionUrl?: boolean;
}

/** Converts a policy to its stored form: see `Iam.nameRolesById`. */
export type NameRoles = (policy: PolicyDocument) => PolicyDocument;

/** The resource-based policy of one function, for callers besides its account's own principals. */
export class FunctionPolicy {
  readonly #functionArn: string;
  readonly #nameRoles: NameRoles;
  readonly #statements = new Map<string, Statement>();

  constructor(functionArn: string, nameRoles: NameRoles) {
    this.#functionArn = functionArn;
    this.#nameRoles = nameRoles;
  }

  /** @throws AwsError ResourceConflictException, InvalidParameterValueException */
  add(statementId: string, options: PermissionOptions): void {
    if (this.#statements.has(statementId))
      throw new AwsError(
        'ResourceConflictException',
        `The statement id (${statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        { status: 409 },
      );
    const statement = statementOf(statementId, this.#functionArn, options);
    this.#statements.set(statementId, this.#stored(statement));
  }

  remove(statementId: string): void {
    this.#statements.delete(statementId);
  }

  /** Undefined without statements: the function then has no policy. */
  get document(): PolicyDocument | undefined {
    if (this.#statements.size === 0) return undefined;
    return { Version: '2012-10-17', Id: 'default', Statement: [...this.#statements.values()] };
  }

  #stored(statement: Statement): Statement {
    try {
      const { Statement: stored } = this.#nameRoles({ Version: '2012-10-17', Statement: [statement] });
      return 'Effect' in stored ? stored : (stored[0] ?? statement);
    } catch {
      throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
    }
  }
}

function statementOf(statementId: string, functionArn: string, options: PermissionOptions): Statement {
  const { action, principal, sourceArn, sourceAccount, principalOrgId } = options;
  const { functionUrlAuthType, invokedViaFunctionUrl } = options;
  const conditions: Record<string, Record<string, string>> = {};
  const condition = (operator: string, key: string, value: string | undefined) => {
    if (value !== undefined) conditions[operator] = { ...conditions[operator], [key]: value };
  };
  condition('ArnLike', 'AWS:SourceArn', sourceArn);
  condition('StringEquals', 'AWS:SourceAccount', sourceAccount);
  condition('StringEquals', 'aws:PrincipalOrgID', principalOrgId);
  condition('StringEquals', 'lambda:FunctionUrlAuthType', functionUrlAuthType);
  condition('Bool', 'lambda:InvokedViaFunctionUrl', invokedViaFunctionUrl?.toString());
  return {
    Sid: statementId,
    Effect: 'Allow',
    Principal: principalElement(principal),
    Action: action,
    Resource: functionArn,
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  };
}

function principalElement(principal: string): NonNullable<Statement['Principal']> {
  if (principal === '*') return '*';
  if (principal.endsWith('.amazonaws.com')) return { Service: principal };
  return { AWS: /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal };
}
