import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytes, tar } from '../../../../fixtures/tar.ts';
import { explainDifferences } from '../../../../src/analysis/compare/semantic/explain.ts';
import { fingerprintOf } from '../../../../src/analysis/compare/semantic/fingerprints.ts';
import { ldSoCache, program, PYC, zipOf } from './bodies.ts';

const CODE = 'import os\n\ndef main():\n    return os.getpid() + 41\n# no date here\n';
const CACHE = ldSoCache([
  { library: 'libb.so.1', path: '/lib/libb.so.1' },
  { library: 'liba.so.1', path: '/lib/liba.so.1' },
]);

/** Files, and what of them may be changed at random so that it means something else; the rest of it is put around that. */
const FILES: readonly (readonly [path: string, meaning: Uint8Array, file: (meaning: Uint8Array) => Uint8Array])[] = [
  ['/app/main.py', bytes(CODE), (meaning) => meaning],
  ['/opt/app/run.log', bytes(CODE), (meaning) => meaning],
  ['/var/lib/dpkg/status', bytes('Package: a\nVersion: 1\n\nPackage: b\nVersion: 2\n'), (meaning) => meaning],
  ['/etc/shadow', bytes('root:$6$abc:'), (meaning) => Buffer.concat([meaning, Buffer.from('19700:0:99999:7:::\n')])],
  ['/app/x.pyc', Buffer.from(PYC['3.13'].content, 'base64').subarray(16), pyc],
  [
    '/etc/ld.so.cache',
    CACHE.subarray(96, -1),
    (meaning) => Buffer.concat([CACHE.subarray(0, 96), meaning, Buffer.of(0)]),
  ],
  ['/usr/share/man/a.gz', bytes(CODE), (meaning) => gzipSync(meaning)],
  ['/app/data.tar.gz', bytes(CODE), (body) => gzipSync(tar([{ name: 'a' }, { name: 'b', body }]))],
  ['/app/data.tar', bytes('name'), (name) => tar([{ name, body: CODE }])],
  ['/app/x.jar', bytes(CODE), (body) => zipOf({ 'a.class': 'x', 'b.class': Buffer.from(body).toString('latin1') })],
  ['/bin/x', bytes('code!'), (code) => program({ id: 'aaaa', code: Buffer.from(code).toString('latin1') })],
];

function pyc(code: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(PYC['3.13'].content, 'base64').subarray(0, 16), code]);
}

function verdict(path: string, before: Uint8Array, after: Uint8Array): string {
  const difference = { path, change: 'C', type: 'file', mode: 0o644, reasons: ['content'] } as const;
  const sizes = { sizeBefore: before.length, sizeAfter: after.length };
  const of = (content: Uint8Array) => new Map([[path, fingerprintOf(path, content)]]);
  return explainDifferences([{ ...difference, ...sizes }], { config: [], before: of(before), after: of(after) })
    .verdict;
}

const edits = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0x61, max: 0x7a })), { minLength: 1, maxLength: 4 });

it.each(FILES)('%s is never called equivalent when what it means was changed at random', (path, meaning, file) => {
  fc.assert(
    fc.property(edits, (places) => {
      const changed = Uint8Array.from(meaning);
      for (const [at, letter] of places) changed[at % changed.length] = letter;
      fc.pre(Buffer.compare(meaning, changed) !== 0);
      expect(verdict(path, file(meaning), file(changed))).toBe('different');
    }),
    { numRuns: 300 },
  );
});

it.each(FILES)('%s is read whatever stands in it', (path, meaning, file) => {
  const whole = file(meaning);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
      fc.nat(),
      (places, cut) => {
        const damaged = Uint8Array.from(whole.subarray(0, whole.length - (cut % whole.length)));
        for (const [at, byte] of places) damaged[at % damaged.length] = byte;
        fingerprintOf(path, damaged);
        fingerprintOf('/etc/ld.so.cache', damaged);
      },
    ),
    { numRuns: 300 },
  );
});
