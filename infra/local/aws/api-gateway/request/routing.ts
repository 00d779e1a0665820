import type { ApiDefinition, ApiMethod, ApiResource } from '../definition.ts';
import { methodKey } from '../definition.ts';

export interface Route {
  readonly resource: ApiResource;
  readonly method: ApiMethod;
  /** Percent-decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * The method for a request. At each step of the path a literal part precedes a parameter, and a parameter a greedy one.
 * Undefined when there is none: the gateway then does not know how the caller must authenticate.
 *
 * @param path still percent-encoded
 * @throws URIError for a path that is not validly encoded
 */
export function findRoute(api: ApiDefinition, httpMethod: string, path: string): Route | undefined {
  const root = [...api.resources.values()].find(({ parentId }) => parentId === undefined);
  const segments = path === '/' ? [] : path.replace(/^\//, '').replace(/\/$/, '').split('/');
  const found = root && descend(api, root, segments);
  if (found === undefined) return undefined;
  const method =
    api.methods.get(methodKey(found.resource.id, httpMethod)) ??
    api.methods.get(methodKey(found.resource.id, 'ANY'));
  return method && { ...found, method };
}

function descend(
  api: ApiDefinition,
  resource: ApiResource,
  [segment, ...rest]: readonly string[],
): Omit<Route, 'method'> | undefined {
  if (segment === undefined) return { resource, pathParameters: {} };
  const children = [...api.resources.values()].filter(({ parentId }) => parentId === resource.id);
  const literal = children.find(({ pathPart }) => pathPart === segment);
  if (literal !== undefined) return descend(api, literal, rest);
  const parameter = children.find(({ pathPart }) => /^\{[\w-]+\}$/.test(pathPart));
  if (parameter !== undefined && segment !== '') {
    const below = descend(api, parameter, rest);
    const name = parameter.pathPart.slice(1, -1);
    return (
      below && {
        ...below,
        pathParameters: { [name]: decodeURIComponent(segment), ...below.pathParameters },
      }
    );
  }
  const greedy = children.find(({ pathPart }) => pathPart.endsWith('+}'));
  if (greedy === undefined) return undefined;
  const value = decodeURIComponent([segment, ...rest].join('/'));
  return { resource: greedy, pathParameters: { [greedy.pathPart.slice(1, -2)]: value } };
}
