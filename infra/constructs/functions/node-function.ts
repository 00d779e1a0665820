import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundle } from './bundle.ts';

export interface NodeFunctionProps {
  readonly description: string;
  /** The file that exports `handler`, as a path in the repository. */
  readonly entry: string;
  readonly timeout: Duration;
  /**
   * Memory in MB; processor time grows with it.
   *
   * @default 256
   */
  readonly memoryMegabytes?: number;
  /**
   * Whether Node reads the source map at the start of the function, which takes a twentieth of a cold start.
   *
   * @default true
   */
  readonly sourceMapAtStart?: boolean;
  /** @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default - a name that CloudFormation makes */
  readonly roleName?: string;
}

/**
 * A bundled function with its own role and log group. The role has all its permissions inline, so that they exist as
 * soon as the role does, and only those that were asked for: no AWS-managed policy.
 */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;
  readonly #policy = new PolicyDocument();

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      ...(props.roleName !== undefined && { roleName: props.roleName }),
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Permissions of: ${props.description}`,
      inlinePolicies: { Permissions: this.#policy },
    });
    this.allow(
      new PolicyStatement({
        sid: 'WriteLogs',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
      }),
      new PolicyStatement({
        sid: 'WriteTraces',
        actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        resources: ['*'],
      }),
    );
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: Code.fromAsset(bundle(props.entry)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMegabytes ?? 256,
      timeout: props.timeout,
      environment: {
        ...((props.sourceMapAtStart ?? true) && { NODE_OPTIONS: '--enable-source-maps' }),
        ...props.environment,
      },
      // The construct library must not add to the role's permissions.
      role: this.role.withoutPolicyUpdates(),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
    });
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resource-level permissions for the two actions that write traces.',
    });
  }

  /** Adds statements to the role's one inline policy. */
  allow(...statements: PolicyStatement[]): void {
    this.#policy.addStatements(...statements);
  }
}
