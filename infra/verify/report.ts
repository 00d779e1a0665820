import Table from 'cli-table3';
import type { Outcome, Result } from './run-checks.ts';

/** One line for each hop, printed as soon as it is done. */
export function progressLine({ hop, outcome, seen }: Result): string {
  return `  ${outcome.padEnd(12)} ${hop}${outcome === 'broken' ? `: ${seen}` : ''}`;
}

/** The width of the longest hop name. */
const HOP_WIDTH = 53;
const OUTCOME_WIDTH = 13;
/** The width of the table's frame. */
const FRAME = 4;

/** No lines between the rows. */
const FRAME_CHARACTERS = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/**
 * All hops with what they prove or what to do, then a sentence that sums up.
 *
 * @param columns width of the terminal in characters
 */
export function summary(results: readonly Result[], columns: number): string {
  const width = Math.max(110, Math.min(columns, 180));
  const table = new Table({
    head: ['hop', 'result', 'what it proves, or what to do'],
    colWidths: [HOP_WIDTH, OUTCOME_WIDTH, width - FRAME - HOP_WIDTH - OUTCOME_WIDTH],
    wordWrap: true,
    chars: FRAME_CHARACTERS,
    style: { head: [], border: [] },
  });
  for (const result of results) table.push([result.hop, result.outcome, detail(result)]);
  return `${table.toString()}\n\n${verdict(results)}`;
}

function detail({ outcome, proves, seen, advice }: Result): string {
  if (outcome === 'ok') return `${proves} (${seen})`;
  return advice === undefined ? seen : `${seen}\n→ ${advice}`;
}

function verdict(results: readonly Result[]): string {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length;
  const counts = `${count('ok')} ok, ${count('skipped')} skipped`;
  const [first] = results.filter(({ outcome }) => outcome === 'broken');
  if (first === undefined) return `Nothing is broken: ${counts}.`;
  return `Broken at: ${first.hop}. ${count('broken')} broken, ${count('not reached')} not reached, ${counts}.`;
}
