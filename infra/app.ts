import { App, DefaultStackSynthesizer, type Environment, type Stack, Validations } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { APPLICATION_TAG, TENANT_STACK_NAME } from '../registrar/contract/names.ts';
import { parseStackConfig } from './config.ts';
import type { Context } from './context/read-context.ts';
import { ManagementStack } from './management-stack.ts';
import { TenantStack } from './tenant-stack.ts';

/** Tags of the stack. CloudFormation applies them to every resource that can have tags. */
const TAGS = { [APPLICATION_TAG.key]: APPLICATION_TAG.value };

interface CheckOptions {
  /**
   * Whether cdk-nag and CloudFormation's validation run; an unacknowledged finding throws.
   *
   * @default true
   */
  readonly checks?: boolean;
}

export interface AppOptions extends CheckOptions {
  /** Directory of the cloud assembly. @default - the CDK CLI's */
  readonly outdir?: string;
}

export interface SynthesizeOptions extends CheckOptions {
  /** The Region of the deployment, if it is known. */
  readonly region?: string;
}

/**
 * Synthesizes one stack in this process. The same input gives the same templates and assets.
 *
 * @param context the context values, without `stack`
 * @param outdir directory of the cloud assembly
 * @throws ContextError that lists everything that is wrong with the context
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

/** An app without stacks, configured as stacks are to be synthesized and checked. */
export function createApp({ outdir, checks = true }: AppOptions = {}): App {
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    analyticsReporting: false,
    performanceReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: checks,
    // The feature flags of a new CDK project: without them, the construct library keeps old behaviour.
    context: featureFlags,
  });
  if (checks) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

/** @throws ContextError that lists everything that is wrong with the context, or names an unknown stack */
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

/** With an account, the CDK CLI refuses credentials of another account. */
function environmentOf({ account }: { readonly account?: string }, region?: string): { env?: Environment } {
  if (account === undefined) return {};
  return { env: { account, ...(region !== undefined && { region }) } };
}

/** The CDK CLI checks the version of the bootstrap stack itself, so the template need not. */
function synthesizer(): DefaultStackSynthesizer {
  return new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
}
