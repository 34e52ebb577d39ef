import { expect, it } from 'vitest';
import { BARE_MACHINE } from '../../fixtures/remote.ts';
import { imagesOfEngine } from '../../src/inventory/find-images.ts';
import { referenceOf } from '../../src/inventory/listed-image.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { fakeEngine } from '../source/engine/fake-engine.ts';

it('lists the images of an engine as it counts them', async () => {
  const engine = await fakeEngine({
    '/images/json': [
      { Id: 'sha256:aa', RepoTags: ['app:1', 'app:latest'], Size: 10, Created: 1_000 },
      { Id: 'sha256:bb', RepoTags: ['<none>:<none>'], Size: 20, Created: 2_000 },
    ],
  });
  const images = [];
  const request = {
    ...{ reference: 'docker-daemon:', limits: DEFAULT_LIMITS, verify: false, jobs: 1, rereadable: true },
    async *stdin() {},
    exists: () => null,
    hostArchitecture: 'x64',
    remote: { ...BARE_MACHINE, env: { DOCKER_HOST: engine.host } },
    note: () => {},
  };
  for await (const { image } of imagesOfEngine('docker-daemon', request)) images.push([referenceOf(image), image]);
  const unknown = { input: 'docker-daemon:', platform: null, layers: null };
  expect(images).toEqual([
    [
      'docker-daemon:sha256:bb',
      { ...unknown, image: 'sha256:bb', id: 'sha256:bb', names: [], sizeBytes: 20, created: '1970-01-01T00:33:20Z' },
    ],
    [
      'docker-daemon:app:1',
      {
        ...{ ...unknown, image: 'app:1', id: 'sha256:aa', names: ['app:1', 'app:latest'] },
        ...{ sizeBytes: 10, created: '1970-01-01T00:16:40Z' },
      },
    ],
  ]);
});
