import { printable } from '../base/text.ts';
import { describesFiles, STARGZ_INDEX, type Toc } from '../layer/toc.ts';
import type { TocFile } from '../layer/toc-files.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import { ENTRY_TYPES, EntryType } from '../tar/entry.ts';
import type { Finding } from './check.ts';
import { entryPath } from './entry-path.ts';
import { Faults } from './findings.ts';

const decoder = new TextDecoder();

/** The rows of a layer by a path that names in JSON can be compared with; of a path that comes twice the last. */
export function rowsByPath(index: LayerIndex): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (let row = 0; row < index.rows; row += 1) rows.set(pathKey(index.name(row)), row);
  return rows;
}

/** The path that an entry of the table means, for {@link rowsByPath}. */
export function tocPath({ name }: TocFile): string {
  return pathKey(Buffer.from(name));
}

/** Each entry of the table against the tar, and the other way round: a lazy runtime believes the table, others the tar. */
export function checkTocEntries(toc: Toc, index: LayerIndex): readonly Finding[] {
  const faults = new Faults();
  const rows = rowsByPath(index);
  const says = { sizes: describesFiles(toc), owners: toc.files.some(({ mode }) => mode !== null) };
  const named = new Set<string>();
  for (const file of toc.files) {
    const key = tocPath(file);
    named.add(key);
    const row = rows.get(key);
    const path = `/${printable(key)}`;
    if (row === undefined) faults.add({ path, message: `${path} is in the table of contents but not in the tar` });
    else for (const message of differences(file, index, row, says)) faults.add({ path, message: `${path} ${message}` });
  }
  for (const [key, row] of rows) {
    if (named.has(key) || key === '' || (toc.kind === 'estargz' && key === STARGZ_INDEX)) continue;
    const path = `/${printable(key)}`;
    const message = `${path} is in the tar but not in the table of contents`;
    faults.add({ path, message, byte: index.headerOffsets[row]! });
  }
  const passed = says.sizes
    ? 'names, types, sizes and links are those of the tar'
    : 'names, types and links are those of the tar; it says no sizes';
  return faults.findings('toc-entries', passed);
}

interface Says {
  readonly sizes: boolean;
  readonly owners: boolean;
}

function* differences(file: TocFile, index: LayerIndex, row: number, says: Says): Generator<string> {
  const type = index.types[row]! as EntryType;
  if (file.type !== type) return yield `is a ${ENTRY_TYPES[type]} in the tar, a ${ENTRY_TYPES[file.type]} in the table`;
  if (says.sizes && type === EntryType.file && file.sizeBytes !== index.sizes[row])
    yield differs('size', index.sizes[row]!, file.sizeBytes);
  if (type === EntryType.symlink && lossyText(index.link(row)) !== lossyText(Buffer.from(file.link)))
    yield differs('target', lossyText(index.link(row)), file.link);
  if (type === EntryType.hardlink && pathKey(index.link(row)) !== pathKey(Buffer.from(file.link)))
    yield differs('target', lossyText(index.link(row)), file.link);
  if (!says.owners) return;
  const mode = (file.mode ?? 0) & 0o7777;
  if (mode !== index.modes[row]) yield differs('mode', index.modes[row]!.toString(8), mode.toString(8));
  if ((file.uid ?? 0) !== index.uids[row]) yield differs('uid', index.uids[row]!, file.uid ?? 0);
  if ((file.gid ?? 0) !== index.gids[row]) yield differs('gid', index.gids[row]!, file.gid ?? 0);
}

function differs(what: string, inTar: string | number, inToc: string | number): string {
  return `has the ${what} ${printable(String(inTar))} in the tar, ${printable(String(inToc))} in the table`;
}

function pathKey(name: Uint8Array): string {
  return lossyText(Buffer.from(entryPath(name).key, 'latin1'));
}

/** Go writes each byte that is no UTF-8 as U+FFFD, `TextDecoder` one for a few: runs of them are one here. */
function lossyText(bytes: Uint8Array): string {
  return decoder.decode(bytes).replace(/\ufffd+/g, '\ufffd');
}
