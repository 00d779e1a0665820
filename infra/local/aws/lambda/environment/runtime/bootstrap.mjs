// The Node.js runtime of an execution environment: loads the handler, then takes events from the Runtime API one by
// one, as AWS's own runtime client does. Runs in the function's process, so it imports nothing but Node and its console.
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endOfLogs, patchConsole, setRequestId } from './console.mjs';

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, _HANDLER } = process.env;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

// The parent holds the other end: when it is gone, so is this environment.
process.stdin.on('end', () => process.exit()).resume();
process.stdin.unref();

patchConsole();
const handler = await loadHandler().catch(async (error) => {
  console.error(error);
  await call('POST', '/init/error', failure(error));
  process.exit(1);
});
for (;;) await handleNext();

async function loadHandler() {
  const dot = _HANDLER.lastIndexOf('.');
  const [moduleName, exportName] = [_HANDLER.slice(0, dot), _HANDLER.slice(dot + 1)];
  const file = ['.js', '.mjs', '.cjs']
    .map((extension) => join(LAMBDA_TASK_ROOT, moduleName + extension))
    .find(existsSync);
  if (file === undefined) throw named('Runtime.ImportModuleError', `Cannot find module '${moduleName}'`);
  const module = await import(pathToFileURL(file).href);
  const found = module[exportName] ?? module.default?.[exportName];
  if (typeof found === 'function') return found;
  throw named('Runtime.HandlerNotFound', `${_HANDLER} is undefined or not exported`);
}

async function handleNext() {
  const { headers, body } = await call('GET', '/invocation/next');
  const requestId = headers['lambda-runtime-aws-request-id'];
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  setRequestId(requestId);
  try {
    const result = (await handler(JSON.parse(body), contextOf(headers))) ?? null;
    await endOfLogs(requestId);
    await call('POST', `/invocation/${requestId}/response`, result);
  } catch (error) {
    console.error('Invoke Error', error);
    await endOfLogs(requestId);
    await call('POST', `/invocation/${requestId}/error`, failure(error));
  }
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

function failure(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function named(name, message) {
  return Object.assign(new Error(message), { name });
}

function call(method, path, content) {
  return new Promise((resolve) => {
    const data = content === undefined ? undefined : JSON.stringify(content);
    const url = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime${path}`;
    const outgoing = request(url, { method, agent }, (response) => {
      const chunks = [];
      response
        .on('data', (chunk) => chunks.push(chunk))
        .on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    // Without its Runtime API an environment has no purpose.
    outgoing.on('error', () => process.exit(1)).end(data);
  });
}
