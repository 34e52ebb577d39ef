import { describe, expect, it } from 'vitest';
import {
  archiveOf,
  classicArchive,
  dockerArchive,
  type Files,
  type Image as Made,
  ociLayout,
} from '../../fixtures/image.ts';
import { layerTar } from '../../fixtures/layers.ts';
import { entriesIn } from '../tar/reading.ts';
import { seekable } from '../source/build.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { readStreamedArchive } from '../../src/image/stream-source.ts';
import type { Limits } from '../../src/model/limits.ts';
import { openTar } from '../../src/source/open-tar.ts';
import { OPTIONS, viewsOf } from './loading.ts';

const MADE: Made = {
  names: ['app:1'],
  steps: [
    { createdBy: 'base', layer: layerTar('d/a=1, d/b=22, s -> d'), compression: 'gzip' },
    { createdBy: 'ENV x' },
    { createdBy: 'top', layer: layerTar('d/.wh.a, d/c=333') },
  ],
};

/** The members of an archive, the last first. */
function shuffled(archive: Uint8Array): Uint8Array {
  const members = entriesIn(archive).filter(({ type }) => type === 'file');
  const files: Files = new Map(
    members.map(({ name, bodyOffset, storedBytes }) => [name, archive.subarray(bodyOffset, bodyOffset + storedBytes)]),
  );
  const parts = [...files].reverse().map(([name, body]) => archiveOf(new Map([[name, body]])));
  return Buffer.concat([...parts.map((part) => part.subarray(0, part.length - 1024)), new Uint8Array(1024)]);
}

const v1 = (): Uint8Array => {
  const old = classicArchive(MADE);
  const members = entriesIn(old).filter(
    ({ name, type }) => type === 'file' && !/^(?:manifest\.json|[0-9a-f]{64}\.json)$/.test(name),
  );
  return archiveOf(
    new Map(
      members.map(({ name, bodyOffset, storedBytes }) => [name, old.subarray(bodyOffset, bodyOffset + storedBytes)]),
    ),
  );
};

async function* pieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.slice(at, at + length);
}

async function streamed(bytes: Uint8Array, length: number, limits: Partial<Limits> = {}) {
  const about = { transport: null, limits: { ...OPTIONS.limits, ...limits } };
  const { source, captured } = await readStreamedArchive('x.tar', pieces(bytes, length), about);
  const image = await loadImage(await source.open(source.list()[0]!), { ...OPTIONS, captured });
  return { names: source.list().map(({ names }) => names), ...about2(image) };
}

async function fromFile(bytes: Uint8Array) {
  const { images } = await openTar(seekable(bytes), 'x.tar', null, OPTIONS.limits);
  const image = await loadImage(await images[0]!.open(), OPTIONS);
  return { names: images.map(({ entry }) => entry.names), ...about2(image) };
}

function about2(image: Awaited<ReturnType<typeof loadImage>>) {
  const layers = image.layers.map(({ tarBytes, compressedBytes, compression, index }) => [
    tarBytes,
    compressedBytes,
    compression,
    index.rows,
  ]);
  return { views: viewsOf(image), layers, diagnostics: image.diagnostics };
}

const FORMS: [string, Uint8Array][] = [
  ['a docker archive of before 1.10', v1()],
  ['a docker archive of before 25', classicArchive(MADE)],
  ['a docker archive of today', dockerArchive(MADE)],
  ['an OCI archive', archiveOf(ociLayout(MADE))],
  ['a root filesystem', layerTar('etc/a=1, usr/b=22, x.json={}, l -> etc')],
];

describe('an archive that is read as a stream', () => {
  it.each(FORMS)('is what it is as a file: %s', async (_form, archive) => {
    const expected = await fromFile(archive);
    expect(expected.views.length).toBeGreaterThan(0);
    for (const length of [1_000, 65_536]) expect(await streamed(archive, length)).toEqual(expected);
  });

  it.each(FORMS.slice(0, 4))('is the same with its members in another order: %s', async (_form, archive) => {
    const other = shuffled(archive);
    const expected = await fromFile(other);
    expect(expected.views).toEqual((await fromFile(archive)).views);
    expect(await streamed(other, 700)).toEqual(expected);
  });

  it('keeps no more JSON than it may', async () => {
    const failure = { code: 'LIMIT', message: expect.stringContaining('take more than 800 bytes') };
    await expect(streamed(classicArchive(MADE), 1_000, { maxJson: 800 })).rejects.toMatchObject(failure);
  });

  it('says where it is cut', async () => {
    const archive = dockerArchive(MADE);
    await expect(streamed(archive.subarray(0, 3_000), 1_000)).rejects.toMatchObject({
      code: 'TAR_DAMAGED',
      message: expect.stringContaining('byte 3000'),
    });
  });
});
