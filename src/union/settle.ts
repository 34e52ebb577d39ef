import { printableBytes } from '../base/text.ts';
import type { Diagnostics } from '../model/diagnostic.ts';
import { EntryType } from '../tar/entry.ts';
import { Content, contentOf, hidesBelow, HIDES_SELF, isDirectory, OPAQUE, WHITEOUT } from './event.ts';
import { followPath } from './follow.ts';
import { factsOf, inodeOf } from './node.ts';
import type { ImpliedMetadata, Inode, PathTable } from './path-table.ts';
import { pathOf } from './tree-path.ts';
import { advance, emptyView, NOTHING, type View } from './view.ts';

interface Settled {
  readonly implied: Map<number, ImpliedMetadata>;
  readonly foreignInodes: Map<number, Inode | null>;
}

/**
 * Decides once, layer by layer, what depends on the view below a layer: metadata that implied directories take from
 * there (rules 4 and 5), hard links into lower layers (rule 7); and notes what is odd only in the light of that view.
 * Yields after each layer.
 */
export function* settle(
  table: PathTable & Settled,
  diagnosticsOf: (layer: number) => Diagnostics,
): Generator<void, Settled> {
  const below = emptyView(table);
  for (let layer = 0; layer < table.layers.length; layer += 1) {
    settleImplied(table, below, layer, diagnosticsOf(layer));
    if (table.placements[layer]!.foreignLinks.size > 0) settleLinks(table, below, layer, diagnosticsOf(layer));
    advance(table, below, layer);
    yield;
  }
  return { implied: table.implied, foreignInodes: table.foreignInodes };
}

function settleImplied(table: PathTable & Settled, below: View, layer: number, diagnostics: Diagnostics): void {
  // Ends of the subtrees that marks of this layer hide: by a whiteout or a new non-directory, and by an opaque marker.
  let hiddenTo = 0;
  let opaqueTo = 0;
  for (const event of table.eventsOf(layer)) {
    const row = table.eventRows[event]!;
    const flags = table.eventFlags[event]!;
    const before = below[row]!;
    if (flags & WHITEOUT && before === NOTHING) {
      note(table, diagnostics, event, 'absent-whiteout', 'is whited out, but no lower layer shows it');
    }
    const isHidden = row < hiddenTo || (flags & HIDES_SELF) !== 0;
    if (contentOf(flags) === Content.imply && before !== NOTHING && !isHidden) {
      settleOne(table, below, event, row < opaqueTo, diagnostics);
    }
    if (flags & OPAQUE) opaqueTo = Math.max(opaqueTo, table.ends[row]!);
    if (hidesBelow(flags & ~OPAQUE)) hiddenTo = Math.max(hiddenTo, table.ends[row]!);
  }
}

function settleOne(
  table: PathTable & Settled,
  below: View,
  event: number,
  isOpaque: boolean,
  diagnostics: Diagnostics,
): void {
  const before = below[table.eventRows[event]!]!;
  const flags = table.eventFlags[before]!;
  if (isDirectory(flags)) {
    const lower = factsOf(table, before);
    if (isOpaque) table.implied.set(event, lower);
    if (lower.mode !== 0o755 || lower.uid !== 0 || lower.gid !== 0) {
      note(
        table,
        diagnostics,
        event,
        'engines-differ',
        `has no entry in layer ${table.eventLayers[event]}: it keeps mode and owner of the lower directory, where docker's overlay2 and podman show 0755 0:0`,
      );
    }
  } else if (contentOf(flags) === Content.symlink) replaceSymlink(table, below, event, diagnostics);
}

/** The classic way to break a merged-/usr image: `lib/x` over `lib -> usr/lib`. */
function replaceSymlink(table: PathTable & Settled, below: View, event: number, diagnostics: Diagnostics): void {
  const row = table.eventRows[event]!;
  const before = below[row]!;
  const target = table.layers[table.eventLayers[before]!]!.link(table.eventEntries[before]!);
  const { outcome, row: found } = followPath(table, below, target, { start: table.parents[row]! });
  const lower = outcome === 'found' && found > 0 ? below[found]! : NOTHING;
  if (lower !== NOTHING && isDirectory(table.eventFlags[lower]!)) table.implied.set(event, factsOf(table, lower));
  note(
    table,
    diagnostics,
    event,
    'replaced-symlink',
    `was a symlink to ${printableBytes(target)}; layer ${table.eventLayers[event]} puts paths below it without following the link, so it becomes a real directory and hides what the link led to`,
  );
}

function settleLinks(table: PathTable & Settled, below: View, layer: number, diagnostics: Diagnostics): void {
  const { foreignLinks, links } = table.placements[layer]!;
  for (const event of table.eventsOf(layer)) {
    const entry = table.eventEntries[event]!;
    if (entry < 0 || table.layers[layer]!.types[entry] !== EntryType.hardlink) continue;
    const target = foreignLinks.get(links.get(entry) ?? entry);
    if (!target) continue;
    const { outcome, row } = followPath(table, below, absolute(target), { followLast: false });
    const lower = outcome === 'found' ? below[row]! : NOTHING;
    const inode = lower === NOTHING ? null : inodeOf(table, lower);
    table.foreignInodes.set(event, inode);
    const what = inode ? `of layer ${table.eventLayers[lower]}` : 'that is not there';
    note(
      table,
      diagnostics,
      event,
      inode ? 'link-to-lower-layer' : 'link-to-nothing',
      `is a hard link to ${printableBytes(target)} ${what}; engines refuse it`,
    );
  }
}

function absolute(path: Uint8Array): Uint8Array {
  const whole = new Uint8Array(path.length + 1);
  whole[0] = 0x2f;
  whole.set(path, 1);
  return whole;
}

function note(table: PathTable, diagnostics: Diagnostics, event: number, code: string, what: string): void {
  const path = pathOf(table.tree, table.nodes[table.eventRows[event]!]!);
  diagnostics.add({ code, message: `${path} ${what}`, layer: table.eventLayers[event]!, path });
}
