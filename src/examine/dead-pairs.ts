import type { DeadCopy } from '../analysis/waste.ts';
import type { AnalyzeDocument } from '../report/documents/analyze.ts';
import { adviceFor, type DeadGroup } from './dead-advice.ts';
import { type Opened, stepsByLayer } from './opened.ts';

type Pair = NonNullable<AnalyzeDocument['dead']>['pairs'][number];

interface Group extends DeadGroup {
  bytes: number;
  readonly rows: Set<number>;
}

/** Dead bytes by who wrote them, who hid them and why: largest first, ties by layers. */
export function deadPairs(opened: Opened, copies: readonly DeadCopy[]): Pair[] {
  const steps = stepsByLayer(opened);
  const groups = new Map<string, Group>();
  for (const { row, layer, hiddenBy, bytes, cause } of copies) {
    const key = `${layer} ${hiddenBy} ${cause}`;
    const group = groups.get(key) ?? { createdIn: layer, hiddenBy, cause, bytes: 0, rows: new Set() };
    groups.set(key, group);
    group.bytes += bytes;
    group.rows.add(row);
  }
  return [...groups.values()]
    .sort((a, b) => b.bytes - a.bytes || a.createdIn - b.createdIn || a.hiddenBy - b.hiddenBy)
    .map((group) => {
      const { createdIn, hiddenBy, cause, bytes, rows } = group;
      const makers = { writer: steps[createdIn]!.instruction, hider: steps[hiddenBy]!.instruction };
      const advice = adviceFor(opened.image.paths, group, makers);
      return { createdIn, hiddenBy, cause, bytes, paths: rows.size, advice };
    });
}
