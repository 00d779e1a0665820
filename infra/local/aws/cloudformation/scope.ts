import type { Home } from '../core/caller.ts';
import type { LiveResource } from './stack.ts';
import { resolve, type Scope } from './template/intrinsics.ts';
import type { Template } from './template/template.ts';

/** The local accounts count as bootstrapped for CDK; templates read the version from this parameter. */
const SSM_PARAMETERS: Readonly<Record<string, string>> = { '/cdk-bootstrap/hnb659fds/version': '30' };

/** What the template's functions can read: parameters, pseudo parameters and the resources created so far. */
export function scopeOf(stack: {
  readonly home: Home;
  readonly name: string;
  readonly id: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  readonly resources: ReadonlyMap<string, LiveResource>;
}): Scope {
  const parameters = new Map<string, unknown>([
    ['AWS::AccountId', stack.home.accountId],
    ['AWS::Region', stack.home.region],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', stack.name],
    ['AWS::StackId', stack.id],
    ['AWS::NotificationARNs', []],
    ...parameterValues(stack.template, stack.parameters),
  ]);
  const live = (logicalId: string): LiveResource => {
    const resource = stack.resources.get(logicalId);
    if (resource === undefined) throw new Error(`The template refers to ${logicalId}, which does not exist.`);
    return resource;
  };
  return {
    template: stack.template,
    parameters,
    reference: (logicalId) => live(logicalId).state.physicalId,
    attribute(logicalId, name) {
      const { type, state } = live(logicalId);
      if (!Object.hasOwn(state.attributes, name))
        throw new Error(`The local ${type} has no attribute ${name} (${logicalId}).`);
      return state.attributes[name];
    },
  };
}

/** @throws Error that names the assertion of the template's `Rules` that does not hold */
export function assertRules(template: Template, scope: Scope): void {
  for (const [name, rule] of Object.entries(template.Rules ?? {})) {
    if (rule.RuleCondition !== undefined && resolve(rule.RuleCondition, scope) !== true) continue;
    for (const { Assert, AssertDescription } of rule.Assertions)
      if (resolve(Assert, scope) !== true)
        throw new Error(`Template rule ${name} does not hold: ${AssertDescription ?? ''}`);
  }
}

function parameterValues(
  template: Template,
  given: Readonly<Record<string, string>>,
): readonly (readonly [string, unknown])[] {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(template.Parameters ?? {}, name));
  if (unknown.length > 0) throw new Error(`The template has no parameter ${unknown.join(', ')}.`);
  return Object.entries(template.Parameters ?? {}).map(([name, parameter]) => {
    const value = given[name] ?? parameter.Default;
    if (value === undefined) throw new Error(`The template's parameter ${name} needs a value.`);
    if (!parameter.Type.startsWith('AWS::SSM::Parameter::Value')) return [name, value];
    const stored = SSM_PARAMETERS[String(value)];
    if (stored === undefined) throw new Error(`There is no SSM parameter ${String(value)} here.`);
    return [name, stored];
  });
}
