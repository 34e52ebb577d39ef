import { beforeAll, describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/base/width.ts';
import type { Opened } from '../../src/examine/opened.ts';
import type { Frame, Span } from '../../src/tui/frame.ts';
import { Exploring } from './exploring.ts';
import { openDemo } from './screens/open-demo.ts';

const SIZES = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

/** Every screen of the demo image, by the keys that lead to it. */
const SCREENS: readonly (readonly [name: string, keys: readonly string[]])[] = [
  ['layers', []],
  ['layers-empty-steps', ['e', 'g']],
  ['files', ['tab', 'down', 'right', '>']],
  ['files-by-size', ['tab', '+', 's']],
  ['changes', ['up', '2', 'tab', '+']],
  ['range', ['g', 'm', 'down', 'down', 'tab', '>']],
  ['dead', ['g', 'j', '4', 'tab', '+']],
  ['find', ['/', 's', 'e', 'r', 'v']],
  ['file', ['tab', ':', 'ctrl-u', ...'/app/server.js', 'enter', 'enter']],
  ['file-difference', ['tab', ':', 'ctrl-u', ...'/var/lib/dpkg/status', 'enter', 'enter', 'd']],
  ['file-bytes', ['tab', ':', 'ctrl-u', ...'/etc/passwd', 'enter', 'enter', 'b']],
  ['waste', ['w']],
  ['waste-paths', ['w', 'tab']],
  ['duplicates', ['D']],
  ['packages', ['p', 'down']],
  ['history', ['H']],
  ['dockerfile', ['H', 'tab']],
  ['treemap', ['t']],
  ['compare', ['c', ...'next.tar', 'enter']],
  ['compare-summary', ['c', ...'next.tar', 'enter', 'tab']],
  ['help', ['?']],
];

describe('a screen of the demo image', () => {
  let demo: Opened;
  let next: Opened;

  beforeAll(async () => {
    [demo, next] = await Promise.all([openDemo(), openDemo('demo-next.tar')]);
  });

  it.each(SCREENS.flatMap(([name, keys]) => SIZES.map(([columns, rows]) => ({ name, keys, columns, rows }))))(
    '$name, $columns x $rows',
    async ({ name, keys, columns, rows }) => {
      const ui = await Exploring.image(demo, { columns, rows });
      ui.others.set('next.tar', next);
      await ui.press(...keys);
      await expect(picture(ui.frame())).toMatchFileSnapshot(`golden/screens/${name}-${columns}x${rows}.txt`);
    },
  );
});

/** The rows as text, then where they have a tone: `2: 0-11 added bold`. */
function picture(frame: Frame): string {
  const rows = frame.map((row) => `|${row.map(({ text }) => text).join('')}|`);
  const looks = frame.flatMap((row, y) => {
    const runs = runsOf(row);
    return runs.length === 0 ? [] : [`${y}: ${runs.join(', ')}`];
  });
  return [...rows, '', ...looks, ''].join('\n');
}

function runsOf(row: readonly Span[]): string[] {
  let x = 0;
  const runs: { from: number; to: number; look: string }[] = [];
  for (const span of row) {
    const from = x;
    x += displayWidth(span.text);
    const { tone = 'plain', bold, underline, inverse } = span;
    const words = [tone !== 'plain' && tone, bold && 'bold', underline && 'underline', inverse && 'inverse'];
    const look = words.filter(Boolean).join(' ');
    const last = runs.at(-1);
    if (look === '' || x === from) continue;
    if (last?.look === look && last.to === from - 1) last.to = x - 1;
    else runs.push({ from, to: x - 1, look });
  }
  return runs.map(({ from, to, look }) => `${from}-${to} ${look}`);
}
