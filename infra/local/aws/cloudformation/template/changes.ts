import type { Template, TemplateResource } from './template.ts';

/** Returns a template without some fact. */
export type Change = (template: Template) => Template;

/** The one resource of a type; `part` of its logical id distinguishes several. */
export interface Where {
  readonly type: string;
  readonly part: string;
}

type Json = Record<string, unknown>;
type Path = readonly (string | number)[];

/*
 * All changes throw when what they take out is not there: a list of facts that have gone would prove nothing.
 */

export function withoutResource(where: Where): Change {
  return (template) => {
    const logicalId = find(template, where);
    const { [logicalId]: _, ...Resources } = template.Resources;
    return { ...template, Resources: withoutDependenciesOn(logicalId, Resources) };
  };
}

/** Removes a member of an object, or an element of a list. */
export function withoutProperty(where: Where, path: Path): Change {
  return edit(where, (properties) => {
    const parent = valueAt(properties, path.slice(0, -1));
    const last = path.at(-1) ?? '';
    if (valueAt(properties, path) === undefined) throw new Error(`There is no ${path.join('.')}.`);
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete (parent as Json)[last];
  });
}

/** Changes the value of an existing property. */
export function changed(where: Where, path: Path, value: unknown): Change {
  return edit(where, (properties) => {
    const before = valueAt(properties, path);
    if (before === undefined || before === value) throw new Error(`${path.join('.')} is ${before}.`);
    (valueAt(properties, path.slice(0, -1)) as Json)[path.at(-1) ?? ''] = value;
  });
}

/** Makes a role trust another service than before. */
export function withoutTrustIn(service: string, rolePart: string): Change {
  return edit(role(rolePart), ({ AssumeRolePolicyDocument }) => {
    const statements = (AssumeRolePolicyDocument as { Statement: readonly { Principal: Json }[] }).Statement;
    const principals = statements
      .map(({ Principal }) => Principal)
      .filter(({ Service }) => Service === service);
    if (principals.length === 0) throw new Error(`There is no trust in ${service}.`);
    for (const principal of principals) principal.Service = 'ec2.amazonaws.com';
  });
}

/** Combines several changes into one fact. */
export function all(...changes: readonly Change[]): Change {
  return (template) => changes.reduce((before, change) => change(before), template);
}

export function withoutEnvironment(functionPart: string, name: string): Change {
  return withoutProperty(lambdaFunction(functionPart), ['Environment', 'Variables', name]);
}

/** Removes one action from a role's own policies, with statements and policies that become empty. */
export function withoutAction(rolePart: string, action: string): Change {
  return edit(role(rolePart), (properties) => {
    let found = false;
    const policies = properties.Policies as readonly { PolicyDocument: { Statement: Json[] } }[];
    for (const { PolicyDocument } of policies) {
      for (const statement of PolicyDocument.Statement) {
        const actions = [statement.Action].flat();
        found ||= actions.includes(action);
        statement.Action = actions.filter((other) => other !== action);
      }
      PolicyDocument.Statement = PolicyDocument.Statement.filter(
        ({ Action }) => (Action as readonly string[]).length > 0,
      );
    }
    if (!found) throw new Error(`There is no permission ${action}.`);
    properties.Policies = policies.filter(({ PolicyDocument }) => PolicyDocument.Statement.length > 0);
  });
}

/** Removes the one resource that contains the text from a role's statements with an action. */
export function withoutResourceOf(rolePart: string, action: string, text: string): Change {
  return edit(role(rolePart), (properties) => {
    let found = 0;
    for (const statement of statementListsIn(properties).flat()) {
      if (![statement.Action].flat().includes(action)) continue;
      const resources = [statement.Resource].flat();
      const left = resources.filter((resource) => !JSON.stringify(resource).includes(text));
      found += resources.length - left.length;
      statement.Resource = left;
    }
    if (found !== 1) throw new Error(`${found} resources of ${action} mention ${text}.`);
  });
}

/** Removes a key from all conditions of a resource's policies. */
export function withoutCondition(where: Where, key: string): Change {
  return edit(where, (properties) => {
    let found = false;
    for (const condition of membersNamed('Condition', properties) as readonly Record<string, Json>[]) {
      for (const [operator, keys] of Object.entries(condition)) {
        found ||= key in keys;
        delete keys[key];
        if (Object.keys(keys).length === 0) delete condition[operator];
      }
    }
    if (!found) throw new Error(`There is no condition on ${key}.`);
  });
}

/** Removes the one statement of a resource's policies that contains all the texts. */
export function withoutStatement(where: Where, ...texts: readonly string[]): Change {
  return edit(where, (properties) => {
    const lists = statementListsIn(properties);
    const found = lists.flatMap((list) =>
      list
        .filter((statement) => texts.every((text) => JSON.stringify(statement).includes(text)))
        .map((statement) => ({ list, statement })),
    );
    const [only] = found;
    if (only === undefined || found.length > 1)
      throw new Error(`${found.length} statements mention ${texts.join(' and ')}.`);
    only.list.splice(only.list.indexOf(only.statement), 1);
  });
}

/** A REST API's changes take effect with a new deployment, which the construct library makes for every change. */
export function redeployed(change: Change): Change {
  return (template) => {
    const logicalId = find(template, { type: 'AWS::ApiGateway::Deployment', part: '' });
    const text = JSON.stringify(change(template)).replaceAll(`"${logicalId}"`, `"${logicalId}Mutated"`);
    return JSON.parse(text) as Template;
  };
}

export function lambdaFunction(part: string): Where {
  return { type: 'AWS::Lambda::Function', part };
}

export function role(part: string): Where {
  return { type: 'AWS::IAM::Role', part };
}

/** The logical id. */
function find(template: Template, { type, part }: Where): string {
  const found = Object.entries(template.Resources)
    .filter(([logicalId, { Type }]) => Type === type && logicalId.includes(part))
    .map(([logicalId]) => logicalId);
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new Error(`The template has ${found.length} resources ${type} ${part}: ${found.join(', ')}`);
  return only;
}

/** The edit gets a copy of the resource's properties. */
function edit(where: Where, change: (properties: Json) => void): Change {
  return (template) => {
    const logicalId = find(template, where);
    const resource = structuredClone(template.Resources[logicalId]) as TemplateResource;
    change((resource.Properties ?? {}) as Json);
    return { ...template, Resources: { ...template.Resources, [logicalId]: resource } };
  };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Json | undefined)?.[key], value);
}

function statementListsIn(value: unknown): readonly Json[][] {
  return membersNamed('Statement', value).filter((list): list is Json[] => Array.isArray(list));
}

function membersNamed(name: string, value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === name ? [inner] : []),
    ...membersNamed(name, inner),
  ]);
}

function withoutDependenciesOn(logicalId: string, resources: Template['Resources']): Template['Resources'] {
  return Object.fromEntries(
    Object.entries(resources).map(([id, { DependsOn = [], ...resource }]) => {
      const kept = [DependsOn].flat().filter((other) => other !== logicalId);
      return [id, kept.length > 0 ? { ...resource, DependsOn: kept } : resource];
    }),
  );
}
