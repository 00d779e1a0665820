import type { Results } from './report.ts';

interface Bar {
  readonly label: string;
  readonly value: number;
  readonly ours: boolean;
}

const WIDTH = 720;
const BAR = 22;
const LEFT = 190;

/** test/bench/results.svg: what a caller waits for, cold and warm, against what it is measured by. */
export function picture({ starts: [first], distant, warm }: Results): string {
  if (first === undefined) throw new Error('Nothing was measured');
  const groups: readonly (readonly [title: string, bars: readonly Bar[]])[] = [
    ['Cold, process start to answer (ms)', startBars(first.figures.arms)],
    [
      `Cold, AWS ${distant.roundTripMilliseconds} ms away over TLS (ms)`,
      startBars(distant.figures.arms).slice(0, 2),
    ],
    [
      'Warm, one request, p50 (ms)',
      [
        { label: 'this router', value: warm.router.p50, ours: true },
        { label: 'the SDK called directly', value: warm.sdk.p50, ours: false },
      ],
    ],
  ];
  let y = 10;
  const parts: string[] = [];
  for (const [title, bars] of groups) {
    parts.push(`<text x="12" y="${y + 18}" class="title">${title}</text>`);
    y += 30;
    const longest = Math.max(...bars.map(({ value }) => value));
    for (const { label, value, ours } of bars) {
      const width = (value / longest) * (WIDTH - LEFT - 80);
      parts.push(
        `<text x="${LEFT - 8}" y="${y + 15}" text-anchor="end">${label}</text>`,
        `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR - 4}" rx="2" class="${ours ? 'ours' : 'other'}"/>`,
        `<text x="${(LEFT + width + 6).toFixed(1)}" y="${y + 15}">${value.toFixed(value < 10 ? 2 : 0)}</text>`,
      );
      y += BAR;
    }
    y += 12;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img">
<title>What a caller waits for</title>
<style>text{font:13px sans-serif;fill:#24292f}.title{font-weight:600}.ours{fill:#2563eb}.other{fill:#9ca3af}</style>
<rect width="${WIDTH}" height="${y}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function startBars(
  arms: Readonly<Record<'router' | 'naive' | 'empty', { readonly total: number }>>,
): readonly Bar[] {
  return [
    { label: 'this router', value: arms.router.total, ours: true },
    { label: 'a naive function', value: arms.naive.total, ours: false },
    { label: 'an empty function', value: arms.empty.total, ours: false },
  ];
}
