import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/base/width.ts';
import { Exploring } from '../exploring.ts';

const SIZE = { columns: 80, rows: 20 };
const LAYERS = ['a/, a/one=1234567, a/two=1234567, b=99', 'a/three=1234567, c=99, gone=99', '.wh.gone'];

const duplicates = async (...keys: readonly string[]) => (await Exploring.of(SIZE, ...LAYERS)).press('D', ...keys);

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

describe('duplicates', () => {
  it('lists groups of equal files that the image shows, those first that cost most', async () => {
    const ui = await duplicates();
    expect(listed(ui)).toEqual(['14 B  7 B  3  ▸ /a/one', '2 B  2 B  2  ▸ /b']);
    expect(ui.rows('16 B beyond the first copy')).toHaveLength(1);
    expect(ui.rows('sha256:8bb0cf6eb9b17d0f7d22b456f121257dc1254e1f01665370476383ea776df414')).toHaveLength(1);
  });

  it('leaves out what the user ignores', async () => {
    const ui = await Exploring.of(SIZE, ...LAYERS);
    ui.ignore = ['t*'];
    await ui.press('D');
    expect(listed(ui)).toEqual(['2 B  2 B  2  ▸ /b']);
  });

  it('unfolds the paths with the layers they are of, and leads to one', async () => {
    const ui = await duplicates('right');
    expect(listed(ui).slice(1, 4)).toEqual(['0  /a/one', '1  /a/three', '0  /a/two']);
    await ui.press('down', 'down', 'enter');
    expect(ui.screen()[0]).toContain('view at layer 2');
    expect(ui.screen().at(-1)).toContain('/a/three   created in 1');
  });

  it('finds a group by any of its paths', async () => {
    const ui = await (await duplicates('/')).type('three');
    expect(listed(ui)).toEqual(['14 B  7 B  3  ▸ /a/one']);
  });

  it('copies the path and the digest of the content', async () => {
    const ui = await duplicates('down', 'y', 'Y');
    const texts = ui.requests.flatMap((each) => (each.kind === 'copy' ? [each.text] : []));
    expect(texts).toEqual(['/b', expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]);
  });

  it('keeps columns straight whatever is in a name', async () => {
    const names = ['漢字漢字漢字漢字', 'a\u0301e\u0301', 'x\u001b[31mred\n', '\u202eevil'];
    const layer = names.flatMap((name) => [
      { name: `${name}1`, body: Buffer.from(name) },
      { name: `${name}2`, body: Buffer.from(name) },
    ]);
    const ui = await (await Exploring.of(SIZE, layer)).press('D', 'enter');
    for (const row of ui.frame()) {
      const text = row.map((span) => span.text).join('');
      expect(displayWidth(text)).toBe(SIZE.columns);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });
});
