import { AwsError, notSimulated } from '../core/aws-error.ts';

const EXPRESSION = /!\{([^}]*)\}/g;
/** What Firehose appends to a prefix without an expression. */
const DEFAULT_TIME = '!{timestamp:yyyy/MM/dd/HH}/';
const RANDOM_LENGTH = 11;

/** "Understand custom prefixes for Amazon S3 objects": evaluates `!{namespace:value}`, times in UTC. Pure but for chance. */
export function evaluatePrefix(prefix: string, oldestArrival: number): string {
  const full = prefix.includes('!{') ? prefix : prefix + DEFAULT_TIME;
  return full.replace(EXPRESSION, (expression, inner: string) => {
    const [namespace, value] = split(inner);
    if (namespace === 'timestamp') return formatTime(value, oldestArrival);
    if (inner === 'firehose:random-string') return randomString();
    throw notSimulated(`the prefix expression ${expression}`);
  });
}

/**
 * Firehose's rules for the two prefixes. The error prefix is never evaluated here, because nothing that is simulated
 * can fail to be processed.
 *
 * @throws AwsError InvalidArgumentException, NotSimulatedException
 */
export function assertPrefixes(prefix: string, errorOutputPrefix: string | undefined): void {
  if (prefix.includes('!{firehose:error-output-type}'))
    throw invalid('Prefix cannot contain !{firehose:error-output-type}.');
  evaluatePrefix(prefix, 0);
  if (errorOutputPrefix === undefined) {
    if (prefix.includes('!{')) throw invalid('ErrorOutputPrefix is required when Prefix has expressions.');
    return;
  }
  if (!errorOutputPrefix.includes('!{firehose:error-output-type}'))
    throw invalid('ErrorOutputPrefix must contain !{firehose:error-output-type}.');
  evaluatePrefix(errorOutputPrefix.replaceAll('!{firehose:error-output-type}', 'processing-failed'), 0);
}

function split(inner: string): [namespace: string, value: string] {
  const colon = inner.indexOf(':');
  return [inner.slice(0, colon), inner.slice(colon + 1)];
}

/** The patterns of Java's DateTimeFormatter that make up dates and times in digits. */
function formatTime(pattern: string, time: number): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split(/[T.]/);
  const [yyyy = '', MM = '', dd = ''] = date.split('-');
  const [HH = '', mm = '', ss = ''] = clock.split(':');
  const fields: Readonly<Record<string, string>> = { yyyy, MM, dd, HH, mm, ss };
  return pattern.replace(/'([^']*)'|([A-Za-z])\2*/g, (token, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted === '' ? "'" : quoted;
    const field = fields[token];
    if (field === undefined) throw notSimulated(`the timestamp pattern ${token} in a prefix`);
    return field;
  });
}

function randomString(): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const letter = () => alphabet.charAt(Math.floor(Math.random() * alphabet.length));
  return Array.from({ length: RANDOM_LENGTH }, letter).join('');
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}
