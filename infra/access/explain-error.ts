const MAX_CHARACTERS = 300;

/** The error names of a refused permission, which differ by service. */
const DENIED = new Set(['AccessDenied', 'AccessDeniedException']);

/** Whether AWS refused because a permission is missing, and for no other reason. */
export function isDenied(error: unknown): boolean {
  return error instanceof Error && DENIED.has(error.name);
}

/** An error in one line, without secrets and personal data. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return redact(String(error));
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  if (error instanceof TypeError && cause instanceof Error)
    return redact(`no connection (${(cause as NodeJS.ErrnoException).code ?? cause.message})`);
  return redact(`${error.name}: ${error.message}`);
}

/** One line of bounded length, without phone numbers and tokens. */
export function redact(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/\beyJ[\w-]+\.[\w-]+\.?[\w-]*/g, '<token>')
    .replace(/\+\d{6,15}\b/g, '<phone number>')
    .trim();
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
}
