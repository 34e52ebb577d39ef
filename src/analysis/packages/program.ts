import type { BodyReader } from '../../image/read-bodies.ts';
import { cargoClaims, isPacked } from './cargo.ts';
import type { Claim, Finding, Place } from './claim.ts';
import { type ElfLayout, elfLayout } from './elf.ts';
import { goClaims } from './go.ts';

const HEAD_BYTES = 8192;
/** The block lies at the start of the data of a program; in one that can lie anywhere (PIE) all that is moved comes first. */
const LOOKED_AT_BYTES = 2 ** 25;
/** Behind what is loaded lie notes, symbols and what debuggers read; of more than this only the end is looked at. */
const TAIL_BYTES = 2 ** 26;
/** One section is what is looked for; another may begin as it does by chance. */
const MOST_PACKED = 4;

/** Reads of a program only what tells what it was built of: the modules that Go notes, the crates that cargo-auditable does. */
export function* readProgram({ path }: Place): BodyReader<Finding> {
  const head = asBuffer(yield { offset: 0, length: HEAD_BYTES });
  const layout = elfLayout(head);
  if (!layout) return null;
  let readTo = HEAD_BYTES;
  for (const { isWritable, offset, length } of layout.segments) {
    if (!isWritable || offset < readTo) continue;
    readTo = offset + Math.min(length, LOOKED_AT_BYTES);
    const claims = goClaims(asBuffer(yield { offset, length: readTo - offset }), offset, path);
    if (claims) return { claims };
  }
  const claims = yield* readCrates(layout, readTo, path);
  return claims.length > 0 ? { claims } : null;
}

/**
 * The section is known by what it holds: it lies before the table of all sections, and their names behind it, but ranges
 * cannot be asked for backwards.
 */
function* readCrates({ segments, table, sections }: ElfLayout, readTo: number, path: string): BodyReader<Claim[]> {
  const end = table.offset + table.length;
  const loadedTo = segments.reduce((most, { offset, length }) => Math.max(most, offset + length), readTo);
  const start = Math.max(loadedTo, end - TAIL_BYTES);
  if (table.length === 0 || table.offset < start) return [];
  const tail = asBuffer(yield { offset: start, length: end - start });
  return sections(tail.subarray(table.offset - start))
    .filter(({ offset }) => offset >= start)
    .map(({ offset, length }) => tail.subarray(offset - start, offset - start + length))
    .filter(isPacked)
    .slice(0, MOST_PACKED)
    .flatMap((section) => cargoClaims(section, path));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
