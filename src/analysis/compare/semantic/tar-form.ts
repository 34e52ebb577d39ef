import { concatBytes } from '../../../base/bytes.ts';
import { VarveError } from '../../../model/error.ts';
import { BLOCK_BYTES, padded } from '../../../tar/header.ts';
import { TarStream } from '../../../tar/stream.ts';
import { fieldNumber } from '../../../tar/number.ts';
import type { Form } from './content-rule.ts';

interface Member {
  readonly name: string;
  readonly headerOffset: number;
  readonly bodyOffset: number;
  readonly end: number;
}

/** Beyond what the kernel takes, a name is odd. */
const MAX_NAME_BYTES = 4096;
const USTAR = 257;
const SIZE = { offset: 124, length: 12 };
const MTIME = { offset: 136, length: 12 };
const CHECKSUM = { offset: 148, length: 8 };
/** GNU keeps two more times where ustar has the front of long names. */
const GNU_TIMES = { offset: 345, length: 24 };
const TIME_RECORDS = new Set(['mtime', 'atime', 'ctime', 'LIBARCHIVE.creationtime']);

/** The members of a tar by name, headers and content, without times; `undefined` for what is odd in any way. */
export function tarForm(archive: Buffer): Form | undefined {
  const members = membersOf(archive);
  if (!members) return undefined;
  // Of one name the last counts: they keep their order.
  const sorted = members.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return recordsOf(archive, sorted);
}

function* recordsOf(archive: Buffer, members: readonly Member[]): Generator<Uint8Array> {
  for (const { headerOffset, bodyOffset, end } of members) {
    yield concatBytes([...timelessHeader(archive.subarray(headerOffset, bodyOffset))]);
    yield archive.subarray(bodyOffset, end);
  }
}

/** Members that follow each other without a gap up to zeros; nothing else may be in the archive. */
function membersOf(archive: Buffer): Member[] | undefined {
  if (archive.toString('latin1', USTAR, USTAR + 5) !== 'ustar') return undefined;
  const members: Member[] = [];
  let isOdd = false;
  const tar = new TarStream({
    entry({ name, headerOffset, bodyOffset, storedBytes, sparse }) {
      isOdd ||= sparse !== null || name.length > MAX_NAME_BYTES || headerOffset !== (members.at(-1)?.end ?? 0);
      const plain = Buffer.from(name.subarray(0, MAX_NAME_BYTES))
        .toString('latin1')
        .replace(/^(?:\.?\/)+|\/+$/g, '');
      members.push({ name: plain, headerOffset, bodyOffset, end: bodyOffset + padded(storedBytes) });
    },
    oddity: () => (isOdd = true),
  });
  try {
    tar.push(archive);
    tar.end();
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    return undefined;
  }
  const rest = archive.subarray(members.at(-1)?.end ?? 0);
  return isOdd || members.length === 0 || rest.some((byte) => byte !== 0) ? undefined : members;
}

/** All header blocks of a member. What its checksum says was checked when it was read. */
function* timelessHeader(given: Buffer): Generator<Uint8Array> {
  const header = Buffer.from(given);
  for (let at = 0; at < header.length;) {
    const block = header.subarray(at, at + BLOCK_BYTES);
    const type = String.fromCharCode(block[156]!);
    const bodyBytes = 'xLK'.includes(type) ? (fieldNumber(block, SIZE.offset, SIZE.length) ?? 0) : 0;
    const body = header.subarray(at + BLOCK_BYTES, at + BLOCK_BYTES + bodyBytes);
    // The header of PAX records holds the id of the process that wrote it.
    if (type === 'x') yield Buffer.from(timelessRecords(body.toString('latin1')), 'latin1');
    else yield* [timelessBlock(block), body];
    at += BLOCK_BYTES + padded(bodyBytes);
  }
}

function timelessBlock(block: Buffer): Buffer {
  const isGnu = block.toString('latin1', USTAR, USTAR + 6) === 'ustar ';
  for (const { offset, length } of [MTIME, CHECKSUM, ...(isGnu ? [GNU_TIMES] : [])])
    block.fill(0, offset, offset + length);
  return block;
}

/** PAX records, `LENGTH KEY=VALUE\n`, but those of times. */
function timelessRecords(records: string): string {
  let kept = '';
  for (let at = 0; at < records.length;) {
    const [, length, key] = /^(\d+) ([^=]*)=/.exec(records.slice(at, at + 256)) ?? [];
    const end = at + Number(length);
    if (!(end > at)) return kept + records.slice(at);
    if (!TIME_RECORDS.has(key!)) kept += records.slice(at, end);
    at = end;
  }
  return kept;
}
