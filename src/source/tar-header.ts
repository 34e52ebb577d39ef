import { concatBytes, utf8 } from '../base/bytes.ts';
import { BLOCK_BYTES, checksum, padded } from '../tar/header.ts';

/** What a header says of an entry; `flag` is tar's letter for its type. */
export interface HeaderFields {
  readonly name: Uint8Array;
  readonly flag: '0' | '1' | '2' | '3' | '4' | '5' | '6';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  /** Whole seconds since 1970. */
  readonly mtimeSec: number;
  readonly link: Uint8Array;
  readonly major: number;
  readonly minor: number;
}

const NAME_BYTES = 100;

/** The header of an entry: one ustar block, behind a PAX header where the block's fields are too small. */
export function encodeHeader(fields: HeaderFields): Uint8Array {
  const records = concatBytes([...paxRecords(fields)]);
  const block = headerBlock(fields);
  if (records.length === 0) return block;
  const pax = { ...fields, name: utf8('pax'), sizeBytes: records.length, link: new Uint8Array(), major: 0, minor: 0 };
  const body = new Uint8Array(padded(records.length));
  body.set(records);
  return concatBytes([headerBlock({ ...pax, flag: 'x' }), body, block]);
}

function* paxRecords({ name, link, sizeBytes, uid, gid, mtimeSec }: HeaderFields): Iterable<Uint8Array> {
  if (name.length > NAME_BYTES) yield paxRecord('path', name);
  if (link.length > NAME_BYTES) yield paxRecord('linkpath', link);
  if (!fits(sizeBytes, 11)) yield paxRecord('size', utf8(String(sizeBytes)));
  if (!fits(uid, 7)) yield paxRecord('uid', utf8(String(uid)));
  if (!fits(gid, 7)) yield paxRecord('gid', utf8(String(gid)));
  if (!fits(mtimeSec, 11)) yield paxRecord('mtime', utf8(String(mtimeSec)));
}

/** `LENGTH key=value\n`; the length counts its own digits. */
function paxRecord(key: string, value: Uint8Array): Uint8Array {
  const rest = concatBytes([utf8(` ${key}=`), value, utf8('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return concatBytes([utf8(String(length)), rest]);
}

function headerBlock(fields: Omit<HeaderFields, 'flag'> & { readonly flag: string }): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(fields.name.subarray(0, NAME_BYTES), 0);
  setOctal(block, 100, 7, fields.mode);
  setOctal(block, 108, 7, fields.uid);
  setOctal(block, 116, 7, fields.gid);
  setOctal(block, 124, 11, fields.sizeBytes);
  setOctal(block, 136, 11, fields.mtimeSec);
  block.set(utf8(fields.flag), 156);
  block.set(fields.link.subarray(0, NAME_BYTES), 157);
  block.set(utf8('ustar\0' + '00'), 257);
  setOctal(block, 329, 7, fields.major);
  setOctal(block, 337, 7, fields.minor);
  setOctal(block, 148, 7, checksum(block));
  return block;
}

/** A number that does not fit stands in a PAX record; the field then holds 0. */
function setOctal(block: Uint8Array, offset: number, digits: number, value: number): void {
  block.set(utf8((fits(value, digits) ? value : 0).toString(8).padStart(digits, '0')), offset);
}

function fits(value: number, digits: number): boolean {
  return value >= 0 && value < 8 ** digits;
}
