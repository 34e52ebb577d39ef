import { utf8 } from '../base/bytes.ts';
import { printable } from '../base/text.ts';
import { rfc3339 } from '../base/time.ts';
import { anyRowOf, findPath, typedPath } from '../image/find-path.ts';
import type { Image } from '../image/image.ts';
import { compareBodies } from '../image/same-content.ts';
import { VarveError } from '../model/error.ts';
import type { LogDocument } from '../report/documents/log.ts';
import { ENTRY_TYPES, EntryType } from '../tar/entry.ts';
import type { Change } from '../union/changes.ts';
import { followPath } from '../union/follow.ts';
import { factsOf } from '../union/node.ts';
import { pairsToCompare, reasonsOf, type SameContent } from '../union/reasons.ts';
import { pathAt, pathText } from '../union/row-path.ts';
import { bothOf } from '../union/sides.ts';
import { advance, emptyView, viewAt } from '../union/view.ts';
import { octal } from './ls-entry.ts';
import { documentHead, imageDocument, type Opened, stepsByLayer } from './opened.ts';

type LogEvent = LogDocument['events'][number];

interface LayerChange extends Change {
  readonly layer: number;
}

/** The timeline of one path: each layer that adds, changes or deletes it. @throws VarveError `PATH_NOT_FOUND` */
export async function log(opened: Opened, path: string): Promise<LogDocument> {
  const { image, naming, limits } = opened;
  const row = rowOf(image, path);
  const changes = timeline(image, row);
  const same = await compareBodies(image, pairsToCompare(bothOf(image.paths), changes), limits);
  const steps = stepsByLayer(opened);
  const found = pathAt(image.paths, row);
  const asked = spellingsOf(path).map((spelling) => pathText(spelling).path.replace(/\/{2,}/g, '/'));
  return {
    ...documentHead('log'),
    image: imageDocument(naming, image.manifest),
    ...found,
    ...(!asked.includes(found.path) && { asked: asked.at(-1)! }),
    events: changes.map((change) => eventOf(image, change, same, steps[change.layer]!.instruction)),
    diagnostics: image.diagnostics,
  };
}

/** The row that is meant: as the top view leads there, else as the latest view that has it, else by its bare name. */
function rowOf(image: Image, path: string): number {
  for (let layer = image.layers.length - 1; layer >= 0; layer -= 1) {
    const view = viewAt(image.paths, layer);
    for (const spelling of spellingsOf(path)) {
      const { outcome, row } = followPath(image.paths, view, spelling, { followLast: false });
      if (outcome === 'found' && row > 0) return row;
    }
  }
  const row = anyRowOf(image, path);
  if (row > 0) return row;
  if (row === 0)
    throw new VarveError('PATH_NOT_FOUND', 'the root has no history of its own', { hint: 'Name a path in it.' });
  findPath(image, path, { layer: image.layers.length - 1, followLast: false });
  throw new VarveError('PATH_NOT_FOUND', `${printable(path)} is in no layer`);
}

/** A name may hold a backslash and an x of its own; then it is meant as it stands. */
function spellingsOf(path: string): Uint8Array[] {
  return path.includes('\\x') ? [utf8(`/${path}`), typedPath(path)] : [typedPath(path)];
}

function timeline(image: Image, row: number): LayerChange[] {
  const changes: LayerChange[] = [];
  const view = emptyView(image.paths);
  for (let layer = 0; layer < image.layers.length; layer += 1) {
    const before = view[row]!;
    advance(image.paths, view, layer);
    const after = view[row]!;
    if (before === after) continue;
    const change: LayerChange = { letter: before < 0 ? 'A' : after < 0 ? 'D' : 'C', row, before, after, layer };
    if (change.letter !== 'C' || saysSomething(image, change)) changes.push(change);
  }
  return changes;
}

/** A directory entry that repeats the lower one is no event; any other entry is, even when nothing differs. */
function saysSomething(image: Image, change: Change): boolean {
  const isDirectory = factsOf(image.paths, change.after).type === EntryType.dir;
  return !isDirectory || reasonsOf(bothOf(image.paths), change, () => false).length > 0;
}

function eventOf(image: Image, change: LayerChange, same: SameContent, instruction: string): LogEvent {
  const facts = change.after < 0 ? null : factsOf(image.paths, change.after);
  return {
    layer: change.layer,
    change: change.letter,
    type: facts && ENTRY_TYPES[facts.type],
    mode: facts && octal(facts.mode),
    uid: facts && facts.uid,
    gid: facts && facts.gid,
    size: facts && facts.size,
    mtime: facts?.mtime == null ? null : rfc3339(facts.mtime),
    reasons: reasonsOf(bothOf(image.paths), change, same),
    instruction,
  };
}
