import { App, DefaultStackSynthesizer, type Environment, type Stack, Validations } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { APPLICATION_TAG, TENANT_STACK_NAME } from '../registrar/contract/names.ts';
import { parseStackConfig } from './config.ts';
import type { Context } from './context/read-context.ts';
import { ManagementStack } from './management-stack.ts';
import { TenantStack } from './tenant-stack.ts';

/** On the stack; CloudFormation hands them on to every resource that can have tags. */
const TAGS = { [APPLICATION_TAG.key]: APPLICATION_TAG.value };

interface CheckOptions {
  /**
   * Whether cdk-nag and CloudFormation's own validation run; an unacknowledged finding then throws.
   *
   * @default true
   */
  readonly checks?: boolean;
}

export interface AppOptions extends CheckOptions {
  /** Where the cloud assembly is written. @default - where the CDK CLI says */
  readonly outdir?: string;
}

export interface SynthesizeOptions extends CheckOptions {
  /** The Region of the deployment where it is known. */
  readonly region?: string;
}

/**
 * Synthesizes one stack, in this process. The same input gives the same templates and assets.
 *
 * @param context The context values, without `stack`.
 * @param outdir Where the cloud assembly is written.
 * @throws ContextError listing everything that is wrong with the context
 */
export function synthesize(
  stackName: string | undefined,
  context: Context,
  outdir: string,
  { region, checks }: SynthesizeOptions = {},
): CloudAssembly {
  const app = createApp({ outdir, ...(checks !== undefined && { checks }) });
  createStack(app, stackName, context, region);
  return app.synth();
}

/** An app without stacks, with everything that decides how stacks are synthesized and checked. */
export function createApp({ outdir, checks = true }: AppOptions = {}): App {
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    analyticsReporting: false,
    performanceReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: checks,
    // As in a new project: behaviour that the construct library keeps from old ones.
    context: featureFlags,
  });
  if (checks) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

/** @throws ContextError listing everything that is wrong with the context, or that there is no such stack */
export function createStack(
  app: App,
  stackName: string | undefined,
  context: Context,
  region?: string,
): Stack {
  const checked = parseStackConfig(stackName, context, region);
  const env = environmentOf(checked.config, region);
  if (checked.stackName === TENANT_STACK_NAME) {
    const { config } = checked;
    const tags = { ...TAGS, tenant: config.tenantId };
    return new TenantStack(app, { config, tags, ...env, synthesizer: synthesizer() });
  }
  const { config } = checked;
  return new ManagementStack(app, {
    config,
    tags: TAGS,
    ...env,
    synthesizer: synthesizer(),
    terminationProtection: true,
  });
}

/** With an account, the CDK CLI refuses credentials of another one. */
function environmentOf({ account }: { readonly account?: string }, region?: string): { env?: Environment } {
  if (account === undefined) return {};
  return { env: { account, ...(region !== undefined && { region }) } };
}

/** The CLI itself looks for the version of the bootstrap stack; the template need not. */
function synthesizer(): DefaultStackSynthesizer {
  return new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
}
