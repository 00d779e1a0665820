// A function's handler in a process of its own, called as often as the benchmark says; times are in milliseconds.
const { Session } = require('node:inspector/promises');
const { join } = require('node:path');

const context = {
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:111111111111:function:bench',
  getRemainingTimeInMillis: () => 29_000,
};
const session = new Session();
const loading = import(join(process.cwd(), 'index.js'));

process.on('message', (message) => {
  if (message === 'heap') process.send(heapBytes());
  else if (message === 'start profile') startProfile();
  else if (message === 'stop profile') stopProfile();
  else run(message);
});
process.on('disconnect', () => process.exit());

async function run({ events, concurrency }) {
  const { handler } = await loading;
  const times = [];
  let statusCode = 200;
  let next = 0;
  const work = async () => {
    while (next < events.length) {
      const event = JSON.parse(events[next++]);
      const started = performance.now();
      const answer = await handler(event, { ...context });
      times.push(performance.now() - started);
      if (answer.statusCode !== undefined && answer.statusCode !== 200) statusCode = answer.statusCode;
    }
  };
  const before = process.cpuUsage();
  const started = performance.now();
  await Promise.all(Array.from({ length: concurrency }, work));
  const elapsed = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  process.send({
    times,
    elapsed,
    processor: (user + system) / 1_000,
    statusCode,
  });
}

function heapBytes() {
  global.gc();
  return process.memoryUsage().heapUsed;
}

async function startProfile() {
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  process.send('started');
}

async function stopProfile() {
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  process.send(profile);
}
