import { describe, expect, it } from 'vitest';
import { Exploring } from '../exploring.ts';

const SIZE = { columns: 100, rows: 24 };
const LAYERS = [
  'app/, app/big.js=0123456789, app/small.js=12, app/same.js=xyz, etc/, etc/passwd=root, keep=k',
  '.wh.etc, app/big.js=new, app/same.js=xyz 0600',
  'app/.wh.small.js, app/big.js=newer',
];

const waste = async (...keys: readonly string[]) => (await Exploring.of(SIZE, ...LAYERS)).press('w', ...keys);

/** What is listed, without the frame. */
function listed(ui: Exploring): string[] {
  const rows = ui.screen().slice(3);
  return rows
    .slice(
      0,
      rows.findIndex((row) => row.startsWith('└')),
    )
    .flatMap((row) => {
      const text = row.slice(1, -1).trim().replaceAll(/ {2,}/g, '  ');
      return text === '' ? [] : [text];
    });
}

describe('waste', () => {
  it('lists pairs of instructions, what they cost, and what to do about the chosen one', async () => {
    const ui = await waste();
    expect(ui.screen()[0]).toContain('waste');
    expect(listed(ui)).toEqual([
      '10 B  1 ▸ 0 RUN step 0  overwritten by 1 RUN step 1',
      '4 B  1 ▸ 0 RUN step 0  deleted by  1 RUN step 1',
      '3 B  1 ▸ 0 RUN step 0  rewritten by  1 RUN step 1',
      '3 B  1 ▸ 1 RUN step 1  overwritten by 2 RUN step 2',
      '2 B  1 ▸ 0 RUN step 0  deleted by  2 RUN step 2',
    ]);
    expect(ui.rows('written by 0 RUN step 0')).toHaveLength(1);
    expect(ui.rows('-> join these two RUN (layers 0 and 1): both write /app/big.js')).toHaveLength(1);
    expect(ui.rows('10 B /app/big.js')).toHaveLength(1);
  });

  it('unfolds the paths of a pair, and leads to one where it is dead', async () => {
    const ui = await waste('enter', 'down', 'enter');
    expect(ui.screen()[0]).toContain('dead bytes of layer 0');
    expect(ui.screen().at(-1)).toContain('/app/big.js   created in 0, changed in 1');
    await ui.press('escape');
    expect(listed(ui)[1]).toBe('10 B  /app/big.js');
    expect(ui.state.screens.waste?.lists[0]?.place.cursor).toBe(1);
  });

  it('folds from inside, back to the pair', async () => {
    const ui = await waste('down', 'right', 'down', 'left');
    expect(listed(ui)).toHaveLength(5);
    expect(ui.state.screens.waste?.lists[0]?.place.cursor).toBe(1);
  });

  it('lists paths with all their copies on the other pane', async () => {
    const ui = await waste('tab');
    expect(listed(ui)).toEqual([
      '13 B  2 0, 1  /app/big.js',
      '4 B  1 0  /etc/passwd',
      '3 B  1 0  /app/same.js',
      '2 B  1 0  /app/small.js',
    ]);
    expect(ui.rows('overwritten by 2 RUN step 2')).toHaveLength(1);
    await ui.press('s');
    expect(listed(ui).map((line) => line.split(' ').at(-1))).toEqual([
      '/app/big.js',
      '/app/same.js',
      '/app/small.js',
      '/etc/passwd',
    ]);
  });

  it('finds paths as they are typed, and gives the filter up', async () => {
    const ui = await (await waste('tab', '/')).type('small');
    expect(listed(ui)).toEqual(['2 B  1 0  /app/small.js']);
    expect(ui.rows('1 match small')).toHaveLength(1);
    await ui.type('zzz');
    expect(listed(ui)).toEqual(['nothing matches smallzzz']);
    await ui.press('escape');
    expect(listed(ui)).toHaveLength(4);
  });

  it('keeps the filter when the line is accepted; back ends it before it leaves', async () => {
    const ui = await (await waste('tab', '/')).type('passwd');
    await ui.press('enter', 'escape');
    expect(listed(ui)).toHaveLength(4);
    expect(ui.state.screens.waste?.lists[1]?.place.cursor).toBe(1);
    await ui.press('escape');
    expect(ui.screen()[0]).toContain('view at layer 2');
  });

  it('is as it was left when one comes back, by whatever way', async () => {
    const ui = await waste('tab', 'down', 'down', 'H', 'p', 'w');
    expect(ui.state.screens.waste?.lists[1]?.place.cursor).toBe(2);
    expect(ui.rows('PATHS')).toHaveLength(1);
  });

  it('copies what to do, paths and digests', async () => {
    const ui = await waste('y', 'tab', 'y', 'Y');
    const texts = ui.requests.flatMap((each) => (each.kind === 'copy' ? [each.text] : []));
    expect(texts).toEqual(['join these two RUN (layers 0 and 1): both write /app/big.js', '/app/big.js']);
    expect(ui.screen().at(-1)).toContain('there is no digest to copy here');
  });

  it('says when nothing is dead', async () => {
    const ui = await (await Exploring.of(SIZE, 'a=1')).press('w');
    expect(listed(ui)).toEqual(['Everything that layers store is seen.']);
    await ui.press('enter', 'y', 'down', 'tab', 's', 'G');
    expect(listed(ui)).toEqual(['Everything that layers store is seen.']);
  });

  it.each([[{ columns: 40, rows: 10 }], [{ columns: 61, rows: 11 }], [{ columns: 200, rows: 60 }]])(
    'fills exactly %j',
    async (size) => {
      const ui = await (await Exploring.of(size, ...LAYERS)).press('w', 'enter', 'tab');
      for (const key of ['tab', 'down', 'tab']) {
        await ui.press(key);
        expect(ui.frame()).toHaveLength(size.rows);
      }
    },
  );
});

describe('the mouse on a table', () => {
  const click = (y: number) => ({ kind: 'mouse', action: 'down', x: 20, y, shift: false, ctrl: false }) as const;

  it('chooses a line, and opens it with a second click', async () => {
    const ui = await waste();
    await ui.send(click(4));
    expect(ui.state.screens.waste?.lists[0]?.place.cursor).toBe(1);
    await ui.send(click(4));
    expect(listed(ui)[2]).toBe('4 B  /etc/passwd');
    await ui.send(click(20));
    expect(ui.state.screens.waste?.lists[0]?.place.cursor).toBe(1);
  });

  it('scrolls with the wheel', async () => {
    const many = Array.from({ length: 100 }, (_, at) => `file-${at}=${'x'.repeat(at + 1)}`).join(', ');
    const gone = Array.from({ length: 100 }, (_, at) => `.wh.file-${at}`).join(', ');
    const ui = await (await Exploring.of(SIZE, many, gone)).press('w', 'tab');
    const before = listed(ui)[0];
    await ui.send({ ...click(5), action: 'wheeldown' });
    expect(listed(ui)[0]).not.toBe(before);
    await ui.press('G');
    expect(listed(ui).at(-1)).toContain('/file-0');
  });
});
