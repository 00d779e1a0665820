import { cpus, totalmem } from 'node:os';
import type { MemorySize } from '../cold/memory-size.ts';
import type { StartFigures } from '../cold/starts.ts';
import type { Makeup } from '../makeup/makeup.ts';
import type { RegistrationFigures } from '../registrations.ts';
import type { ScaleFigures } from '../scale.ts';
import type { Spread } from '../statistics.ts';
import type { WarmFigures } from '../warm/warm.ts';
import type { Bill } from './cost.ts';
import { totalOf } from './cost.ts';
import type { Goal } from './goals.ts';
import prices from './prices.json' with { type: 'json' };

/** All that one run of the benchmark has measured. */
export interface Results {
  /** Of Node, that warm figures, goals and paper are of. */
  readonly version: string;
  readonly goals: readonly Goal[];
  readonly starts: readonly { readonly version: string; readonly figures: StartFigures }[];
  readonly distant: { readonly roundTripMilliseconds: number; readonly figures: StartFigures };
  readonly warm: WarmFigures;
  readonly makeup: Makeup;
  readonly scale: readonly ScaleFigures[];
  readonly registrations: RegistrationFigures;
  readonly bills: Readonly<Record<'router' | 'recording' | 'sample', Bill>>;
  readonly memorySizes: readonly MemorySize[];
}

/** test/bench/results.md */
export function resultsPage(results: Results): string {
  const { warm, distant, registrations, bills } = results;
  return `# Benchmark results

Written by \`npm run bench\`; do not edit. On ${machine()}.
Times are medians in milliseconds. A ratio is one of medians; in brackets is the middle half of the ratios round by
round, the arms taking turns. AWS is a server in another process that answers at once; compare ratios, not machines.

## Goals (Node ${results.version})

${goalsTable(results.goals)}

${floor(results)}## Cold

A fresh process under the Lambda Runtime API answers one SendTextMessage. *naive*: Hono, the same SDK clients, esbuild's
defaults, no checks. *empty*: a handler that does nothing, which is Node itself. *calls*: the three calls of a first
request and nothing besides, bundled as a deployed function.

${results.starts.map(({ version, figures }) => `**Node ${version}**\n\n${startsTable(figures)}`).join('\n\n')}

**AWS ${distant.roundTripMilliseconds} ms away, over TLS** (Node ${results.version}): what a first request really waits for. Start to
answer ÷ naive: ${ratio(distant.figures.totalToNaive)}.

${startsTable(distant.figures)}

## Warm

${table(
  ['a request', 'p50', 'p99', 'processor'],
  [
    ['the SDK called directly', ...milliseconds(warm.sdk.p50, warm.sdk.p99, warm.sdk.processor)],
    ['the router', ...milliseconds(warm.router.p50, warm.router.p99, warm.router.processor)],
    [
      'the router, writing the accepted message',
      ...milliseconds(warm.recording.p50, warm.recording.p99, warm.recording.processor),
    ],
    [
      'the router, for an action that it does not offer',
      ...milliseconds(warm.withoutCall.p50, warm.withoutCall.p99, warm.withoutCall.processor),
    ],
    ['ratio', ratio(warm.ratios.p50), ratio(warm.ratios.p99), ratio(warm.ratios.processor)],
  ],
)}

A deployment that keeps what becomes of messages writes each one into a table of its own before it answers, but waits
for that 20 ms at most: here ${(warm.recording.p50 - warm.router.p50).toFixed(2)} ms a send, and what DynamoDB takes besides.

## Scale

One environment, tenants in a Zipf mix, 10 requests at once. Counted after as many requests have filled the caches; at
1,000 tenants and more, tenants still come for the first time. Calls are per 1,000 requests.

${table(
  ['tenants', 'seen while counted', 'look-ups', 'AssumeRole', 'memory held'],
  results.scale.map(({ tenants, seen, lookUps, assumeRoles, heapBytes }) => [
    tenants.toLocaleString('en'),
    seen.toLocaleString('en'),
    lookUps.toFixed(0),
    assumeRoles.toFixed(0),
    `${(heapBytes / 1_000_000).toFixed(0)} MB`,
  ]),
)}

## Registrations

${registrations.perSecond.toFixed(0)} a second through the registrar, in full batches of the queue, with ${registrations.calls.toFixed(1)} calls of DynamoDB and S3 each.

## Cost of a million sends, on paper

From [prices.json](prices.json), which also has the assumptions: AWS takes ${prices.assumptions.upstreamMilliseconds} ms for a message, the mix is the one
of ${prices.assumptions.tenants.toLocaleString('en')} tenants above. What AWS asks for the messages is the same both ways and left out.

${billsTable(bills)}

## Memory size, on paper

Processor time by the share of a processor that Lambda gives; one request in a thousand is cold.

${table(
  ['MB', 'cold', 'added when warm', 'function, a million requests'],
  results.memorySizes.map(({ megabytes, cold, warm: added, dollars }) => [
    megabytes.toLocaleString('en'),
    cold.toFixed(0),
    added.toFixed(1),
    `$${dollars.toFixed(2)}`,
  ]),
)}

The function has ${prices.assumptions.routerMemoryMegabytes.toLocaleString('en')} MB. A request is mostly the wait for AWS, so its price grows with the memory while its time
does not: half of it makes a first caller wait twice as long and saves less than a dollar of a bill that the gateway
leads, and the whole processor costs two thirds more for what only a first caller notices.
`;
}

/** What was measured of the parts that make up the figures, and so of what no router can be without. */
function floor({ starts: [start], distant, warm, makeup }: Results): string {
  const calls = start === undefined ? '' : `${ratio(start.figures.callsToEmpty)} of an empty function`;
  return `## What the floor is made of

${makeupTable(makeup)}

Bytes are those of the bundle; a start and a warm request are profiled, and the profiler takes time of its own: their
shares count. V8 parses all that is loaded, also what never runs. It would parse less with a code cache, but what one
environment writes to \`/tmp\` the next one does not find, and a cache made in advance is good for exactly one V8.

The three calls of a first request alone, without a router around them, are ${calls}: Node's
http, https and crypto, the code of three clients, and for each of them a first signature, a first connection, a first
answer. That the router opens connections while it starts does not show here, where they take no time; it does where AWS
is ${distant.roundTripMilliseconds} ms away.

A warm request takes ${microseconds(warm.router.processor)} µs of processor, and the SDK's call with its default options ${microseconds(warm.sdk.processor)}. For an action that
is not offered the router needs ${microseconds(warm.withoutCall.processor)} µs: to read the event, for Hono's route and context, the deadline's timer, the
caller's claims, the answer and the log line with its metrics. The call itself is cheaper here than the SDK's by default: with keys at
hand, a configuration that is quick to copy, and the SDK's cache of middleware.

`;
}

/** Owners with less of all three than this are one line. */
const LEAST_SHARE = 0.01;

function makeupTable(makeup: Makeup): string {
  const columns = [makeup.bytes, makeup.start, makeup.warm];
  const totals = columns.map((shares) => [...shares.values()].reduce((sum, amount) => sum + amount, 0));
  const isLarge = (owner: string) =>
    columns.some((shares, index) => (shares.get(owner) ?? 0) >= LEAST_SHARE * (totals[index] ?? 0));
  const owners = [...new Set(columns.flatMap((shares) => [...shares.keys()]))];
  const large = owners
    .filter(isLarge)
    .sort((a, b) => (makeup.start.get(b) ?? 0) - (makeup.start.get(a) ?? 0));
  const small = owners.filter((owner) => !isLarge(owner));
  const amounts = (names: readonly string[]) => {
    const sums = columns.map((shares) => names.reduce((sum, name) => sum + (shares.get(name) ?? 0), 0));
    const [bytes = 0, start = 0, warm = 0] = sums;
    const texts = [(bytes / 1_000).toFixed(1), start.toFixed(1), microseconds(warm)];
    return texts.map((text, index) => (sums[index] === 0 ? '' : text));
  };
  return table(
    ['', 'kB loaded', 'ms of a start', 'µs of a warm request'],
    [
      ...large.map((owner) => [owner, ...amounts([owner])]),
      ['others', ...amounts(small)],
      ['all', ...amounts(owners)],
    ],
  );
}

function microseconds(milliseconds: number): string {
  return (milliseconds * 1_000).toFixed(0);
}

/** What the README shows. */
export function readmeTable({ goals, version }: Results): string {
  return `${table(
    [`figure (Node ${version})`, 'measured', 'goal'],
    goals.map(({ figure, measured, reach, holds }) => [figure, measured, holds ? reach : `${reach}, missed`]),
  )}`;
}

export function goalsTable(goals: readonly Goal[]): string {
  return table(
    ['figure', 'measured', 'reach', 'holds'],
    goals.map(({ figure, measured, reach, holds }) => [figure, measured, reach, holds ? 'yes' : 'no']),
  );
}

function startsTable({ arms, toNaive, toEmpty }: StartFigures): string {
  const rows = (['router', 'naive', 'empty', 'calls'] as const).map((name) => {
    const { total, load, answer, processor, residentBytes, loadedBytes } = arms[name];
    return [
      name,
      ...[total, load, answer, processor].map((time) => time.toFixed(0)),
      `${(loadedBytes / 1_000).toFixed(0)} kB`,
      `${(residentBytes / 1_000_000).toFixed(0)} MB`,
    ];
  });
  const heads = ['', 'start to answer', 'load', 'first answer', 'processor', 'loaded', 'resident'];
  return `${table(heads, rows)}\n\nLoad + first answer ÷ naive: ${ratio(toNaive)}. Start to answer ÷ empty: ${ratio(toEmpty)}.`;
}

function billsTable({ router, recording, sample }: Results['bills']): string {
  const dollars = (amount: number) => `$${amount.toFixed(2)}`;
  const names = Object.keys(router) as (keyof Bill)[];
  const line = (name: string, bill: Bill) => [
    name,
    ...names.map((part) => dollars(bill[part])),
    dollars(totalOf(bill)),
  ];
  return table(
    ['', ...names, 'total'],
    [
      line('this router', router),
      line('this router, writing the accepted message', recording),
      line('the Step Functions sample', sample),
    ],
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = line(head.map((_, index) => (index === 0 ? '---' : '--:')));
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function ratio({ median, lower, upper }: Spread): string {
  return `${median.toFixed(2)} (${lower.toFixed(2)}–${upper.toFixed(2)})`;
}

function milliseconds(...times: readonly number[]): readonly string[] {
  return times.map((time) => time.toFixed(2));
}

function machine(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `a machine with ${cpus().length} cores (${process.arch}) and ${gigabytes} GB`;
}
