import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classicArchive, digest, dockerArchive, type Image, ociLayout } from '../../fixtures/image.ts';
import { layerTar } from '../../fixtures/layers.ts';
import { folderOf } from '../source/temporary.ts';
import { runInProcess } from '../cli/run-varve.ts';

const LAYER = layerTar([{ name: 'a', body: 'x' }]);
const IMAGE: Image = {
  names: ['shop/api:2.3'],
  settings: { Env: ['PATH=/bin'], Labels: { 'org.example': 'tea' } },
  steps: [{ createdBy: 'COPY a /', layer: LAYER }],
};

const writtenFile = (archive: Uint8Array): string => join(folderOf({ 'app.tar': archive }), 'app.tar');

async function inspected(reference: string, ...words: readonly string[]) {
  const { exit, stdout, stderr } = await runInProcess(['inspect', reference, ...words]);
  return { exit, stdout, stderr };
}

describe('inspect', () => {
  it('prints what skopeo prints', async () => {
    const { stdout } = await inspected(writtenFile(dockerArchive(IMAGE)));
    expect(JSON.parse(stdout)).toEqual({
      Digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      RepoTags: [],
      Created: '2026-10-28T09:12:00Z',
      DockerVersion: '',
      Labels: { 'org.example': 'tea' },
      Architecture: 'amd64',
      Os: 'linux',
      Layers: [digest(LAYER)],
      LayersData: [
        {
          MIMEType: 'application/vnd.oci.image.layer.v1.tar',
          Digest: digest(LAYER),
          Size: LAYER.length,
          Annotations: null,
        },
      ],
      Env: ['PATH=/bin'],
    });
  });

  it('gives manifest and config byte for byte', async () => {
    const folder = folderOf(Object.fromEntries(ociLayout(IMAGE)));
    const { image, digest: named } = JSON.parse((await inspected(folder, '--json')).stdout) as {
      readonly digest: string;
      readonly image: { readonly configDigest: string };
    };
    expect(digest(Buffer.from((await inspected(folder, '--raw')).stdout))).toBe(named);
    expect(digest(Buffer.from((await inspected(folder, '--config-blob')).stdout))).toBe(image.configDigest);
  });

  it.each([
    [['--raw'], 3, 'no manifest of its own'],
    [['--raw', '--config-blob'], 2, 'contradict'],
  ])('says what cannot be given: %j', async (words, exit, message) => {
    const archive = writtenFile(classicArchive(IMAGE));
    const outcome = await inspected(archive, ...words);
    expect(outcome).toMatchObject({ exit, stderr: expect.stringContaining(message) });
  });

  it('escapes what a terminal would act on', async () => {
    const image = { ...IMAGE, settings: { Labels: { evil: '\u001b[31m\u202e\u009b' } } };
    const { stdout } = await inspected(writtenFile(dockerArchive(image)));
    expect(stdout).toContain(String.raw`"evil": "\u001b[31m\u202e\u009b"`);
  });
});
