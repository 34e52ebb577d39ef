import { diffArrays } from 'diff/lib/diff/array.js';
import { mapKeys } from '../../history/instruction/go-text.ts';
import type { Step } from '../../history/steps.ts';

/** A step that only one history has. */
export interface HistoryChange {
  readonly change: 'A' | 'D';
  /** Its place in the history it stands in, the first is 0. */
  readonly step: number;
  /** The layer it made there. */
  readonly layer: number | null;
  readonly instruction: string;
}

/** Histories have some dozens of steps: whatever differs in more than this has nothing in common. */
const MAX_EDITS = 500;

/** The steps in which two histories differ by what they did, in their order; what goes stands before what comes. */
export function historyChanges(before: readonly Step[], after: readonly Step[]): HistoryChange[] {
  const comparator = (a: Step, b: Step): boolean => spelled(a) === spelled(b);
  const runs = diffArrays([...before], [...after], { comparator, maxEditLength: MAX_EDITS }) ?? [
    { value: [...before], removed: true, added: false },
    { value: [...after], removed: false, added: true },
  ];
  const places = { A: 0, D: 0 };
  return runs.flatMap(({ value, added, removed }): HistoryChange[] => {
    if (!added && !removed) {
      places.A += value.length;
      places.D += value.length;
      return [];
    }
    const change = added ? 'A' : 'D';
    return value.map(({ layer, instruction }) => ({ change, step: places[change]++, layer, instruction }));
  });
}

/** BuildKit notes ports as Go prints them: `EXPOSE map[80/tcp:{}]`. */
function spelled({ instruction }: Step): string {
  const ports = instruction.startsWith('EXPOSE ') ? mapKeys(instruction.slice('EXPOSE '.length)) : undefined;
  return ports ? `EXPOSE ${ports.join(' ')}` : instruction;
}
