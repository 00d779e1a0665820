// A Lambda runtime that counts: loads the handler, answers one event of the Runtime API, reports what both took.
// CommonJS, because an `import` of node:http loads all of fetch, which AWS's runtime does not.
const { statSync } = require('node:fs');
const { request } = require('node:http');
const { join } = require('node:path');

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT } = process.env;

run();

async function run() {
  const started = performance.now();
  const { handler } = await import(join(LAMBDA_TASK_ROOT, 'index.js'));
  const load = performance.now() - started;

  const { headers, body } = await call('GET', 'invocation/next');
  const arrived = performance.now();
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const result = await handler(JSON.parse(body), { getRemainingTimeInMillis: () => deadline - Date.now() });
  const answer = performance.now() - arrived;
  await call('POST', `invocation/${headers['lambda-runtime-aws-request-id']}/response`, result);

  const { user, system } = process.cpuUsage();
  const residentBytes = process.memoryUsage.rss();
  await call('POST', 'report', {
    load,
    answer,
    processor: (user + system) / 1_000,
    residentBytes,
    loadedBytes: bytesOf(Object.keys(require.cache).filter((file) => file.startsWith(LAMBDA_TASK_ROOT))),
  });
  process.exit();
}

function bytesOf(files) {
  return files.reduce((bytes, file) => bytes + statSync(file).size, 0);
}

function call(method, path, content) {
  return new Promise((resolve, reject) => {
    const url = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`;
    const outgoing = request(url, { method }, (response) => {
      const chunks = [];
      response
        .on('data', (chunk) => chunks.push(chunk))
        .on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    outgoing.on('error', reject).end(content === undefined ? undefined : JSON.stringify(content));
  });
}
