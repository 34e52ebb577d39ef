import { describe, expect, it } from 'vitest';
import { type Cell, type Column, layTable } from '../../../src/report/text/table.ts';

const lay = (columns: readonly Column[], rows: readonly (readonly string[])[], width = 40): string[] =>
  layTable(
    columns,
    rows.map((row) => row.map((text): Cell => ({ text }))),
    width,
  ).flat();

describe('a table', () => {
  it('aligns by display width, without blanks at the end of lines', () => {
    const rows = [
      ['写真', '1 B', 'x'],
      ['a', '10 kB', ''],
    ];
    expect(lay([{}, { align: 'end' }, {}], rows)).toEqual(['  写真    1 B  x', '  a     10 kB']);
  });

  it('leaves out columns in which nothing stands', () => {
    expect(
      lay(
        [{}, {}, {}],
        [
          ['a', '', 'b'],
          ['c', '', 'd'],
        ],
      ),
    ).toEqual(['  a  b', '  c  d']);
  });

  it('cuts the flexible column, and only that', () => {
    expect(lay([{ align: 'end' }, { kind: 'flexible' }], [['1', 'abcdefghijklmnopqrst']], 20)).toEqual([
      '  1  abcdefghijklmn…',
    ]);
  });

  it('gives up optional columns, the last one first, for the flexible one', () => {
    const columns: Column[] = [{}, { kind: 'optional' }, { kind: 'optional' }, { kind: 'flexible' }];
    const row = ['a', 'bbbbb', 'ccccc', 'd'.repeat(24)];
    expect(lay(columns, [row], 43)).toEqual([`  a  bbbbb  ccccc  ${'d'.repeat(24)}`]);
    expect(lay(columns, [row], 42)).toEqual([`  a  bbbbb  ${'d'.repeat(24)}`]);
    expect(lay(columns, [row], 35)).toEqual([`  a  ${'d'.repeat(24)}`]);
  });

  it('keeps optional columns where the flexible one is short', () => {
    expect(lay([{}, { kind: 'optional' }, { kind: 'flexible' }], [['a', 'bbbbb', 'ddd']], 15)).toEqual([
      '  a  bbbbb  ddd',
    ]);
  });

  it('puts the flexible column on a line of its own when there is no room for it', () => {
    const row = ['123', '1,234,567', 'd'.repeat(30)];
    expect(lay([{}, {}, { kind: 'flexible' }], [row], 28)).toEqual(['  123  1,234,567', `       ${'d'.repeat(20)}…`]);
  });

  it('breaks the wrapped column before anything gets too wide', () => {
    const row = ['1', 'one two three four five six seven', 'x'.repeat(30)];
    expect(lay([{}, { kind: 'wrapped' }, { kind: 'flexible' }], [row], 60)).toEqual([
      `  1  one two three four five six    ${'x'.repeat(23)}…`,
      '     seven',
    ]);
    expect(lay([{}, { kind: 'wrapped' }, { kind: 'flexible' }], [row], 20)).toEqual([
      '  1  one two three',
      '     four five six',
      '     seven',
      `     ${'x'.repeat(14)}…`,
    ]);
  });

  it('cuts the text for its tail', () => {
    const cell: Cell = { text: 'abcdefghijklmnopqrstuvwxyz', tail: { text: '- 3 paths' } };
    expect(layTable([{ kind: 'flexible' }], [[cell]], 32)).toEqual([['  abcdefghijklmnopq…   - 3 paths']]);
    expect(layTable([{ kind: 'flexible' }], [[cell]], 80)).toEqual([['  abcdefghijklmnopqrstuvwxyz   - 3 paths']]);
  });

  it('colours after it has measured', () => {
    const cell: Cell = { text: 'ab', paint: (text) => `<${text}>` };
    expect(
      layTable(
        [{ align: 'end' }, {}],
        [
          [cell, { text: 'x' }],
          [{ text: '1234' }, cell],
        ],
        40,
      ),
    ).toEqual([['    <ab>  x'], ['  1234  <ab>']]);
  });
});
