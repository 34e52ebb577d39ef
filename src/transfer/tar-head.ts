import { concatBytes, decodeUtf8, utf8 } from '../base/bytes.ts';
import { EntryType, type Xattr } from '../tar/entry.ts';
import { BLOCK_BYTES, checksum, padded } from '../tar/header.ts';

/** One entry as it is to stand in a tar. Sizes in bytes, `storedBytes` is the body that follows the head. */
export interface WrittenEntry {
  readonly name: Uint8Array;
  readonly type: EntryType;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly storedBytes: number;
  readonly mtimeSec: number;
  readonly mtimeNanos: number;
  readonly link: Uint8Array;
  readonly device: { readonly major: number; readonly minor: number };
  readonly xattrs: readonly Xattr[];
  /** Of a sparse file, what its reader sees; its body then begins with its map (GNU format 1.0). */
  readonly sparseBytes?: number | undefined;
}

type Records = Map<string, Uint8Array>;

const FLAGS = '0521346';
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
const SLASH = 0x2f;
const EMPTY = new Uint8Array();

/**
 * The blocks before an entry's body: a ustar header, and before it a PAX header for what has no room there. The same
 * entry gives the same bytes; no names of users stand in them.
 *
 * `tar-stream` cannot do this: its names and PAX values are text, so what is no UTF-8 is lost; its times are whole
 * seconds of 31 bits; it takes a mode of 0 for none, and cuts ids above 2,097,151.
 */
export function tarHead(entry: WrittenEntry): Uint8Array {
  const records: Records = new Map();
  const header = ustarHeader(entry, records);
  if (records.size === 0) return header;
  const body = concatBytes([...records].map(([key, value]) => record(key, value)));
  const plain = { ...entry, mode: 0o644, uid: 0, gid: 0, mtimeSec: 0, mtimeNanos: 0, link: EMPTY, xattrs: [] };
  const pax = { ...plain, name: utf8('PaxHeaders/0'), type: EntryType.file, storedBytes: body.length };
  const paxHeader = ustarHeader({ ...pax, sparseBytes: undefined }, new Map(), 'x');
  return concatBytes([paxHeader, body, new Uint8Array(padded(body.length) - body.length), header]);
}

/** The header block; what it has no room for goes into `records`. */
function ustarHeader(entry: WrittenEntry, records: Records, flag = FLAGS[entry.type]!): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  const { name, prefix } = namePlace(entry, records);
  block.set(name);
  block.set(prefix, 345);
  block.set(entry.link.subarray(0, NAME_BYTES), 157);
  if (entry.link.length > NAME_BYTES) records.set('linkpath', entry.link);
  const number = (at: number, length: number, value: number) => block.set(octal(value, length), at);
  const orRecord = (key: string, at: number, length: number, value: number) => {
    const fits = value >= 0 && value < 8 ** (length - 1);
    if (!fits) records.set(key, utf8(String(value)));
    number(at, length, fits ? value : 0);
  };
  number(100, 8, entry.mode);
  orRecord('uid', 108, 8, entry.uid);
  orRecord('gid', 116, 8, entry.gid);
  orRecord('size', 124, 12, entry.storedBytes);
  orRecord('mtime', 136, 12, entry.mtimeSec);
  if (entry.mtimeNanos > 0) records.set('mtime', utf8(decimalTime(entry.mtimeSec, entry.mtimeNanos)));
  block.set(utf8(flag), 156);
  block.set(utf8('ustar\x0000'), 257);
  orRecord('SCHILY.devmajor', 329, 8, entry.device.major);
  orRecord('SCHILY.devminor', 337, 8, entry.device.minor);
  for (const { name: key, value } of entry.xattrs) records.set(`SCHILY.xattr.${key}`, value);
  if ([...records].some(([key, value]) => /path$|\.name$/.test(key) && decodeUtf8(value) === undefined)) {
    records.set('hdrcharset', utf8('BINARY'));
  }
  number(148, 7, checksum(block));
  return block;
}

/** Where the name stands: in the header as it is, cut at a slash, or in a record. */
function namePlace(
  { name, sparseBytes }: WrittenEntry,
  records: Records,
): { readonly name: Uint8Array; readonly prefix: Uint8Array } {
  if (sparseBytes !== undefined) {
    records.set('GNU.sparse.major', utf8('1'));
    records.set('GNU.sparse.minor', utf8('0'));
    records.set('GNU.sparse.name', name);
    records.set('GNU.sparse.realsize', utf8(String(sparseBytes)));
    // What a reader who does not know sparse files makes of it.
    return { name: utf8('GNUSparseFile.0/0'), prefix: EMPTY };
  }
  if (name.length <= NAME_BYTES) return { name, prefix: EMPTY };
  const slash = name.indexOf(SLASH, name.length - NAME_BYTES - 1);
  if (slash > 0 && slash <= PREFIX_BYTES && slash < name.length - 1)
    return { name: name.subarray(slash + 1), prefix: name.subarray(0, slash) };
  records.set('path', name);
  return { name: name.subarray(0, NAME_BYTES), prefix: EMPTY };
}

/** `LENGTH key=value\n`, where the length counts itself. */
function record(key: string, value: Uint8Array): Uint8Array {
  const rest = concatBytes([utf8(` ${key}=`), value, utf8('\n')]);
  let length = rest.length;
  while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
  return concatBytes([utf8(String(length)), rest]);
}

/** Seconds and nanoseconds after them, as PAX spells a time: `-1.25` for -2 and 750,000,000. */
function decimalTime(seconds: number, nanos: number): string {
  const [whole, rest] = seconds < 0 ? [-(seconds + 1), 1e9 - nanos] : [seconds, nanos];
  const digits = String(rest).padStart(9, '0').replace(/0+$/, '');
  return `${seconds < 0 ? '-' : ''}${whole}.${digits}`;
}

/** Octal digits, and the NUL behind them. */
function octal(value: number, length: number): Uint8Array {
  return utf8(value.toString(8).padStart(length - 1, '0'));
}
