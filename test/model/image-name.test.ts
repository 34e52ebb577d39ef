import { describe, expect, it } from 'vitest';
import { canonicalName, distinctNames, parseImageName } from '../../src/model/image-name.ts';

const DIGEST = `sha256:${'a1'.repeat(32)}`;

describe('names of images', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:latest', 'docker.io/library/nginx:latest'],
    ['docker.io/library/nginx', 'docker.io/library/nginx:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/library/nginx:1', 'docker.io/library/nginx:1'],
    ['lab/app:1', 'docker.io/lab/app:1'],
    ['localhost/lab/app', 'localhost/lab/app:latest'],
    ['localhost:5000/app:1', 'localhost:5000/app:1'],
    ['ghcr.io/x/y', 'ghcr.io/x/y:latest'],
    ['[::1]:5000/app', '[::1]:5000/app:latest'],
    [`nginx@${DIGEST}`, `docker.io/library/nginx@${DIGEST}`],
    [`nginx:1@${DIGEST}`, `docker.io/library/nginx:1@${DIGEST}`],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalName(text)).toBe(canonical);
  });

  it.each(['', 'App', 'a b', 'a:', 'a@b', '/a', 'a//b', '-a', 'a:b:c', './a', 'C:\\x.tar', `a:${'t'.repeat(129)}`])(
    '%j is none, and stays what it is',
    (text) => {
      expect(parseImageName(text)).toBeUndefined();
      expect(canonicalName(text)).toBe(text);
    },
  );

  it('decides about a hostile name as fast as about any other', () => {
    const start = performance.now();
    parseImageName(`${'a-'.repeat(50_000)}!`);
    parseImageName(`${'a.'.repeat(50_000)}/x`);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('keeps the first spelling of names that say the same', () => {
    expect(distinctNames(['lab/app:1', 'docker.io/lab/app:1', 'lab/app:2', 'lab/app:1'])).toEqual([
      'lab/app:1',
      'lab/app:2',
    ]);
  });
});
