/** A route's parameters, percent-decoded. */
export type RouteParameters = Readonly<Record<string, string>>;

interface Route<T> {
  readonly method: string;
  readonly segments: readonly string[];
  readonly target: T;
}

/**
 * Finds the value of a method and a path. Patterns have the form `GET /v1/apps/{application-id}`; `{key+}` at the end
 * matches the rest of the path. The first matching pattern wins.
 */
export class Routes<T> {
  readonly #routes: Route<T>[] = [];

  add(pattern: string, target: T): void {
    const [method = '', path = ''] = pattern.split(' ');
    this.#routes.push({ method, segments: path.split('/'), target });
  }

  /** @param path still percent-encoded, without the query */
  find(
    method: string,
    path: string,
  ): { readonly target: T; readonly parameters: RouteParameters } | undefined {
    const segments = path.split('/');
    for (const route of this.#routes) {
      const parameters = route.method === method ? match(route.segments, segments) : undefined;
      if (parameters !== undefined) return { target: route.target, parameters };
    }
    return undefined;
  }
}

function match(pattern: readonly string[], segments: readonly string[]): RouteParameters | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const [, name, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(part) ?? [];
    const segment = greedy ? segments.slice(index).join('/') : segments[index];
    if (segment === undefined) return undefined;
    if (name === undefined) {
      if (segment !== part) return undefined;
    } else if (segment === '') return undefined;
    else parameters[name] = decodeURIComponent(segment);
    if (greedy) return parameters;
  }
  return pattern.length === segments.length ? parameters : undefined;
}
