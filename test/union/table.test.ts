import { describe, expect, it } from 'vitest';
import { finish, fullLines, indexOf, type LayerLines, layerTar, stackOf, viewLines } from '../../fixtures/layers.ts';
import { bytes } from '../../fixtures/tar.ts';
import type { LayerIndex } from '../../src/layer/layer-index.ts';
import { Diagnostics } from '../../src/model/diagnostic.ts';
import { followPath } from '../../src/union/follow.ts';
import type { PathTable } from '../../src/union/path-table.ts';
import { pathAt } from '../../src/union/row-path.ts';
import { TableBuilder } from '../../src/union/table-builder.ts';
import { viewAt } from '../../src/union/view.ts';

const MANY = 1_000;

function stackViews(table: PathTable): string[][] {
  return table.layers.map((_, layer) => fullLines(table, viewAt(table, layer)));
}

describe('a table', () => {
  const build = (builder: TableBuilder, lines: LayerLines): PathTable => {
    finish(builder.add(indexOf(layerTar(lines))));
    return finish(builder.build());
  };

  it('has a directory followed by all below it, and each row an end', () => {
    const { table } = stackOf('b/c/d, a, b-', 'b/a');
    const rows = [...table.depths.keys()].map(
      (row) => `${pathAt(table, row).path} ${table.depths[row]} ${table.ends[row]}`,
    );
    expect(rows).toEqual(['/ 0 7', '/a 1 2', '/b 1 6', '/b/a 2 4', '/b/c 2 6', '/b/c/d 3 6', '/b- 1 7']);
  });

  it('has the timeline of every path, lowest layer first', () => {
    const { table } = stackOf('a', '.wh.a', 'a');
    const [start, end] = [table.eventStarts[1]!, table.eventStarts[2]!];
    expect([...table.eventLayers.subarray(start, end)]).toEqual([0, 1, 2]);
  });

  it('does not change when its builder takes more layers', () => {
    const builder = new TableBuilder(new Diagnostics(), MANY);
    const first = build(builder, 'a -> b, d/c');
    build(builder, 'b, d/x, .wh.d');
    expect(first.layers).toHaveLength(1);
    expect(viewLines(first)).toEqual(['symlink /a 0', 'dir /d 0', 'file /d/c 0']);
    expect(followPath(first, viewAt(first, 0), bytes('/d/x'))).toMatchObject({ outcome: 'missing' });
    expect(followPath(first, viewAt(first, 0), bytes('/a'))).toMatchObject({ outcome: 'missing' });
  });

  it('tells what is odd once, however often it is built', () => {
    const diagnostics = new Diagnostics();
    const builder = new TableBuilder(diagnostics, MANY);
    build(builder, '.wh.a');
    build(builder, 'b');
    expect(diagnostics.list().map(({ code }) => code)).toEqual(['absent-whiteout']);
  });

  describe('on layers that another image has', () => {
    const layers = ['a/b/c, a/d, l -> a', 'a/.wh.d, e/f', 'l/x, a/b/y'].map((lines) => indexOf(layerTar(lines)));
    const own = indexOf(layerTar('a/z, e/g'));
    const odd = indexOf(layerTar('t, t'));
    const pile = (stack: readonly LayerIndex[], twin?: TableBuilder) => {
      const diagnostics = new Diagnostics();
      const builder = new TableBuilder(diagnostics, MANY, twin);
      for (const index of stack) finish(builder.add(index));
      return { builder, table: finish(builder.build()), diagnostics };
    };
    const facts = ({ table, diagnostics }: ReturnType<typeof pile>) => {
      const paths = [...table.depths.keys()].map((row) => pathAt(table, row).path);
      return { paths, views: stackViews(table), told: diagnostics.list(), nodes: table.nodes };
    };

    it.each([
      ['all of them', layers],
      ['the lowest', [...layers.slice(0, 2), own]],
      ['those but the base', [own, ...layers.slice(1)]],
      ['none', [own]],
      ['all of them and more', [...layers, own, odd]],
      ['no layer', []],
    ] as const)('is the one it would be alone: %s', (_which, stack) => {
      const { builder } = pile(layers);
      expect(facts(pile(stack, builder))).toEqual(facts(pile(stack)));
    });

    it('does not place them again', () => {
      const first = pile(layers);
      const second = pile([...layers.slice(0, 2), own], first.builder);
      const third = pile([...layers.slice(0, 2), layers[2]!], second.builder);
      const taken = [first, second, third].map(({ table }) => table.placements);
      expect(taken[1]!.map((each, layer) => each === taken[0]![layer])).toEqual([true, true, false]);
      expect(taken[2]!.map((each, layer) => each === taken[0]![layer])).toEqual([true, true, false]);
    });

    it('tells again what is odd in them', () => {
      const first = pile([layers[0]!, odd, own]);
      const second = pile([layers[0]!, odd, own], first.builder);
      expect(second.diagnostics.list().map(({ code, layer }) => [code, layer])).toEqual([['duplicate-path', 1]]);
    });

    it('takes no more of their paths than it may', () => {
      const { builder } = pile(layers);
      expect(() => finish(new TableBuilder(new Diagnostics(), 3, builder).add(layers[0]!))).toThrow(
        'more than 3 paths',
      );
    });
  });

  it('is built in slices', () => {
    const builder = new TableBuilder(new Diagnostics(), 100_000);
    const index = indexOf(layerTar(Array.from({ length: 10_000 }, (_, i) => ({ name: `d${i % 100}/${i}` }))));
    expect([...builder.add(index)].length).toBeGreaterThan(1);
    expect([...builder.build()].length).toBeGreaterThan(1);
  });

  it('takes no more paths than it may', () => {
    const builder = new TableBuilder(new Diagnostics(), 3);
    finish(builder.add(indexOf(layerTar('a/b, c'))));
    expect(() => finish(builder.add(indexOf(layerTar('d'))))).toThrow('the image has more than 3 paths');
  });
});

describe('following a path', () => {
  const { table } = stackOf(
    'usr/bin/sh -> bash, usr/bin/bash=x, bin -> usr/bin, abs -> /usr, up -> ../../usr/bin, loop -> loop, dead -> no, f=x, gone/a',
    '.wh.gone',
  );
  const view = viewAt(table, 1);
  const follow = (path: string, followLast = true): string => {
    const { outcome, row, links } = followPath(table, view, bytes(path), { followLast });
    return [outcome, pathAt(table, row).path, ...links.map((link) => pathAt(table, link).path)].join(' ');
  };

  it.each([
    ['/', true, 'found /'],
    ['', true, 'found /'],
    ['/usr/bin/bash', true, 'found /usr/bin/bash'],
    ['usr//bin/./bash/', true, 'found /usr/bin/bash'],
    ['/usr/../usr/bin', true, 'found /usr/bin'],
    ['/../..', true, 'found /'],
    ['/bin', false, 'found /bin'],
    ['/bin', true, 'found /usr/bin /bin'],
    ['/bin/sh', false, 'found /usr/bin/sh /bin'],
    ['/bin/sh', true, 'found /usr/bin/bash /bin /usr/bin/sh'],
    ['/abs/bin/sh', false, 'found /usr/bin/sh /abs'],
    ['/up/sh', false, 'found /usr/bin/sh /up'],
    ['/bin/../bin/bash', true, 'found /usr/bin/bash /bin'],
    ['/usr/bin/nothing', true, 'missing /usr/bin'],
    ['/dead', true, 'missing / /dead'],
    ['/dead', false, 'found /dead'],
    ['/gone/a', true, 'missing /gone'],
    ['/f/a', true, 'missing /f'],
  ])('%s (the last link: %s) ends: %s', (path, followLast, expected) => {
    expect(follow(path, followLast)).toBe(expected);
  });

  it('stops after 40 links, as the kernel does', () => {
    expect(follow('/loop/x')).toMatch(/^loop \/loop/);
    const chain = (length: number) => Array.from({ length }, (_, i) => `l${i} -> l${i + 1}`).join(', ');
    const outcomeOf = (length: number) => {
      const { table: links } = stackOf(`${chain(length)}, l${length}=x`);
      return followPath(links, viewAt(links, 0), bytes('/l0')).outcome;
    };
    expect([outcomeOf(40), outcomeOf(41)]).toEqual(['found', 'loop']);
  });
});
