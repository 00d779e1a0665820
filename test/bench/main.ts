import { readFileSync, writeFileSync } from 'node:fs';
import { memorySizes } from './cold/memory-size.ts';
import { measureStarts } from './cold/starts.ts';
import { measureMakeup } from './makeup/makeup.ts';
import { nodeVersions } from './node-versions.ts';
import { measureRegistrations } from './registrations.ts';
import { routerBill, sampleBill } from './report/cost.ts';
import { goalsOf } from './report/goals.ts';
import { picture } from './report/picture.ts';
import prices from './report/prices.json' with { type: 'json' };
import type { Results } from './report/report.ts';
import { goalsTable, readmeTable, resultsPage } from './report/report.ts';
import { measureScale } from './scale.ts';
import { measureWarm } from './warm/warm.ts';

/**
 * `npm run bench`: what a caller waits for, cold and warm, and what the system costs; rewrites results.md, results.svg
 * and the README's table. With `--quick` it measures too little to be believed and writes nothing: a check that it works.
 */
const isQuick = process.argv.includes('--quick');
const size = isQuick
  ? {
      rounds: 2,
      distantRounds: 1,
      warmRounds: 2,
      requestsPerRound: 20,
      makeup: { starts: 1, requests: 20 },
      scaleRequests: 100,
      batches: 2,
    }
  : {
      rounds: 40,
      distantRounds: 12,
      warmRounds: 25,
      requestsPerRound: 400,
      makeup: { starts: 10, requests: 4_000 },
      scaleRequests: 4_000,
      batches: 30,
    };
const ROUND_TRIP_MILLISECONDS = 10;
const README_PART = /(<!-- bench:start -->\n)[\s\S]*(<!-- bench:end -->)/;

const results = await measure();
console.log(goalsTable(results.goals));
if (!isQuick) {
  write('results.md', resultsPage(results));
  write('results.svg', picture(results));
  const readme = readFileSync('README.md', 'utf8');
  writeFileSync('README.md', readme.replace(README_PART, `$1${readmeTable(results)}\n$2`));
  console.log('The rest is in test/bench/results.md.');
}
process.exit();

async function measure(): Promise<Results> {
  const versions = nodeVersions();
  const [{ version, path: node }] = versions;
  const starts = [];
  for (const { version, path } of versions) {
    say(`cold starts on Node ${version}`);
    starts.push({ version, figures: await measureStarts({ node: path, rounds: size.rounds }) });
  }
  say(`cold starts with AWS ${ROUND_TRIP_MILLISECONDS} ms away, over TLS`);
  const distant = {
    roundTripMilliseconds: ROUND_TRIP_MILLISECONDS,
    figures: await measureStarts({
      node,
      rounds: size.distantRounds,
      roundTripMilliseconds: ROUND_TRIP_MILLISECONDS,
    }),
  };
  say('warm requests');
  const { warmRounds: rounds, requestsPerRound } = size;
  const warm = await measureWarm({ node, rounds, requestsPerRound });
  say('what the figures are made of');
  const makeup = await measureMakeup({ node, ...size.makeup });
  const scale = [];
  for (const tenants of [1, 1_000, 100_000]) {
    say(`${tenants} tenants`);
    scale.push(await measureScale({ node, tenants, requests: size.scaleRequests }));
  }
  say('registrations');
  const registrations = await measureRegistrations({ node, batches: size.batches });
  const [first] = starts;
  if (first === undefined) throw new Error('There is no Node to measure on.');
  const lookUps = scale.find(({ tenants }) => tenants === prices.assumptions.tenants)?.lookUps ?? 0;
  return {
    version,
    goals: goalsOf(first.figures, warm),
    starts,
    distant,
    warm,
    makeup,
    scale,
    registrations,
    bills: {
      router: routerBill({ warmMilliseconds: warm.router.p50, lookUps }),
      recording: routerBill({ warmMilliseconds: warm.recording.p50, lookUps, isRecorded: true }),
      sample: sampleBill(),
    },
    memorySizes: memorySizes({ cold: first.figures.arms.router.processor, warm: warm.router.processor }),
  };
}

function say(what: string): void {
  console.log(`Measuring ${what}`);
}

function write(name: string, content: string): void {
  writeFileSync(new URL(name, import.meta.url), content);
}
