/**
 * `node run.cjs <file> …`: runs a TypeScript file of this repository in this process. Written in the syntax of 2019, so
 * that an outdated Node prints one line instead of a syntax error.
 */
const { engines } = require('./package.json');

const MINIMUM = engines.node.replace('>=', '');

function isTooOld() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [minimumMajor, minimumMinor] = MINIMUM.split('.').map(Number);
  return major < minimumMajor || (major === minimumMajor && minor < minimumMinor);
}

if (isTooOld()) {
  console.error(
    `This is Node ${process.versions.node}, but Node ${MINIMUM} or newer is needed: https://nodejs.org/`,
  );
  process.exit(1);
}

// Node 20 is supported here, and the SDK's warning to upgrade would precede every output.
if (process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED === undefined)
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// With `… | head` the reader ends early, which is not an error.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });

const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const [node, , file, ...rest] = process.argv;

if (file === undefined) {
  // `npm test` calls this file for the version check alone.
} else {
  const entry = join(__dirname, file);
  process.argv = [node, entry, ...rest];
  import('tsx').then(() => import(pathToFileURL(entry).href));
}
