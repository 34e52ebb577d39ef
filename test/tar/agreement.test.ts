import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/base/bytes.ts';
import { type Entry, gnuLong, paxHeader, tar } from '../../fixtures/tar.ts';
import { hasTool, runTool } from '../blob/tools.ts';
import { contentOf, entriesIn, hop, stream } from './reading.ts';

const name = fc.oneof(
  fc.constantFrom('a', 'b/', 'c/d', 'x'.repeat(101), `${'p'.repeat(60)}/${'q'.repeat(60)}`),
  fc.string({ maxLength: 20 }),
);
const entry: fc.Arbitrary<Entry> = fc.record(
  {
    name,
    type: fc.constantFrom('0', '\0', '1', '2', '3', '5', '6', 'D', 'V', 'Z'),
    body: fc.uint8Array({ maxLength: 1500 }),
    mtime: fc.integer({ min: -1e9, max: 2 ** 40 }),
    uid: fc.nat(2 ** 31),
    dialect: fc.constantFrom('ustar', 'gnu'),
    pax: fc.dictionary(
      fc.constantFrom('path', 'mtime', 'SCHILY.xattr.user.a', 'comment'),
      fc.constantFrom('1', '-2.5', ''),
      { maxKeys: 2 },
    ),
  },
  { requiredKeys: ['name'] },
);
const part = fc.oneof(
  { weight: 6, arbitrary: entry },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      paxHeader({ uid: '5' }),
      paxHeader({ gid: '6' }, 'g'),
      gnuLong('long'),
      new Uint8Array(512),
    ),
  },
);
const archive = fc.tuple(fc.array(part, { maxLength: 12 }), fc.nat(3)).map(([parts, blocks]) => tar(parts, blocks));
const lengths = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 5 });
/** An archive with some bits turned, then cut. */
const damaged = fc
  .tuple(archive, fc.array(fc.tuple(fc.nat(), fc.nat(7)), { maxLength: 6 }), fc.option(fc.nat()))
  .map(([whole, flips, cut]) => {
    const bytes = whole.slice(0, cut === null ? whole.length : cut % (whole.length + 1));
    for (const [at, bit] of flips) if (bytes.length > 0) bytes[at % bytes.length]! ^= 1 << bit;
    return bytes;
  });

describe('the two readers', () => {
  it('find the same in the same bytes, whatever the pieces', () => {
    fc.assert(
      fc.property(archive, lengths, (bytes, pieces) => void expect(stream(bytes, pieces)).toEqual(hop(bytes))),
      { numRuns: 400 },
    );
  });

  it('decode damaged archives or refuse them with the same words, nothing else', () => {
    const check = (bytes: Uint8Array, pieces: readonly number[]): void => {
      const [hopped, streamed] = [hop(bytes), stream(bytes, pieces)];
      expect(streamed.failure?.message).toBe(hopped.failure?.message);
      // The stream gives an entry before it knows that its body is cut.
      expect(streamed.entries.slice(0, hopped.entries.length)).toEqual(hopped.entries);
      expect(streamed.oddities).toEqual(hopped.oddities);
    };
    fc.assert(fc.property(damaged, lengths, check), { numRuns: 800 });
  });
});

interface Item {
  readonly mtime: number;
  readonly body?: Uint8Array;
  readonly link?: string;
}

const pathPart = fc.constantFrom('a', 'ö', 'with blank', 'n'.repeat(90), 'm'.repeat(130), '-x');
const item: fc.Arbitrary<Item> = fc.oneof(
  fc.record({ mtime: fc.integer({ min: 1, max: 2 ** 31 - 1 }), body: fc.uint8Array({ maxLength: 2000 }) }),
  fc.record({ mtime: fc.constant(0), link: fc.constantFrom('target', '../up', 'l'.repeat(120)) }),
);
/** Files and links, in folders of which none is a file. */
const tree = fc
  .dictionary(
    fc
      .array(pathPart, { minLength: 1, maxLength: 3 })
      .map((parts) => parts.map((each, i) => `${i}${each}${i === parts.length - 1 ? '.end' : ''}`).join('/')),
    item,
    { minKeys: 1, maxKeys: 6 },
  )
  .map((items) => new Map(Object.entries(items)));

/** What an archive holds besides folders. */
function read(bytes: Uint8Array): Map<string, Item> {
  const found = entriesIn(bytes).filter(({ type }) => type !== 'dir');
  return new Map(
    found.map((each) => [
      Buffer.from(each.name, 'latin1').toString().replace(/^\.\//, ''),
      each.type === 'symlink'
        ? { mtime: 0, link: Buffer.from(each.link, 'latin1').toString() }
        : { mtime: each.mtimeSec, body: Uint8Array.from(contentOf(bytes, each)) },
    ]),
  );
}

function onDisk(items: ReadonlyMap<string, Item>, use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'varve-test-'));
  try {
    for (const [path, { body, link, mtime }] of items) {
      const at = join(folder, path);
      mkdirSync(dirname(at), { recursive: true });
      if (link === undefined) writeFileSync(at, body!);
      else symlinkSync(link, at);
      if (link === undefined) utimesSync(at, mtime, mtime);
    }
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** v7 has no place for long names and links. */
const isShort = (items: ReadonlyMap<string, Item>): boolean =>
  [...items].every(([path, { link = '' }]) => Buffer.byteLength(path) < 95 && link.length < 100);
const fitsUstar = (items: ReadonlyMap<string, Item>): boolean =>
  [...items].every(
    ([path, { link = '' }]) =>
      path.split('/').every((each) => each.length < 98) && path.length < 140 && link.length < 100,
  );

describe('what others write', () => {
  it('comes back from archives of tar-stream', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (items) => {
        const writer = pack();
        for (const [path, { body, link, mtime }] of items) {
          const about = { name: path, mtime: new Date(mtime * 1000) };
          if (link === undefined) writer.entry(about, Buffer.from(body!));
          else writer.entry({ ...about, type: 'symlink', linkname: link });
        }
        writer.finalize();
        const chunks: Uint8Array[] = [];
        for await (const chunk of writer as AsyncIterable<Uint8Array>) chunks.push(chunk);
        expect(read(concatBytes(chunks))).toEqual(items);
      }),
      { numRuns: 60 },
    );
  });

  const tools = ['tar', 'bsdtar'].filter(hasTool);
  const forms = tools.flatMap((tool) =>
    ['v7', 'ustar', ...(tool === 'tar' ? ['gnu', 'posix'] : ['gnutar', 'pax'])].map((form) => [tool, form] as const),
  );
  it.each(forms)('comes back from archives of %s in the form %s', (tool, form) => {
    const fits = form === 'v7' ? isShort : form === 'ustar' ? fitsUstar : () => true;
    fc.assert(
      fc.property(tree.filter(fits), (items) =>
        onDisk(items, (folder) => {
          const made = runTool(tool, ['-c', '-f', '-', '--format', form, '-C', folder, '.'], new Uint8Array());
          expect(read(made)).toEqual(items);
          expect(stream(made, [1000])).toEqual(hop(made));
        }),
      ),
      { numRuns: 8 },
    );
  });
});
