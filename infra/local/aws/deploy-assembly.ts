import { readAssembly } from './cloudformation/assembly.ts';
import type { Stack, StackEvent } from './cloudformation/stack.ts';
import { parseTemplate, type Template } from './cloudformation/template/template.ts';
import type { Home } from './core/caller.ts';
import type { LocalAws } from './local-aws.ts';

export interface AssemblyDeployment {
  /** The output of `cdk synth`, such as `cdk.out`. */
  readonly directory: string;
  /** @default all stacks of the assembly */
  readonly stackName?: string | undefined;
  /** Overrides the assembly. @default the stack's own, or the only account that is open */
  readonly accountId?: string | undefined;
  /** Overrides the assembly. @default the stack's own, or the account's */
  readonly region?: string | undefined;
  /** Values of the template's parameters; with several stacks, each takes those that it has. @default their defaults */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Changes the synthesized template before it is deployed. */
  readonly change?: ((template: Template) => Template) | undefined;
  readonly onEvent?: (event: StackEvent, home: Home) => void;
}

/**
 * Deploys the stacks of a cloud assembly one after the other, or updates them.
 *
 * @returns the stacks as they are now, in the order in which they were deployed
 * @throws Error when there is no such assembly or stack, its account is open nowhere, or naming the resource that
 *   failed, after its stack was rolled back
 */
export async function deployAssembly(aws: LocalAws, options: AssemblyDeployment): Promise<readonly Stack[]> {
  const { directory, stackName, parameters = {}, change = (template) => template, onEvent } = options;
  const stacks = readAssembly(directory);
  const chosen = stacks.filter((stack) => stackName === undefined || stack.stackName === stackName);
  if (chosen.length === 0)
    throw new Error(
      `${directory} has no stack ${stackName ?? ''}; it has ${stacks.map((stack) => stack.stackName).join(', ') || 'none'}.`,
    );
  const deployed: Stack[] = [];
  for (const stack of chosen) {
    const home = homeFor(aws, options, stack);
    const template = change(parseTemplate(stack.template));
    await aws.cloudFormation.deploy({
      home,
      stackName: stack.stackName,
      template,
      terminationProtection: stack.terminationProtection,
      assets: stack.assets,
      parameters: chosen.length === 1 ? parameters : ownParameters(template, parameters),
      onEvent: (event) => onEvent?.(event, home),
    });
    const made = aws.cloudFormation.stack(home, stack.stackName);
    if (made !== undefined) deployed.push(made);
  }
  return deployed;
}

function homeFor(
  aws: LocalAws,
  wanted: Pick<AssemblyDeployment, 'accountId' | 'region'>,
  stack: { readonly stackName: string; readonly accountId?: string; readonly region?: string },
): Home {
  const open = aws.accounts();
  const accountId =
    wanted.accountId ?? stack.accountId ?? (open.length === 1 ? open[0]?.accountId : undefined);
  if (accountId === undefined)
    throw new Error(
      `${stack.stackName} has no account; give one of ${open.map((each) => each.accountId).join(', ')}.`,
    );
  const account = open.find((each) => each.accountId === accountId);
  if (account === undefined)
    throw new Error(`${stack.stackName} is for account ${accountId}, which is not open here.`);
  return { accountId, region: wanted.region ?? stack.region ?? account.region };
}

function ownParameters(
  { Parameters = {} }: Template,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(Parameters, name)));
}
