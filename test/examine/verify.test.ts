import { expect, it } from 'vitest';
import { verify } from '../../src/examine/verify.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import type { ImageSource, SourceLayer } from '../../src/source/image-source.ts';
import { manifestOf } from './open-layers.ts';
import { written } from './schema.ts';

async function documentOf(claims: Partial<SourceLayer>, transport: ImageSource['transport'] = 'oci') {
  const manifest = manifestOf(['a=1, b/c=2']);
  const layers = manifest.layers.map((layer) => ({ ...layer, ...claims }));
  const source: ImageSource = {
    transport,
    format: 'OCI layout',
    list: () => [manifest],
    open: async () => manifest,
    close: async () => {},
  };
  const verified = { reference: 'layout', source, manifest: { ...manifest, layers } };
  return written(await verify(verified, { limits: DEFAULT_LIMITS, jobs: 1 }));
}

it('passes when no check failed, whatever could not be checked', async () => {
  const document = await documentOf({});
  expect(document).toMatchObject({ kind: 'verify', verdict: 'pass', image: { reference: 'layout', transport: 'oci' } });
  expect(document.checks.find(({ check }) => check === 'diff-id')).toEqual({
    check: 'diff-id',
    subject: 'layer 0',
    verdict: 'skip',
    message: 'the config does not tell its diff ID',
    layer: 0,
  });
});

it('fails when one check failed', async () => {
  const document = await documentOf({ sizeBytes: 1 });
  expect(document.verdict).toBe('fail');
  expect(document.checks.filter(({ verdict }) => verdict === 'fail')).toMatchObject([
    { check: 'size', subject: 'layer 0', expected: '1', layer: 0 },
  ]);
});

it('does not blame a saved manifest for the layers that it never holds', async () => {
  expect((await documentOf({ blob: null }, 'manifest')).verdict).toBe('pass');
  expect((await documentOf({ blob: null })).verdict).toBe('fail');
});
