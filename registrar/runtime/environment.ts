import * as v from 'valibot';

/** Environment variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable is missing or malformed. The message lists every such variable, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the environment variables that `schema` names. A message of the schema continues a sentence that begins with
 * the variable's name, such as "must be a URL". `howToSet` says where a variable's value comes from.
 *
 * @throws ConfigError
 */
export function parseEnvironment<Schema extends v.GenericSchema>(
  schema: Schema,
  environment: Environment,
  howToSet: Readonly<Record<string, string>> = {},
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, environment);
  if (parsed.success) return parsed.output;
  const lines = parsed.issues.map((issue) => {
    const name = v.getDotPath(issue)?.split('.')[0] ?? '';
    if (environment[name] === undefined) return `${name} is not set: ${howToSet[name] ?? 'it is required'}`;
    return `${name} ${issue.message}`;
  });
  throw new ConfigError(lines.join('\n'));
}
