import { describe, expect, it } from 'vitest';
import { Exploring } from '../exploring.ts';

const SIZE = { columns: 110, rows: 24 };

/** A package of npm with one file beside its description. */
function npm(name: string, version: string, code = 'code'): { name: string; body: Uint8Array }[] {
  const folder = `app/node_modules/${name}`;
  return [
    { name: `${folder}/package.json`, body: Buffer.from(JSON.stringify({ name, version })) },
    { name: `${folder}/index.js`, body: Buffer.from(code) },
  ];
}

const packages = async (...keys: readonly string[]) => {
  const ui = await Exploring.of(
    SIZE,
    [...npm('left', '1.0.0'), ...npm('right', '2.0.0', 'much more code'), ...npm('old', '0.1.0')],
    npm('left', '1.2.0'),
    'app/node_modules/.wh.old',
  );
  return ui.press('p', ...keys);
};

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

describe('packages', () => {
  it('lists them, the largest first, with what was removed but is shipped', async () => {
    const ui = await packages();
    expect(listed(ui)).toEqual([
      '48 B  2  0 npm  ▸ right  2.0.0',
      '37 B  2  1 npm  ▸ left  1.2.0',
      '36 B  2  0 npm  ▸ old  0.1.0  2',
    ]);
    expect(ui.rows('2 packages, 85 B, 1 removed but shipped')).toHaveLength(1);
  });

  it.each([
    [['down'], 'pkg:npm/left@1.2.0', 'timeline: 1.0.0 (layer 0), upgrade in 1 to 1.2.0 (layer 1)'],
    [['G'], 'removed in layer 2, yet lower layers still ship 2 files, 36 B', 'removed in 2'],
    [['g'], 'owns 2 files, 48 B', 'named in /app/node_modules/right/package.json'],
  ])('tells of the one chosen by %j: %s', async (keys, ...told) => {
    const ui = await packages(...keys);
    for (const each of told) expect(ui.rows(each)).toHaveLength(1);
  });

  it('unfolds the files, and leads to them; those of a removed one where they were last', async () => {
    const ui = await packages('G', 'enter', 'down', 'enter');
    expect(ui.screen()[0]).toContain('view at layer 1');
    expect(ui.screen().at(-1)).toContain('/app/node_modules…ndex.js   created in 0, deleted in 2');
  });

  it('orders by name, keeping the cursor on its package', async () => {
    const ui = await packages('s', 'y');
    expect(listed(ui).map((line) => line.split('▸ ')[1]?.split(' ')[0])).toEqual(['left', 'old', 'right']);
    expect(ui.requests).toEqual([{ kind: 'copy', text: 'pkg:npm/right@2.0.0' }]);
  });

  it('says when there is none', async () => {
    const ui = await (await Exploring.of(SIZE, 'a=1')).press('p');
    expect(listed(ui)).toEqual(['No package database was found.']);
  });
});
