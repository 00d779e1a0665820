// What AWS's runtime makes of `console`, in the log format that the function is configured with.
import { formatWithOptions } from 'node:util';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const METHODS = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR' };
const { AWS_LAMBDA_LOG_FORMAT, AWS_LAMBDA_LOG_LEVEL } = process.env;
const write = process.stdout.write.bind(process.stdout);
let requestId;

export function setRequestId(id) {
  requestId = id;
}

/** Console lines carry time, request id and level; standard output written otherwise stays as it is. */
export function patchConsole() {
  const format = AWS_LAMBDA_LOG_FORMAT === 'JSON' ? json : text;
  const least = AWS_LAMBDA_LOG_FORMAT === 'JSON' ? LEVELS.indexOf(AWS_LAMBDA_LOG_LEVEL ?? 'TRACE') : 0;
  for (const [method, level] of Object.entries(METHODS))
    console[method] = (...values) => {
      if (LEVELS.indexOf(level) >= least) write(`${format(level, values)}\n`);
    };
}

/** Marks in both streams that all output of the request has been written, so that Lambda need not guess. */
export async function endOfLogs(id) {
  await Promise.all([process.stdout, process.stderr].map((stream) => written(stream, `\0${id}\n`)));
}

function written(stream, mark) {
  return new Promise((resolve) => {
    Object.getPrototypeOf(stream).write.call(stream, mark, resolve);
  });
}

function text(level, values) {
  const message = formatWithOptions({}, ...values).replaceAll('\n', '\r');
  return [new Date().toISOString(), requestId ?? 'undefined', level, message].join('\t');
}

function json(level, values) {
  const error = values.find((value) => value instanceof Error);
  const [only] = values;
  const message = values.length === 1 && !error ? only : formatWithOptions({}, ...values);
  return JSON.stringify({
    timestamp: new Date().toISOString(),
    level,
    requestId,
    message,
    ...(error && {
      errorType: error.name,
      errorMessage: error.message,
      stackTrace: error.stack?.split('\n').slice(1),
    }),
  });
}
