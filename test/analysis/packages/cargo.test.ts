import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { lines, packagesOf } from './found.ts';

const CRATES = JSON.stringify({
  packages: [
    { name: 'autocfg', version: '1.4.0', source: 'crates.io', kind: 'build' },
    { name: 'itoa', version: '1.0.15', source: 'crates.io' },
    { name: 'tool', version: '0.3.1', source: 'local', dependencies: [0, 1], root: true },
    { name: 7, version: '1' },
    'crate',
  ],
});

const BYTES = 300_000;

interface Program {
  readonly section?: Uint8Array;
  readonly isWide?: boolean;
  readonly isLittle?: boolean;
  readonly sectionOffset?: number;
}

/** A program with constants, data and, at its end, a table of two sections: the second one lies between the data and the table. */
function program({
  section = deflateSync(CRATES),
  isWide = true,
  isLittle = true,
  sectionOffset = 200_000,
}: Program): Buffer {
  const body = Buffer.alloc(BYTES);
  const put = (at: number, bytes: 2 | 4 | 8, value: number): void => {
    if (bytes === 8) body[isLittle ? 'writeBigUInt64LE' : 'writeBigUInt64BE'](BigInt(value), at);
    else if (isLittle) body.writeUIntLE(value, at, bytes);
    else body.writeUIntBE(value, at, bytes);
  };
  const word = isWide ? 8 : 4;
  body.write(`\x7fELF${isWide ? '\x02' : '\x01'}${isLittle ? '\x01' : '\x02'}`, 'latin1');
  const [segments, table] = [64, BYTES - 200];
  put(isWide ? 32 : 28, word, segments);
  put(isWide ? 40 : 32, word, table);
  put(isWide ? 54 : 42, 2, 56);
  put(isWide ? 56 : 44, 2, 2);
  put(isWide ? 58 : 46, 2, 64);
  put(isWide ? 60 : 48, 2, 2);
  for (const [i, [offset, length, flags]] of [
    [0, 100_000, 4],
    [100_000, 50_000, 6],
  ].entries()) {
    const at = segments + i * 56;
    put(at, 4, 1);
    put(at + (isWide ? 4 : 24), 4, flags!);
    put(at + (isWide ? 8 : 4), word, offset!);
    put(at + (isWide ? 32 : 16), word, length!);
  }
  put(table + 64 + 4, 4, 1);
  put(table + 64 + (isWide ? 24 : 16), word, sectionOffset);
  put(table + 64 + (isWide ? 32 : 20), word, section.length);
  Buffer.from(section).copy(body, sectionOffset);
  return body;
}

const found = async (body: Buffer, mode = 0o755) =>
  lines((await packagesOf([{ name: 'bin/tool', body, mode }])).packages);

describe('the crates of a Rust program', () => {
  it.each<readonly [string, Program]>([
    ['64 bits', {}],
    ['32 bits', { isWide: false }],
    ['64 bits, the high byte first', { isLittle: false }],
    ['32 bits, the high byte first', { isWide: false, isLittle: false }],
  ])('are read from what cargo-auditable leaves: %s', async (_what, given) => {
    expect(await found(program(given))).toEqual([
      `cargo tool 0.3.1: 1 files, ${BYTES} bytes, layer 0`,
      'cargo itoa 1.0.15: 0 files, 0 bytes, layer 0',
    ]);
  });

  it.each<readonly [string, Program]>([
    ['something else', { section: Buffer.from('constants') }],
    ['what only looks packed', { section: Buffer.from([0x78, 0x9c, 1, 2, 3]) }],
    ['no JSON', { section: deflateSync('hello') }],
    ['another document', { section: deflateSync('{"packages":1}') }],
    ['more than anyone has', { section: deflateSync(Buffer.alloc(2 ** 23 + 1)) }],
    ['a section behind the end', { sectionOffset: BYTES }],
    ['a section that is loaded', { sectionOffset: 20_000 }],
  ])('are none where there is %s', async (_what, given) => {
    expect(await found(program(given))).toEqual([]);
  });

  it('are none of a file that nobody can run', async () => {
    expect(await found(program({}), 0o644)).toEqual([]);
  });
});
