import { expect, it } from 'vitest';
import { finish, fullLines, stackIndexes } from '../../fixtures/layers.ts';
import { sumView, treeBytes } from '../../src/analysis/top-view.ts';
import { Diagnostics } from '../../src/model/diagnostic.ts';
import { layerChanges } from '../../src/union/changes.ts';
import type { PathTable } from '../../src/union/path-table.ts';
import { pathAt } from '../../src/union/row-path.ts';
import { TableBuilder } from '../../src/union/table-builder.ts';
import { emptyView, type View, viewAt } from '../../src/union/view.ts';
import type { NaiveInode } from './naive-layer.ts';
import { EMPTY, naiveChanges, type NaiveNode, walk } from './naive-tree.ts';
import { onRandomStacks } from './random-stacks.ts';

it('shows in every view what trees show that are copied layer by layer', () => {
  onRandomStacks(({ naive, indexes }) => {
    const { table } = stackIndexes(indexes);
    for (const [layer, view] of naive.views.entries()) {
      expect(fullLines(table, viewAt(table, layer)).join('\n')).toBe(naiveLines(view).join('\n'));
    }
  });
});

it('tells the changes of every layer that a comparison of two such trees tells', () => {
  onRandomStacks(({ naive, indexes }) => {
    const { table } = stackIndexes(indexes);
    const view = emptyView(table);
    for (const [layer, after] of naive.views.entries()) {
      const changes = layerChanges(table, view, layer);
      const lines = changes.map(({ letter, row }) => `${letter} ${pathAt(table, row).path}`);
      expect(lines.join('\n')).toBe(naiveChanges(naive.views[layer - 1] ?? EMPTY, after, layer).join('\n'));
      expect(view.join()).toBe(viewAt(table, layer).join());
    }
  });
});

it('shows the same in a table of the first layers as in the table of all', () => {
  onRandomStacks(({ indexes }) => {
    const builder = new TableBuilder(new Diagnostics(), 1_000);
    const parts = indexes.map((index) => {
      finish(builder.add(index));
      return finish(builder.build());
    });
    const whole = parts.at(-1)!;
    for (const [layer, part] of parts.entries()) {
      expect(part.layers).toHaveLength(layer + 1);
      expect(fullLines(part, viewAt(part, layer)).join('\n')).toBe(fullLines(whole, viewAt(whole, layer)).join('\n'));
    }
  });
});

it('sums the bytes below every directory, each body once', () => {
  onRandomStacks(({ naive, indexes }) => {
    const { table } = stackIndexes(indexes);
    const top = viewAt(table, indexes.length - 1);
    expect(treeSizes(table, top).join('\n')).toBe(naiveTreeSizes(naive.views.at(-1)!).join('\n'));
  });
});

function naiveLines(view: NaiveNode): string[] {
  return [...walk(view)].map(({ path, node: { type, layer, mode, uid, gid, mtime, inode } }) => {
    const bits = mode.toString(8).padStart(4, '0');
    return `${type} ${path} ${layer} ${bits} ${uid}:${gid} @${mtime ?? '-'} ${inode?.bytes ?? 0}`;
  });
}

function treeSizes(table: PathTable, view: View): string[] {
  const sums = sumView(table, view);
  const rows = [...view.keys()].filter((row) => row > 0 && view[row]! >= 0);
  return rows.map((row) => `${pathAt(table, row).path} ${treeBytes(table, sums, row)}`);
}

function naiveTreeSizes(view: NaiveNode): string[] {
  const sums = new Map<string, number>();
  const seen = new Set<NaiveInode>();
  for (const { path, node } of walk(view)) {
    sums.set(path, 0);
    if (!node.inode || seen.has(node.inode)) continue;
    seen.add(node.inode);
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      sums.set(path.slice(0, end), sums.get(path.slice(0, end))! + node.inode.bytes);
    }
  }
  return [...sums].map(([path, bytes]) => `${path} ${bytes}`);
}
