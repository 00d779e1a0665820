export type LogFields = Readonly<Record<string, string | number>>;

/**
 * Writes one JSON line with its fields at the root. It goes to standard output directly, because Lambda's JSON log
 * format would nest what `console` is given. Nothing personal and no secret belongs in it.
 */
export function writeLogLine(level: 'INFO' | 'ERROR', message: string, fields: object = {}): void {
  const timestamp = new Date().toISOString();
  process.stdout.write(`${JSON.stringify({ timestamp, level, message, ...fields })}\n`);
}

/** An error in two fields; the stack stays out, for it is long and says little of AWS's errors. */
export function errorFields(error: unknown): { errorName: string; errorMessage: string } {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { errorName: name, errorMessage: message };
}
