import { setImmediate as nextTurn } from 'node:timers/promises';
import { anyRowOf } from '../../image/find-path.ts';
import type { Image } from '../../image/image.ts';
import { followPath } from '../../union/follow.ts';
import { inodeOf, isFile } from '../../union/node.ts';
import type { Inode, PathTable } from '../../union/path-table.ts';
import { pathBytesOf } from '../../union/tree-path.ts';
import { advance, emptyView, viewAt } from '../../union/view.ts';
import { utf8 } from '../../base/bytes.ts';
import type { Finding, Place } from './claim.ts';
import { type FileKind, kindOf, mayHoldPackages, OS_RELEASE, PROGRAM } from './kinds.ts';

/** What stood at a path in the layers `[from, to)`. */
export interface Run {
  readonly from: number;
  to: number;
  readonly inode: Inode;
}

/** A path where some layer has what may be a package database. */
export interface Candidate {
  readonly row: number;
  readonly kind: FileKind;
  readonly place: Place;
  /** Its versions, lowest layer first. */
  readonly runs: Run[];
  /** What each version says, by {@link inodeKey}; filled when they are read. */
  readonly findings: Map<number, Finding>;
}

/** What Go or Rust make with their standard libraries is larger than this. */
const LEAST_PROGRAM_BYTES = 200_000;
const ROWS_PER_TURN = 2048;
const EXECUTABLE = 0o111;

/** A number for each body of an image. */
export function inodeKey({ layer, row }: Inode): number {
  return layer * 2 ** 32 + row;
}

/** The paths to read, in tree order, with the layers each of their versions was seen in. */
export async function findCandidates(image: Image): Promise<Candidate[]> {
  const { paths } = image;
  const statusParts = anyRowOf(image, '/var/lib/dpkg/status.d');
  const osRelease = osReleaseRow(image);
  const candidates: Candidate[] = [];
  for (let row = 1; row < paths.rows; row += 1) {
    if (row % ROWS_PER_TURN === 0) await nextTurn();
    const name = nameOf(paths, row);
    const isPart = statusParts > 0 && paths.parents[row] === statusParts;
    const isNamed = mayHoldPackages(name) || isPart || row === osRelease;
    if (!isNamed && !isProgram(paths, row)) continue;
    const place = placeOf(paths, row);
    const kind =
      row === osRelease ? OS_RELEASE : ((isNamed ? kindOf(name, place.directory) : undefined) ?? programAt(paths, row));
    if (kind) candidates.push({ row, kind, place, runs: [], findings: new Map() });
  }
  await fillRuns(image, candidates);
  return candidates.filter(({ runs }) => runs.length > 0);
}

/** Whether what stands at a row, in whatever layer, may tell of packages; more than {@link findCandidates} gives. */
export function mayTellPackages(paths: PathTable, row: number): boolean {
  const isPart = row > 0 && nameOf(paths, paths.parents[row]!) === 'status.d';
  return isPart || mayHoldPackages(nameOf(paths, row)) || isProgram(paths, row);
}

/** The path of a row, byte by byte. */
function placeOf(paths: PathTable, row: number): Place {
  const path = Buffer.from(pathBytesOf(paths.tree, paths.nodes[row]!)).toString('latin1');
  return { path, directory: path.slice(0, path.lastIndexOf('/')) };
}

function nameOf(paths: PathTable, row: number): string {
  const { buffer, byteOffset, length } = paths.tree.name(paths.nodes[row]!);
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
}

function programAt(paths: PathTable, row: number): FileKind | undefined {
  return isProgram(paths, row) ? PROGRAM : undefined;
}

function isProgram(paths: PathTable, row: number): boolean {
  for (let event = paths.eventStarts[row]!; event < paths.eventStarts[row + 1]!; event += 1) {
    const inode = inodeOf(paths, event);
    if (!isFile(paths, inode)) continue;
    const { modes, stored } = paths.layers[inode.layer]!;
    if (modes[inode.row]! & EXECUTABLE && stored[inode.row]! >= LEAST_PROGRAM_BYTES) return true;
  }
  return false;
}

/** Where `/etc/os-release` leads to, or else its other place; -1 for neither. */
function osReleaseRow(image: Image): number {
  const view = viewAt(image.paths, image.layers.length - 1);
  const found = ['/etc/os-release', '/usr/lib/os-release'].map((path) => followPath(image.paths, view, utf8(path)));
  return found.find(({ outcome }) => outcome === 'found')?.row ?? -1;
}

async function fillRuns({ paths, layers }: Image, candidates: readonly Candidate[]): Promise<void> {
  const view = emptyView(paths);
  for (let layer = 0; layer < layers.length; layer += 1) {
    advance(paths, view, layer);
    await nextTurn();
    for (const { row, runs } of candidates) {
      const inode = view[row]! < 0 ? null : inodeOf(paths, view[row]!);
      if (!isFile(paths, inode)) continue;
      const last = runs.at(-1);
      if (last?.to === layer && inodeKey(last.inode) === inodeKey(inode)) last.to = layer + 1;
      else runs.push({ from: layer, to: layer + 1, inode });
    }
  }
}
