import { deflateRawSync } from 'node:zlib';
import { concat } from '../../../fixtures/tar.ts';

/** A zip archive of these files. Every second one is deflated. */
export function zip(files: Readonly<Record<string, string | Uint8Array>>, before = ''): Uint8Array {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [i, [name, body]] of Object.entries(files).entries()) {
    const content = Buffer.from(body);
    const packed = i % 2 === 0 ? content : deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(i % 2 === 0 ? 0 : 8, 4);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\0\0'), fields, place, Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  const listed = concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return concat([Buffer.from(before), ...locals, listed, end]);
}
