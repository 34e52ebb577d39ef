import { mkdtempSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { classicArchive, dockerArchive, type Image } from '../../fixtures/image.ts';
import { demoArchive } from '../../fixtures/demo.ts';
import { tar } from '../../fixtures/tar.ts';
import { noise } from '../sweep/random.ts';
import { runInProcess } from './run-varve.ts';
import { DEMO, scratch, written } from './scratch.ts';

const folder = scratch();
const old = noise(1, 70_001);
const binary = Uint8Array.from({ length: 1024 }, (_, i) => i % 256);

const image: Image = {
  steps: [
    {
      createdBy: 'COPY',
      layer: tar([
        { name: 'etc/data', body: old },
        { name: 'etc/gone', body: 'still stored\n' },
        { name: 'bin', link: 'usr/bin' },
        { name: 'usr/bin/tool', body: binary },
        { name: 'usr/bin/same', type: 'hardlink', link: 'usr/bin/tool' },
        { name: 'usr/bin/link', link: '/usr/bin/tool' },
        { name: Uint8Array.of(0x66, 0xe9), body: 'latin1' },
      ]),
    },
    { createdBy: 'RUN', layer: tar([{ name: 'etc/data', body: binary }, { name: 'etc/.wh.gone' }]) },
  ],
};
const packed: Image = { steps: image.steps.map((step) => ({ ...step, compression: 'gzip' as const })) };

const FORMS: readonly (readonly [string, Uint8Array])[] = [
  ['plain', dockerArchive(image)],
  ['with packed layers', dockerArchive(packed)],
  ['of docker 1.2', classicArchive(image)],
  ['packed as a whole', gzipSync(dockerArchive(image))],
  ['packed as a whole, with packed layers', gzipSync(dockerArchive(packed))],
];

const CALLS: readonly (readonly [string, readonly string[], Uint8Array])[] = [
  ['a file', ['/usr/bin/tool'], binary],
  ['a path without its slash', ['usr/bin/tool'], binary],
  ['the version of the top layer', ['/etc/data'], binary],
  ['the version that was replaced', ['/etc/data', '--layer', '0'], old],
  ['what was deleted', ['/etc/gone', '--layer', '0'], Buffer.from('still stored\n')],
  ['a file behind a link to its directory', ['/bin/tool'], binary],
  ['what a link leads to', ['/usr/bin/link'], binary],
  ['a hard link', ['/usr/bin/same'], binary],
  ['a name that is not UTF-8', ['/f\\xe9'], Buffer.from('latin1')],
];

const cases = FORMS.flatMap(([form, bytes]) =>
  CALLS.map(([what, argv, expected]) => ({ form, bytes, what, argv, expected })),
);

describe('cat', () => {
  let temporary = '';

  beforeEach(() => {
    temporary = mkdtempSync(join(folder, 'tmp-'));
    vi.stubEnv('TMPDIR', temporary);
  });

  afterEach(() => {
    expect(readdirSync(temporary)).toEqual([]);
    vi.unstubAllEnvs();
  });

  it.each(cases)('prints $what of an archive $form', async ({ bytes, argv, expected }) => {
    const path = written(folder, 'app.tar', bytes);
    const [reference, ...rest] = argv;
    const asFile = await runInProcess(['cat', path, reference!, ...rest]);
    expect({ exit: asFile.exit, stderr: asFile.stderr }).toEqual({ exit: 0, stderr: '' });
    expect(Buffer.compare(asFile.bytes, expected)).toBe(0);
    const asStream = await runInProcess(['cat', '-', reference!, ...rest], { stdin: { bytes, chunkBytes: 1000 } });
    expect({ exit: asStream.exit, stderr: asStream.stderr }).toEqual({ exit: 0, stderr: '' });
    expect(Buffer.compare(asStream.bytes, expected)).toBe(0);
  });

  it('keeps standard input nowhere when it is damaged', async () => {
    const bytes = demoArchive().subarray(0, 200_000);
    const { exit, stdout, stderr } = await runInProcess(['cat', '-', '/etc/passwd'], {
      stdin: { bytes, chunkBytes: 4096 },
    });
    expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' });
    expect(stderr).toContain('standard input: the tar ends at byte 200000');
  });

  it('says where it could not keep standard input', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'nowhere'));
    const { exit, stderr } = await runInProcess(['cat', '-', '/etc/passwd'], {
      stdin: { bytes: demoArchive(), chunkBytes: 4096 },
    });
    expect(exit).toBe(3);
    expect(stderr).toContain(`keeping standard input in ${join(folder, 'nowhere')}: no such file or directory`);
    expect(stderr).toContain('TMPDIR');
  });

  it('names layer and byte where the map of a sparse file is broken', async () => {
    const pax = {
      'GNU.sparse.major': '1',
      'GNU.sparse.minor': '0',
      'GNU.sparse.name': 's',
      'GNU.sparse.realsize': '4000000',
    };
    const body = Buffer.alloc(512);
    body.write('1\n9999999\n5\n');
    const bytes = dockerArchive({ steps: [{ createdBy: 'COPY', layer: tar([{ name: 'x', pax, body }]) }] });
    const { exit, stderr } = await runInProcess(['cat', written(folder, 'sparse.tar', bytes), '/s']);
    expect(exit).toBe(3);
    expect(stderr).toMatch(/layer 0 .*the tar is damaged at byte \d+: the map at the head of a sparse file is broken/);
  });

  it('says how many bytes are good where a file shrinks while it is read', async () => {
    const layer = tar([{ name: 'large', body: new Uint8Array(3 * 2 ** 20) }]);
    const path = written(folder, 'shrinking.tar', dockerArchive({ steps: [{ createdBy: 'COPY', layer }] }));
    const { exit, bytes, stderr } = await runInProcess(['cat', path, '/large'], {
      onPiece: () => truncateSync(path, 1000),
    });
    expect({ exit, printed: bytes.length }).toEqual({ exit: 3, printed: 2 ** 20 });
    expect(stderr).toMatch(/layer 0 .*it changed while it was read; 1048576 bytes were written and are good\n$/);
  });

  it('takes no option of documents', async () => {
    expect((await runInProcess(['cat', DEMO, '/etc/passwd', '--json'])).exit).toBe(2);
  });
});
