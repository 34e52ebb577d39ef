/** Contents of the kinds that are compared by what they mean. */
import { crc32, deflateRawSync } from 'node:zlib';
import { concat } from '../../../../fixtures/tar.ts';

/** `x = 1` as four Pythons compile it, and how long the header is: `py_compile.compile('x.py', 'x.pyc', dfile='x.py')`. */
export const PYC = {
  '2.7': {
    header: 8,
    content:
      'A/MNCqriAWtjAAAAAAAAAAABAAAAQAAAAHMKAAAAZAAAWgAAZAEAUygCAAAAaQEAAABOKAEAAAB0AQAAAHgoAAAAACgAAAAAKAAAAABzBAAAAHgucHl0CAAAADxtb2R1bGU+AQAAAHQAAAAA',
  },
  '3.6': {
    header: 12,
    content:
      'Mw0NCqriAWsGAAAA4wAAAAAAAAAAAAAAAAEAAABAAAAAcwgAAABkAFoAZAFTACkC6QEAAABOKQHaAXipAHIDAAAAcgMAAAD6BHgucHnaCDxtb2R1bGU+AQAAAHMAAAAA',
  },
  '3.7': {
    header: 16,
    content:
      'Qg0NCgAAAACq4gFrBgAAAOMAAAAAAAAAAAAAAAABAAAAQAAAAHMIAAAAZABaAGQBUwApAukBAAAATikB2gF4qQByAwAAAHIDAAAA+gR4LnB52gg8bW9kdWxlPgEAAADzAAAAAA==',
  },
  '3.13': {
    header: 16,
    content:
      '8w0NCgAAAACq4gFrBgAAAOMAAAAAAAAAAAAAAAABAAAAAAAAAPMIAAAAlQBTAHIAZwEpAukBAAAATikB2gF4qQDzAAAAANoEeC5wedoIPG1vZHVsZT5yBwAAAAEAAABzCgAAAPADAQEB2AQFgQFyBQAAAA==',
  },
} as const;

/**
 * What `ldconfig -r . -X -c FORMAT` of glibc 2.36 made of `/lib/libz.so.1`, the same in `/opt` and in
 * `/lib/glibc-hwcaps/x86-64-v3`, and `/usr/lib/libselinux.so.1`.
 */
export const LD_SO_CACHE = {
  new: 'Z2xpYmMtbGQuc28uY2FjaGUxLjEEAAAAZwAAAAIAAAD4AAAAAAAAAAAAAAAAAAAAAwMAANQAAAC4AAAAAAAAAAAAAAAAAABAAwMAANQAAACaAAAAAAAAAAAAAAAAAAAAAwMAANQAAACpAAAAAAAAAAAAAAAAAAAAAwMAAOcAAADeAAAAAAAAAAAAAAAAAAAAeDg2LTY0LXYzAC9vcHQvbGliei5zby4xAC9saWIvbGliei5zby4xAC9saWIvZ2xpYmMtaHdjYXBzL3g4Ni02NC12My9saWJ6LnNvLjEAL3Vzci9saWIvbGlic2VsaW51eC5zby4xAAB0IaTqAgAAAAAAAAAAAAAAJAEAAEMAAAABAAAAAAAAACABAAAEAAAAkAAAAGxkY29uZmlnIChEZWJpYW4gR0xJQkMgMi4zNi05K2RlYjEydTE0KSBzdGFibGUgcmVsZWFzZSB2ZXJzaW9uIDIuMzY=',
  compat:
    'bGQuc28tMS43LjAABAAAAAMDAADUAAAAuAAAAAMDAADUAAAAmgAAAAMDAADUAAAAqQAAAAMDAADnAAAA3gAAAGdsaWJjLWxkLnNvLmNhY2hlMS4xBAAAAGcAAAACAAAAOAEAAAAAAAAAAAAAAAAAAAMDAADUAAAAuAAAAAAAAAAAAAAAAAAAQAMDAADUAAAAmgAAAAAAAAAAAAAAAAAAAAMDAADUAAAAqQAAAAAAAAAAAAAAAAAAAAMDAADnAAAA3gAAAAAAAAAAAAAAAAAAAHg4Ni02NC12MwAvb3B0L2xpYnouc28uMQAvbGliL2xpYnouc28uMQAvbGliL2dsaWJjLWh3Y2Fwcy94ODYtNjQtdjMvbGliei5zby4xAC91c3IvbGliL2xpYnNlbGludXguc28uMQAAdCGk6gIAAAAAAAAAAAAAAGQBAABDAAAAAQAAAAAAAABgAQAABAAAAJAAAABsZGNvbmZpZyAoRGViaWFuIEdMSUJDIDIuMzYtOStkZWIxMnUxNCkgc3RhYmxlIHJlbGVhc2UgdmVyc2lvbiAyLjM2',
} as const;

/** A cache in the new format; `gap` bytes stand before the strings. */
export function ldSoCache(
  entries: readonly { readonly library: string; readonly path: string }[],
  gap = 0,
  isBig = false,
): Uint8Array {
  const start = 48 + entries.length * 24;
  const header = Buffer.alloc(start + gap, 0);
  const word = (value: number, at: number) =>
    isBig ? header.writeUInt32BE(value, at) : header.writeUInt32LE(value, at);
  header.write('glibc-ld.so.cache1.1');
  header[28] = isBig ? 3 : 2;
  word(entries.length, 20);
  let strings = '';
  for (const [i, { library, path }] of entries.entries()) {
    const at = 48 + i * 24;
    word(0x303, at);
    for (const [field, text] of [library, path].entries()) {
      word(header.length + strings.length, at + 4 + field * 4);
      strings += `${text}\0`;
    }
  }
  return concat([header, Buffer.from(strings)]);
}

interface ZipOptions {
  readonly time?: number;
  readonly extra?: string;
  readonly deflate?: boolean;
  readonly attributes?: number;
  readonly crc?: number;
  /** Stands before the second member. */
  readonly gap?: string;
}

/** A zip archive as tools write them: sums and sizes in both places. */
export function zipOf(files: Readonly<Record<string, string>>, options: ZipOptions = {}): Uint8Array {
  const { time = 0, extra = '', deflate = false, attributes = 0, crc, gap = '' } = options;
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [name, body] of Object.entries(files)) {
    const packed = deflate ? deflateRawSync(body) : Buffer.from(body);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(deflate ? 8 : 0, 4);
    common.writeUInt32LE(time, 6);
    common.writeUInt32LE(crc ?? crc32(body), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(body.length, 18);
    common.writeUInt16LE(name.length, 22);
    common.writeUInt16LE(extra.length, 24);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(attributes, 6);
    const hidden = Buffer.from(locals.length === 1 ? gap : '');
    place.writeUInt32LE(at + hidden.length, 10);
    const tail = Buffer.from(name + extra, 'latin1');
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, place, tail]));
    locals.push(Buffer.concat([hidden, Buffer.from('PK\x03\x04', 'latin1'), common, tail, packed]));
    at += locals.at(-1)!.length;
  }
  const listed = concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return concat([...locals, listed, end]);
}

interface ProgramOptions {
  readonly id: string;
  readonly isWide?: boolean;
  readonly noteType?: number;
  readonly code?: string;
}

/** An ELF file with one segment, of notes. Those of 32 bits have their big end first. */
export function program({ id, isWide = true, noteType = 3, code = 'code!' }: ProgramOptions): Uint8Array {
  const file = Buffer.alloc(160);
  const put = (value: number, at: number, size: number) =>
    isWide ? file.writeUIntLE(value, at, size) : file.writeUIntBE(value, at, size);
  file.write('\x7fELF', 0, 'latin1');
  file[4] = isWide ? 2 : 1;
  file[5] = isWide ? 1 : 2;
  put(64, isWide ? 32 : 28, 4);
  put(56, isWide ? 54 : 42, 2);
  put(1, isWide ? 56 : 44, 2);
  put(4, 64, 4);
  put(128, 64 + (isWide ? 8 : 4), 4);
  put(20, 64 + (isWide ? 32 : 16), 4);
  put(4, 128, 4);
  put(4, 132, 4);
  put(noteType, 136, 4);
  file.write(`GNU\0${id}`, 140, 'latin1');
  file.write(code, 150);
  return file;
}

/** The same with one byte changed, or with these bits set in it. */
export function withByte(content: Uint8Array, at: number, bits?: number): Uint8Array {
  const changed = Uint8Array.from(content);
  changed[at] = bits === undefined ? changed[at]! ^ 1 : changed[at]! | bits;
  return changed;
}
