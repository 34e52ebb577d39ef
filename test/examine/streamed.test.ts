import { gzipSync } from 'node:zlib';
import { assert, asyncProperty } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BARE_MACHINE } from '../../fixtures/remote.ts';
import { archiveOf, classicArchive, dockerArchive, type Image, ociLayout } from '../../fixtures/image.ts';
import { layerTar } from '../../fixtures/layers.ts';
import { entry, tar } from '../../fixtures/tar.ts';
import { analyze } from '../../src/examine/analyze.ts';
import { locateImage } from '../../src/image/open-image.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { folderOf } from '../source/temporary.ts';
import { entriesIn } from '../tar/reading.ts';
import { someLayers } from '../union/arbitrary-layers.ts';
import { written } from './schema.ts';

const ZEROS = new Uint8Array(20_000);
const MADE: Image = {
  names: ['app:1'],
  created: '2026-10-28T09:12:00Z',
  steps: [
    { createdBy: 'base', layer: layerTar('d/a=1, d/b=22, h => d/b, s -> d, .wh.x'), compression: 'gzip' },
    { createdBy: 'ENV x' },
    { createdBy: 'touch', layer: layerTar('d/a=1 @9, d/b=22, e=22') },
    { createdBy: 'rm', layer: layerTar([{ name: 'd/.wh.a' }, { name: 'zeros', body: ZEROS }]) },
  ],
};

const OCI_ARCHIVE = 'an OCI archive';
const FORMS: readonly (readonly [string, (image: Image) => Uint8Array])[] = [
  ['a docker archive of before 25', classicArchive],
  ['a docker archive of today', dockerArchive],
  [OCI_ARCHIVE, (image) => archiveOf(ociLayout(image))],
  ['a root filesystem', ({ steps }) => steps[0]!.layer!],
];

/** What `analyze` says of an archive that lies on disk, or that comes from standard input. */
async function documentOf(path: string, stdin?: Uint8Array) {
  const located = await locateImage({
    reference: stdin ? '-' : path,
    limits: DEFAULT_LIMITS,
    verify: false,
    jobs: 2,
    rereadable: false,
    stdin: () => pieces(stdin!),
    exists: () => 'file',
    hostArchitecture: 'x64',
    remote: BARE_MACHINE,
    note: () => {},
  });
  try {
    const { transport, format } = located.source;
    const naming = { reference: 'app', transport, format };
    const image = await located.load();
    const document = written(await analyze({ naming, image, limits: DEFAULT_LIMITS }, { all: true }));
    // What was hashed on the way is known of a stream and not of a file.
    const layers = document.layers.map((layer) => ({ ...layer, digest: null, diffId: null, verified: null }));
    return { ...document, layers };
  } finally {
    await located.close();
  }
}

type Document = Awaited<ReturnType<typeof documentOf>>;

const formOf = ({ image: { transport, format } }: Document): string => `${transport}: ${format}`;

/** Without what the form of the archive is called. */
function unnamed(document: Document): object {
  return { ...document, image: { ...document.image, transport: '', format: '' } };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 999) yield bytes.slice(at, at + 999);
}

/** The archive as `tar -S` packs it: of the layers, the stretches of zeros are left out. */
function sparsely(archive: Uint8Array): Uint8Array {
  const files = entriesIn(archive).filter(({ type }) => type === 'file');
  const parts = files.map(({ name, bodyOffset, storedBytes }) => {
    const body = archive.subarray(bodyOffset, bodyOffset + storedBytes);
    const start = Buffer.from(body).indexOf(ZEROS);
    if (start < 0) return entry({ name, body });
    const end = start + ZEROS.length;
    const map = `0,${start},${end},${body.length - end}`;
    const pax = { 'GNU.sparse.size': `${body.length}`, 'GNU.sparse.numblocks': '2', 'GNU.sparse.map': map };
    return entry({ name, pax, body: Buffer.concat([body.subarray(0, start), body.subarray(end)]) });
  });
  return tar(parts);
}

describe('analyze of an archive that goes by', () => {
  it.each(FORMS)('says what it says of the file: %s', async (_form, archive) => {
    const folder = folderOf({ 'app.tar': archive(MADE) });
    const expected = await documentOf(`${folder}/app.tar`);
    expect(expected.layers.length).toBeGreaterThan(0);
    expect(unnamed(await documentOf('', archive(MADE)))).toEqual(unnamed(expected));
  });

  it.each(FORMS)('says what it says of the file when that is compressed: %s', async (_form, archive) => {
    const folder = folderOf({ 'app.tar': archive(MADE), 'app.tar.gz': gzipSync(archive(MADE)) });
    const expected = await documentOf(`${folder}/app.tar`);
    expect(unnamed(await documentOf(`${folder}/app.tar.gz`))).toEqual(unnamed(expected));
  });

  it.each(FORMS.filter(([form]) => form !== OCI_ARCHIVE))(
    'names its form as that of the file: %s',
    async (_form, archive) => {
      const folder = folderOf({ 'app.tar': archive(MADE) });
      expect(formOf(await documentOf('', archive(MADE)))).toBe(formOf(await documentOf(`${folder}/app.tar`)));
    },
  );

  it('names its form as that of the file: an OCI archive', async () => {
    const archive = archiveOf(ociLayout(MADE));
    const folder = folderOf({ 'app.tar': archive });
    expect(formOf(await documentOf('', archive))).toBe(formOf(await documentOf(`${folder}/app.tar`)));
  });

  it('says it of any layers', async () => {
    const check = asyncProperty(someLayers, async (layers) => {
      const archive = classicArchive({ steps: layers.map((each, i) => ({ createdBy: `${i}`, layer: tar(each) })) });
      const folder = folderOf({ 'app.tar': archive });
      expect(await documentOf('', archive)).toEqual(await documentOf(`${folder}/app.tar`));
    });
    await assert(check, { numRuns: 100 });
  });

  it('reads layers that the archive holds sparse, as a file', async () => {
    const folder = folderOf({ 'app.tar': classicArchive(MADE), 'sparse.tar': sparsely(classicArchive(MADE)) });
    const found = await documentOf(`${folder}/sparse.tar`);
    expect(found.totals).toEqual((await documentOf(`${folder}/app.tar`)).totals);
  });

  it('reads layers that the archive holds sparse', async () => {
    const archive = sparsely(classicArchive(MADE));
    const folder = folderOf({ 'sparse.tar': archive });
    expect(await documentOf('', archive)).toEqual(await documentOf(`${folder}/sparse.tar`));
  });

  // What does not begin like a tar is not even looked at: "went by and cannot be read again".
  it('refuses a layer that is no tar', async () => {
    const archive = classicArchive({ steps: [{ createdBy: 'x', layer: new TextEncoder().encode('no tar at all') }] });
    await expect(documentOf('', archive)).rejects.toThrow(/^layer 0 .* it is no tar archive/);
  });
});
