import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { demoArchive } from '../fixtures/demo.ts';
import { dockerArchive } from '../fixtures/image.ts';
import { type AnalyzeDocument, type OpenImage, openImage, VarveError } from '../src/index.ts';
import { tar } from '../fixtures/tar.ts';
import { runInProcess } from './cli/run-varve.ts';
import { DEMO, scratch, written } from './cli/scratch.ts';

const folder = scratch();
const zipped = written(folder, 'demo.tar.gz', gzipSync(demoArchive()));

async function using<T>(reference: string, work: (image: OpenImage) => Promise<T>): Promise<T> {
  const image = await openImage(reference);
  try {
    return await work(image);
  } finally {
    await image.close();
  }
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return Buffer.concat(pieces).toString();
}

async function documentOf<T>(...argv: readonly string[]): Promise<T> {
  return JSON.parse((await runInProcess([...argv, '--json'])).stdout) as T;
}

async function errorOf(work: Promise<unknown>): Promise<VarveError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(VarveError);
  return error as VarveError;
}

describe.each([
  ['a plain archive', DEMO],
  ['a packed archive', zipped],
])('an image of %s', (_form, reference) => {
  it('tells its name, its layers and what is odd', async () => {
    await using(reference, async ({ image, layers, diagnostics }) => {
      expect(image).toMatchObject({ names: ['shop/api:2.3'], platform: { os: 'linux', architecture: 'amd64' } });
      expect(layers).toBe(6);
      expect(diagnostics).toEqual([]);
    });
  });

  it('lists the entries of every view as the command does', async () => {
    await using(reference, async (image) => {
      for (const layer of [0, 4, undefined]) {
        const args = layer === undefined ? [] : ['--layer', String(layer)];
        const { entries } = await documentOf<{ entries: unknown }>('ls', reference, '-R', ...args);
        expect(JSON.parse(JSON.stringify([...(await image.entries(layer))]))).toEqual(entries);
      }
    });
  });

  it('tells the changes of a layer, and between two views', async () => {
    await using(reference, async (image) => {
      const ofLayer = await documentOf<{ changes: unknown }>('diff', reference, '--layer', '4');
      expect([...(await image.changes({ layer: 4 }))]).toEqual(ofLayer.changes);
      const between = await documentOf<{ changes: unknown }>('diff', reference, '--from', '1', '--to', '4');
      expect([...(await image.changes({ from: 1, to: 4 }))]).toEqual(between.changes);
      expect([...(await image.changes({ from: -1, to: 0 }))]).toEqual([...(await image.changes({ layer: 0 }))]);
      expect([...(await image.changes({ from: 3, to: 3 }))]).toEqual([]);
    });
  });

  it('lets lists be walked twice', async () => {
    await using(reference, async (image) => {
      const [entries, changes] = [await image.entries(), await image.changes({ layer: 1 })];
      expect([...entries]).toEqual([...entries]);
      expect([...changes]).toEqual([...changes]);
    });
  });

  it('reads files, older versions of them too, and several at once', async () => {
    await using(reference, async (image) => {
      const status = '/var/lib/dpkg/status';
      const [now, before, link] = await Promise.all([
        textOf(image.read(status)),
        textOf(image.read(status, { layer: 0 })),
        textOf(image.read('/lib/os-release')),
      ]);
      expect(now).toContain('Package: libpq5');
      expect(before).not.toContain('Package: libpq5');
      expect(link).toContain('ID=debian');
    });
  });

  it('is analysed as by the command', async () => {
    await using(reference, async (image) => {
      const expected = await documentOf<AnalyzeDocument>('analyze', reference, '--duplicates', '--all');
      const document = await image.analyze({ duplicates: true, all: true });
      const plain = JSON.parse(JSON.stringify(document, listed)) as AnalyzeDocument;
      expect(unverified(plain)).toEqual(unverified(expected));
    });
  });

  it('says with a code why it cannot do what is asked', async () => {
    await using(reference, async (image) => {
      expect(await errorOf(textOf(image.read('/nope')))).toMatchObject({ code: 'PATH_NOT_FOUND' });
      expect(await errorOf(textOf(image.read('/etc')))).toMatchObject({ code: 'PATH_NOT_FOUND' });
      expect((await errorOf(textOf(image.read('/app/server.js', { layer: 0 })))).hint).toContain('--layer 2');
      for (const layer of [6, -1, 0.5, Number.NaN]) {
        expect(await errorOf(image.entries(layer))).toMatchObject({ code: 'USAGE' });
        expect(await errorOf(image.changes({ layer }))).toMatchObject({ code: 'USAGE' });
      }
    });
  });
});

describe('opening an image', () => {
  const several = written(
    folder,
    'several.tar',
    dockerArchive(
      ...['app:1', 'app:2'].map((name) => ({
        names: [name],
        steps: [{ createdBy: name, layer: tar([{ name: 'a' }]) }],
      })),
    ),
  );

  it.each<[string, () => Promise<OpenImage>, string]>([
    ['what is not there', () => openImage('no such.tar'), 'IMAGE_NOT_FOUND'],
    ['an empty name', () => openImage(''), 'USAGE'],
    ['what is no image', () => openImage(import.meta.filename), 'FORMAT_UNKNOWN'],
    ['one of several', () => openImage(several), 'IMAGE_AMBIGUOUS'],
    ['one that is not among several', () => openImage(several, { image: 'app:3' }), 'IMAGE_NOT_FOUND'],
    ['what is cut', () => openImage(written(folder, 'cut.tar', demoArchive().subarray(0, 150_000))), 'TAR_DAMAGED'],
    [
      'what is cut and packed',
      () => openImage(written(folder, 'cut.gz', gzipSync(demoArchive()).subarray(0, 999))),
      'STREAM_DAMAGED',
    ],
    ['what is beyond a limit', () => openImage(DEMO, { limits: { maxEntries: 3 } }), 'LIMIT'],
    ['for a platform that is none', () => openImage(DEMO, { platform: 'x' }), 'USAGE'],
    ['what is nowhere', () => openImage('docker://127.0.0.1:1/app'), 'NETWORK_FAILED'],
  ])('fails with a code: %s', async (_what, open, code) => {
    expect(await errorOf(open())).toMatchObject({ code, name: 'VarveError' });
  });

  it('takes the one that is named', async () => {
    const image = await openImage(several, { image: 'app:2', platform: 'linux/amd64', verify: true, jobs: 1 });
    expect(image.image.names).toEqual(['app:2']);
    await image.close();
  });

  it('may be closed twice', async () => {
    const image = await openImage(DEMO);
    await image.close();
    await expect(image.close()).resolves.toBeUndefined();
  });
});

/** Lists that are made on demand, as JSON has them. */
function listed(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
    ? [...(value as Iterable<unknown>)]
    : value;
}

/** What was hashed on the way depends on how often the image will be read. */
function unverified(document: AnalyzeDocument): AnalyzeDocument {
  return { ...document, layers: document.layers.map((layer) => ({ ...layer, verified: false })) };
}
