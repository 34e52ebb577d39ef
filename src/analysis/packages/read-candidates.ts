import { formatBytes, printable } from '../../base/text.ts';
import type { Image } from '../../image/image.ts';
import { type BodyReader, readBodies, type WantedBody } from '../../image/read-bodies.ts';
import { Diagnostics } from '../../model/diagnostic.ts';
import type { Limits } from '../../model/limits.ts';
import type { Inode } from '../../union/path-table.ts';
import { pathAt } from '../../union/row-path.ts';
import { type Candidate, inodeKey } from './candidates.ts';
import { type Finding, type ParseFile, Unreadable } from './claim.ts';

/** All versions of all databases together: an image that has more was made to be slow. */
const MAX_TOTAL_BYTES = 2 ** 32;

interface Wanted {
  readonly inode: Inode;
  /** Paths that show the body: hard links, or a file that a later layer has at the same place again. */
  readonly candidates: Candidate[];
}

interface Found {
  readonly candidate: Candidate;
  readonly finding: Finding;
}

/**
 * Reads each version of each candidate once and fills in what it says. What cannot be read becomes a diagnostic.
 *
 * @throws VarveError when a layer cannot be read
 */
export async function readCandidates(
  image: Image,
  candidates: readonly Candidate[],
  limits: Limits,
  diagnostics: Diagnostics,
): Promise<void> {
  const unread = (inode: Inode, { row, kind }: Candidate, why: string): void => {
    const { path } = pathAt(image.paths, row);
    const shown = printable(path);
    const message = `${shown}: the ${kind.what} could not be read: ${why}`;
    diagnostics.add({ code: 'package-unread', message, layer: inode.layer, path: shown });
  };
  let leftBytes = MAX_TOTAL_BYTES;
  const bodies: WantedBody<readonly Found[]>[] = [];
  for (const { inode, candidates: places } of wantedOf(candidates)) {
    const sizeBytes = image.layers[inode.layer]!.index.sizes[inode.row]!;
    const [first] = places;
    const { pick } = first!.kind;
    const readBytes = sizeBytes * places.length;
    const isTooLarge = !pick && (sizeBytes > limits.maxJson || readBytes > leftBytes);
    if (isTooLarge) {
      unread(inode, first!, `its ${formatBytes(sizeBytes)} are beyond the limit max-json or that of all databases`);
      continue;
    }
    if (!pick) leftBytes -= readBytes;
    const say = (candidate: Candidate, why: string): void => unread(inode, candidate, why);
    bodies.push({ inode, read: () => (pick ? picked(first!, pick) : parsed(places, sizeBytes, say)) });
  }
  for await (const [inode, found] of readBodies(image, bodies, limits)) {
    for (const { candidate, finding } of found) candidate.findings.set(inodeKey(inode), finding);
  }
}

function wantedOf(candidates: readonly Candidate[]): Iterable<Wanted> {
  const wanted = new Map<number, Wanted>();
  for (const candidate of candidates) {
    for (const { inode } of candidate.runs) {
      const key = inodeKey(inode);
      const known = wanted.get(key);
      if (!known) wanted.set(key, { inode, candidates: [candidate] });
      else if (known.candidates.at(-1) !== candidate) known.candidates.push(candidate);
    }
  }
  return wanted.values();
}

function* picked(candidate: Candidate, pick: NonNullable<Candidate['kind']['pick']>): BodyReader<readonly Found[]> {
  return [{ candidate, finding: yield* pick(candidate.place) }];
}

function* parsed(
  candidates: readonly Candidate[],
  sizeBytes: number,
  unread: (candidate: Candidate, why: string) => void,
): BodyReader<readonly Found[]> {
  const bytes = yield { offset: 0, length: sizeBytes };
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return candidates.flatMap((candidate) => {
    const finding = candidate.kind.parse ? attempt(candidate, candidate.kind.parse, content, unread) : null;
    return [{ candidate, finding }];
  });
}

function attempt(
  candidate: Candidate,
  parse: ParseFile,
  content: Buffer,
  unread: (candidate: Candidate, why: string) => void,
): Finding {
  try {
    return parse(content, candidate.place);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    unread(candidate, error.message);
    return null;
  }
}
