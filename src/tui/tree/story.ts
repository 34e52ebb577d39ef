import type { ChangeLetter } from '../../union/changes.ts';
import { reasonsOf } from '../../union/reasons.ts';
import { bothOf } from '../../union/sides.ts';
import { Content, contentOf, hidesBelow, HIDES_SELF, isDirectory } from '../../union/event.ts';
import type { PathTable } from '../../union/path-table.ts';
import { NOTHING } from '../../union/view.ts';

/** What a layer did to a path. */
export interface StoryEvent {
  readonly layer: number;
  readonly letter: ChangeLetter;
}

const WORDS: Readonly<Record<ChangeLetter, string>> = { A: 'created', C: 'changed', D: 'deleted' };

/** All that happened to the path of a row, base first: by its own events and by marks on what it lies in. */
export function storyOf(table: PathTable, row: number): StoryEvent[] {
  const hidden = hidingLayers(table, row);
  const story: StoryEvent[] = [];
  let shown = NOTHING;
  const tell = (layer: number, after: number): void => {
    const before = shown;
    shown = after;
    if (before === after || !isTold(table, before, after)) return;
    story.push({ layer, letter: before < 0 ? 'A' : after < 0 ? 'D' : 'C' });
  };
  for (let event = table.eventStarts[row]!; event < table.eventStarts[row + 1]!; event += 1) {
    const layer = table.eventLayers[event]!;
    for (const by of hidden) if (by < layer) tell(by, NOTHING);
    const flags = table.eventFlags[event]!;
    const goes = (flags & HIDES_SELF) !== 0 || hidden.includes(layer);
    const content = contentOf(flags);
    const kept = goes ? NOTHING : shown;
    const stays = content === Content.imply && kept >= 0 && isDirectory(table.eventFlags[kept]!);
    tell(layer, content === Content.none || stays ? kept : event);
    hidden.splice(0, hidden.length, ...hidden.filter((by) => by > layer));
  }
  for (const by of hidden) tell(by, NOTHING);
  return story;
}

/** `created in 0, changed in 2`. */
export function storyText(story: readonly StoryEvent[]): string {
  return story.map(({ letter, layer }) => `${WORDS[letter]} in ${layer}`).join(', ');
}

/** Layers that hide everything in a directory that the row lies in, lowest first. */
function hidingLayers(table: PathTable, row: number): number[] {
  const layers = new Set<number>();
  for (let above = table.parents[row]!; above >= 0; above = table.parents[above]!) {
    for (let event = table.eventStarts[above]!; event < table.eventStarts[above + 1]!; event += 1) {
      if (hidesBelow(table.eventFlags[event]!)) layers.add(table.eventLayers[event]!);
    }
  }
  return [...layers].sort((a, b) => a - b);
}

/** A directory entry that repeats the lower one tells nothing. */
function isTold(table: PathTable, before: number, after: number): boolean {
  if (before < 0 || after < 0 || !isDirectory(table.eventFlags[after]!)) return true;
  return reasonsOf(bothOf(table), { before, after }, () => false).length > 0;
}
