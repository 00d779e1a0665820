export type LogFields = Readonly<Record<string, string | number>>;

/**
 * Writes one JSON line with its fields at the root, directly to standard output: Lambda's JSON log format would nest
 * the argument of `console.log`. The fields must hold no personal data and no secret.
 */
export function writeLogLine(level: 'INFO' | 'ERROR', message: string, fields: object = {}): void {
  const timestamp = new Date().toISOString();
  process.stdout.write(`${JSON.stringify({ timestamp, level, message, ...fields })}\n`);
}

/** The name and message of an error. The stack is left out: it is long, and says little about AWS's errors. */
export function errorFields(error: unknown): { errorName: string; errorMessage: string } {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { errorName: name, errorMessage: message };
}
