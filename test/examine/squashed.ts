import type { Entry } from '../../fixtures/tar.ts';
import { type LayerRange, squashLayers } from '../../src/analysis/squash.ts';
import type { Image } from '../../src/image/image.ts';
import { ENTRY_TYPES } from '../../src/tar/entry.ts';
import { contentOf, Content } from '../../src/union/event.ts';
import { factsOf } from '../../src/union/node.ts';
import { pathAt } from '../../src/union/row-path.ts';
import { viewAt } from '../../src/union/view.ts';

/** The entries of the layer that does what the layers of a range do. Bodies are as long as the ones they stand for. */
export function squashedLayer({ paths }: Image, range: LayerRange): Entry[] {
  const { rows, whiteouts } = squashLayers(paths, range);
  const view = viewAt(paths, range.to);
  const names = new Map<string, string>();
  const puts = rows.map((row): Entry => {
    const { inode, size, ...facts } = factsOf(paths, view[row]!);
    const name = pathAt(paths, row).path;
    const about = { name, mode: facts.mode, uid: facts.uid, gid: facts.gid, mtime: facts.mtime ?? 0 };
    if (!inode) return { ...about, name: `${name}/` };
    const key = `${inode.layer} ${inode.row}`;
    const first = names.get(key);
    if (first !== undefined) return { ...about, type: 'hardlink', link: first };
    names.set(key, name);
    const index = paths.layers[inode.layer]!;
    switch (ENTRY_TYPES[index.types[inode.row]!]) {
      case 'symlink':
        return { ...about, link: Buffer.from(index.link(inode.row)).toString() };
      case 'fifo':
        return { ...about, type: 'fifo' };
      default:
        return { ...about, body: 'x'.repeat(size) };
    }
  });
  return [...puts, ...whiteouts.map((row) => ({ name: whiteoutOf(pathAt(paths, row).path) }))];
}

/**
 * Whether one layer can do it: not where a layer links to a file of a lower one, which engines refuse, nor where an
 * empty directory has a name that would be a marker.
 */
export function canBeSquashed({ paths }: Image, { from, to }: LayerRange): boolean {
  const isInside = (event: number): boolean => paths.eventLayers[event]! >= from && paths.eventLayers[event]! <= to;
  if ([...paths.foreignInodes.keys()].some(isInside)) return false;
  return [...viewAt(paths, to)].every((event, row) => {
    if (event < 0 || !isInside(event) || contentOf(paths.eventFlags[event]!) !== Content.imply) return true;
    return !pathAt(paths, row).path.includes('/.wh.');
  });
}

/** All that is visible at a layer, but not who brought it: a hard link is what it links to, an implied directory of no age. */
export function seenLines({ paths }: Image, layer: number): string[] {
  const view = viewAt(paths, layer);
  const rows = [...view.keys()].filter((row) => row > 0 && view[row]! >= 0);
  return rows.map((row) => {
    const { inode, type, mode, uid, gid, mtime, size } = factsOf(paths, view[row]!);
    const shown = inode ? paths.layers[inode.layer]!.types[inode.row]! : type;
    return `${pathAt(paths, row).path} ${ENTRY_TYPES[shown]} ${mode} ${uid}:${gid} @${mtime ?? 0} ${size}`;
  });
}

function whiteoutOf(path: string): string {
  const slash = path.lastIndexOf('/') + 1;
  return `${path.slice(0, slash)}.wh.${path.slice(slash)}`;
}
