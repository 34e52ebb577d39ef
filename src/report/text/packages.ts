import { formatBytes, plural, printable } from '../../base/text.ts';
import type { PackageDocument, PackagesDocument, RemovedDocument } from '../documents/packages.ts';
import { diagnosticLines } from './diagnostics.ts';
import { columnsOf, painted, type TextStyle, titleLines } from './style.ts';
import { type Cell, type Column, layTable } from './table.ts';

/** Size, files, layer, type, name and version. */
const COLUMNS: readonly Column[] = [
  { align: 'end' },
  { align: 'end', kind: 'optional' },
  {},
  { kind: 'optional' },
  { kind: 'flexible' },
];

/** What `packages` says: a line for each package, the largest first, and those that were removed in vain. */
export function* packagesText(document: PackagesDocument, style: TextStyle): Generator<string> {
  const { totals } = document;
  for (const line of sections(document, style)) yield `${line}\n`;
  const found = `${plural(totals.packages, 'package')}, ${formatBytes(totals.bytes)}`;
  const count = totals.packages === 0 ? 'no packages' : found;
  const gone =
    totals.removed === 0
      ? ''
      : `; ${formatBytes(totals.removedBytes)} of ${plural(totals.removed, 'removed package')} still shipped`;
  yield* titleLines(count + gone, style).map((line) => `${line}\n`);
}

function* sections({ packages, removed, totals, diagnostics }: PackagesDocument, style: TextStyle): Generator<string> {
  const columns = columnsOf(style);
  if (totals.packages > 0) {
    yield* layTable(COLUMNS, Array.from(packages, cellsOf), columns).flat();
    yield '';
  }
  if (totals.removed > 0) {
    yield* titleLines('Removed, and what lower layers still store of it', style);
    yield* layTable(
      COLUMNS,
      Array.from(removed, (each) => removedCells(each, style)),
      columns,
    ).flat();
    yield '';
  }
  // What could not be read may be packages: that is part of the answer.
  const unread = diagnostics.filter(({ code }) => code.startsWith('package'));
  const odd = diagnosticLines(unread, { ...style, verbose: true });
  if (odd.length > 0) yield* [...odd, ''];
}

function cellsOf(each: PackageDocument): Cell[] {
  const before = each.earlier.at(-1);
  const from = before ? ` (${before.change} from ${before.version} of layer ${before.layer})` : '';
  return rowOf(each, { text: formatBytes(each.bytes) }, `layer ${each.layer}`, from);
}

function removedCells(each: RemovedDocument, style: TextStyle): Cell[] {
  const size = { text: formatBytes(each.bytes), paint: (text: string) => painted(style, 'dead', text) };
  return rowOf(each, size, `layer ${each.layer}, gone in ${each.removedIn}`, '');
}

function rowOf({ type, name, version, files }: PackageDocument, size: Cell, layer: string, behind: string): Cell[] {
  const text = printable(`${name} ${version}${behind}`);
  return [size, { text: plural(files, 'file') }, { text: layer }, { text: type }, { text }];
}
