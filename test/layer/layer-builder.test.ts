import { describe, expect, it } from 'vitest';
import { indexOf } from '../../fixtures/layers.ts';
import { tar } from '../../fixtures/tar.ts';
import { LayerBuilder } from '../../src/layer/layer-builder.ts';
import type { LayerIndex } from '../../src/layer/layer-index.ts';
import { EntryType, type TarEntry } from '../../src/tar/entry.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

const PLAIN: TarEntry = {
  name: Buffer.from('a'),
  type: EntryType.file,
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtimeSec: 0,
  mtimeNanos: 0,
  link: Buffer.from('ignored'),
  sizeBytes: 0,
  storedBytes: 0,
  headerOffset: 0,
  bodyOffset: 512,
  deviceMajor: 0,
  deviceMinor: 0,
  xattrs: [],
  sparse: null,
};

function built(...entries: Partial<TarEntry>[]): LayerIndex {
  const builder = new LayerBuilder();
  for (const entry of entries) builder.add({ ...PLAIN, ...entry });
  return builder.finish();
}

describe('the columns of a layer', () => {
  it.each<[string, keyof LayerIndex & string, Partial<TarEntry>, number]>([
    ['sizes beyond 4 GiB', 'sizes', { sizeBytes: 2 ** 40 + 1 }, 2 ** 40 + 1],
    ['stored sizes beyond 4 GiB', 'stored', { storedBytes: 2 ** 33 + 1 }, 2 ** 33 + 1],
    ['offsets beyond 4 GiB', 'headerOffsets', { headerOffset: 2 ** 33 + 512 }, 2 ** 33 + 512],
    ['offsets of bodies beyond 4 GiB', 'bodyOffsets', { bodyOffset: 2 ** 50 }, 2 ** 50],
    ['uids beyond 2^31', 'uids', { uid: 2 ** 31 + 7 }, 2 ** 31 + 7],
    ['gids beyond 2^32', 'gids', { gid: 2 ** 32 + 7 }, 2 ** 32 + 7],
    ['negative uids', 'uids', { uid: -2 }, -2],
    ['times before 1970', 'mtimes', { mtimeSec: -1 }, -1],
    ['times after 2106', 'mtimes', { mtimeSec: 2 ** 32 + 1 }, 2 ** 32 + 1],
    ['nanoseconds', 'mtimeNanos', { mtimeNanos: 999_999_999 }, 999_999_999],
    ['all twelve bits of modes', 'modes', { mode: 0o7777 }, 0o7777],
    ['types', 'types', { type: EntryType.fifo }, EntryType.fifo],
  ])('hold %s', (_what, column, entry, expected) => {
    expect((built({}, entry)[column] as Float64Array)[1]).toBe(expected);
  });

  it('keep names of all rows when they grow, and copy what is reused', () => {
    const builder = new LayerBuilder();
    const name = new Uint8Array(4);
    for (let i = 0; i < 1_000; i += 1) {
      name.set(Buffer.from(String(i).padStart(4, '0')));
      builder.add({ ...PLAIN, name, sizeBytes: i });
    }
    const index = builder.finish();
    expect(index.rows).toBe(1_000);
    expect(index.sizes).toHaveLength(1_000);
    expect([0, 255, 256, 999].map((row) => [text(index.name(row)), index.sizes[row]])).toEqual([
      ['0000', 0],
      ['0255', 255],
      ['0256', 256],
      ['0999', 999],
    ]);
  });

  it('keep links of links alone', () => {
    const index = built(
      {},
      { type: EntryType.symlink, link: Buffer.from('s') },
      { type: EntryType.hardlink, link: Buffer.from('h') },
    );
    expect([0, 1, 2].map((row) => `${text(index.name(row))}>${text(index.link(row))}`)).toEqual(['a>', 'a>s', 'a>h']);
  });

  it('keep one set of xattrs for all rows that have the same, in whatever order', () => {
    const [a, b] = [
      { name: 'user.a', value: Uint8Array.of(0, 1) },
      { name: 'user.b', value: Uint8Array.of() },
    ];
    const index = built({}, { xattrs: [a, b] }, { xattrs: [b, a] }, { xattrs: [a] });
    expect(index.xattrs(0)).toEqual([]);
    expect(index.xattrs(1)).toEqual([a, b]);
    expect(index.xattrs(2)).toBe(index.xattrs(1));
    expect(index.xattrs(3)).toEqual([a]);
  });

  it('keep the numbers of devices', () => {
    const index = built(
      {},
      { type: EntryType.char, deviceMajor: 0, deviceMinor: 3 },
      { type: EntryType.block, deviceMajor: 2 ** 21 },
    );
    expect([0, 1, 2].map((row) => index.device(row))).toEqual([
      { major: 0, minor: 0 },
      { major: 0, minor: 3 },
      { major: 2 ** 21, minor: 0 },
    ]);
  });

  it('keep maps of sparse files and hashes where they are given', () => {
    const builder = new LayerBuilder();
    const sparse = { chunks: [{ offset: 0, length: 1 }] };
    for (let i = 0; i < 300; i += 1) builder.add({ ...PLAIN, sparse: i === 1 ? sparse : null });
    builder.setHash(299, new Uint8Array(32).fill(7));
    builder.setHash(0, new Uint8Array(32).fill(8));
    const index = builder.finish();
    expect([index.sparse(0), index.sparse(1)]).toEqual([null, sparse]);
    expect([index.hash(0)?.[0], index.hash(1), index.hash(299)?.[31]]).toEqual([8, undefined, 7]);
  });

  it('are empty for an empty layer', () => {
    const index = indexOf(tar([]));
    expect([index.rows, index.types.length, index.uids.length]).toEqual([0, 0, 0]);
  });
});
