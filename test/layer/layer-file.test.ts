import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexOf, layerTar } from '../../fixtures/layers.ts';
import type { LayerColumns } from '../../src/layer/layer-columns.ts';
import { decodeLayer, encodeLayer, type LayerContent, rowsOfFile } from '../../src/layer/layer-file.ts';
import { layerIndexOf } from '../../src/layer/layer-index.ts';
import { layerContents } from './arbitrary-columns.ts';

const { columns } = indexOf(layerTar('d/, d/a=hello 1000:1000 @1700000000, s -> d/a, null c1:3'));
const LAYER: LayerContent = {
  diffId: `sha256:${'0'.repeat(64)}`,
  tarBytes: 5120,
  columns,
  diagnostics: [{ code: 'unknown-type', message: 'odd', byte: 512 }],
};
const FILE = encodeLayer(LAYER);
const HEAD = 20;

/** The file with its bytes changed and sealed anew, as only a program would write it. */
function resealed(change: (content: Uint8Array) => Uint8Array): Uint8Array {
  const content = change(Uint8Array.from(FILE.subarray(0, -32)));
  return Buffer.concat([content, createHash('sha256').update(content).digest()]);
}

const withColumns = (changed: Partial<LayerColumns>): Uint8Array =>
  encodeLayer({ ...LAYER, columns: { ...columns, ...changed } });

function withHead(from: RegExp, to: string): Uint8Array {
  return resealed((content) => {
    const length = new DataView(content.buffer).getUint32(16, true);
    const head = Buffer.from(content.subarray(HEAD, HEAD + length)).toString();
    expect(head).toMatch(from);
    const changed = Buffer.from(head.replace(from, to));
    new DataView(content.buffer).setUint32(16, changed.length, true);
    return Buffer.concat([content.subarray(0, HEAD), changed, content.subarray(HEAD + length)]);
  });
}

describe('the file of a layer', () => {
  it('gives back whatever was read of a layer', () => {
    fc.assert(
      fc.property(layerContents, (content) => {
        expect(decodeLayer(encodeLayer(content))).toEqual(content);
      }),
    );
  });

  it('has columns that other threads can be given', () => {
    const cloned = structuredClone(columns);
    expect(cloned).toEqual(columns);
    expect(Buffer.from(layerIndexOf(cloned).link(2)).toString()).toBe('d/a');
  });

  it('tells by its first bytes how many entries it holds', () => {
    expect(rowsOfFile(FILE.subarray(0, HEAD))).toBe(4);
    expect(rowsOfFile(FILE.subarray(0, HEAD - 1))).toBeUndefined();
  });

  it('is small: numbers take the bytes that they need', () => {
    const many = indexOf(layerTar(Array.from({ length: 1000 }, (_, i) => `usr/lib/file-${i}=x @1700000000`)));
    expect(encodeLayer({ ...LAYER, columns: many.columns }).length / 1000).toBeLessThan(50);
  });
});

describe('a file that is not as it was written', () => {
  it('is nothing when it is cut anywhere, or longer', () => {
    for (let length = 0; length < FILE.length; length += 1) {
      expect(decodeLayer(FILE.subarray(0, length))).toBeUndefined();
    }
    expect(decodeLayer(Buffer.concat([FILE, Uint8Array.of(0)]))).toBeUndefined();
  });

  it('is nothing when any bit is another', () => {
    fc.assert(
      fc.property(fc.nat(FILE.length * 8 - 1), (bit) => {
        const file = Uint8Array.from(FILE);
        file[bit >> 3]! ^= 1 << (bit & 7);
        expect(decodeLayer(file)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('is nothing when it is anything else', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (file) => decodeLayer(file) === undefined));
  });

  it('never leads astray, even when it is sealed anew', () => {
    fc.assert(
      fc.property(fc.nat(FILE.length - 33), fc.nat(255), (at, byte) => {
        const decoded = decodeLayer(resealed((content) => ((content[at] = byte), content)));
        if (!decoded) return;
        const index = layerIndexOf(decoded.columns);
        for (let row = 0; row < index.rows; row += 1) {
          index.name(row);
          index.link(row);
          expect(index.xattrs(row)).toBeDefined();
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string, Uint8Array]>([
    ['of another format', resealed((content) => ((content[8]! += 1), content))],
    ['of another byte order', resealed((content) => (content.subarray(8, HEAD).reverse(), content))],
    ['of another version of varve', withHead(/"varve":"[^"]+"/, '"varve":"99.0.0"')],
    ['with a head that is no JSON', withHead(/^\{/, '[')],
    ['with a head of another shape', withHead(/"tarBytes":\d+/, '"tarBytes":"x"')],
    ['with a negative size', withHead(/"tarBytes":\d+/, '"tarBytes":-1')],
    ['with more names than bytes', withHead(/"heapBytes":\d+/, '"heapBytes":99999999999')],
    ['with a column too few', withHead(/"widths":\[1,/, '"widths":[')],
    ['with a width that is none', withHead(/"widths":\[1,/, '"widths":[3,')],
    ['with a broken fraction for a width', withHead(/"widths":\[1,/, '"widths":[0.5,')],
    ['with a device of no row', withHead(/"row":3/, '"row":4')],
    ['without the empty set of xattrs', withHead(/"sets":\[\[\]\]/, '"sets":[]')],
    ['with more rows than it has', resealed((content) => ((content[15] = 0x7f), content))],
    ['with a type that is none', withColumns({ types: Uint8Array.of(0, 0, 9, 0) })],
    ['with a mode of too many bits', withColumns({ modes: Uint16Array.of(0, 0, 0xffff, 0) })],
    ['with names that go backwards', withColumns({ nameStarts: Uint32Array.of(0, 5, 2, 5, columns.heap.length) })],
    [
      'with a name that begins late',
      withColumns({ nameStarts: Uint32Array.from(columns.nameStarts, (at) => at || 1) }),
    ],
    ['with names beyond the heap', withColumns({ heap: columns.heap.slice(1) })],
    ['with a link before its name', withColumns({ linkStarts: Uint32Array.of(0, 0, 0, 0) })],
    ['with xattrs that are not there', withColumns({ xattrSets: Uint32Array.of(0, 0, 0, 1) })],
    ['with hashes of too few rows', withColumns({ hashed: Uint8Array.of(1), hashes: new Uint8Array(32) })],
    ['with too few hashes', withColumns({ hashed: Uint8Array.of(1, 1, 1, 1), hashes: new Uint8Array(32) })],
    ['with a size that is no number', withColumns({ sizes: Float64Array.of(0, NaN, 0, 0) })],
    ['with an offset before the start', withColumns({ bodyOffsets: Float64Array.of(0, -1, 0, 0) })],
    ['with a time that is no number', withColumns({ mtimes: Float64Array.of(0, Infinity, 0, 0) })],
    ['with too many nanoseconds', withColumns({ mtimeNanos: Uint32Array.of(0, 1e9, 0, 0) })],
    ['with a column too short', withColumns({ gids: Float64Array.of(1, 2) })],
  ])('is nothing: %s', (_what, file) => {
    expect(decodeLayer(file)).toBeUndefined();
  });
});
