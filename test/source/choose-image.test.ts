import { describe, expect, it } from 'vitest';
import { parsePlatform } from '../../src/model/platform.ts';
import { chooseImage } from '../../src/source/choose-image.ts';
import type { ImageEntry } from '../../src/source/image-source.ts';

const digest = (start: string) => `sha256:${start.padEnd(64, '0')}`;
const image = (names: string, start: string, platform: string | null = 'linux/amd64', within?: string): ImageEntry => ({
  names: names === '' ? [] : names.split(' '),
  digest: digest(start),
  configDigest: digest(`c${start}`),
  platform: platform === null ? null : parsePlatform(platform),
  ...(within && { within: [digest(within)] }),
});
const choose = (entries: readonly ImageEntry[], wanted?: string, platform?: string, hostArchitecture = 'amd64') => {
  const { entry, note } = chooseImage(entries, {
    image: wanted,
    platform: platform === undefined ? undefined : parsePlatform(platform),
    hostArchitecture,
  });
  return { number: entries.indexOf(entry), note };
};

const APPS = [image('nginx:latest', 'aaaaaa1'), image('ghcr.io/x/app:1 lab/app:1', 'aaaaaa2'), image('', 'bbbbbb3')];
const MULTI = [
  image('multi', '111111', 'linux/amd64', 'ddddddd'),
  image('multi', '222222', 'linux/arm/v7', 'ddddddd'),
  image('multi', '333333', 'linux/arm/v6', 'ddddddd'),
  image('multi', '444444', 'linux/arm64', 'ddddddd'),
];

describe('an image is chosen', () => {
  it.each([
    ['by name', 'nginx:latest', 0],
    ['by a name without its tag', 'nginx', 0],
    ['by a name in full', 'docker.io/library/nginx:latest', 0],
    ['by its second name', 'docker.io/lab/app:1', 1],
    ['by number, from 0', '@2', 2],
    ['by the digest of its manifest', digest('bbbbbb3'), 2],
    ['by the digest of its config', digest('cbbbbbb3'), 2],
    ['by six digits', 'bbbbbb', 2],
    ['by six digits with the algorithm', 'sha256:bbbbbb', 2],
    ['by name and digest', `lab/app@${digest('aaaaaa2')}`, 1],
    ['by digest after an @', `@${digest('aaaaaa2')}`, 1],
    ['by a tag that only one has', '1', 1],
  ])('%s', (_how, wanted, number) => {
    expect(choose(APPS, wanted)).toEqual({ number, note: undefined });
  });

  it.each([
    ['an OCI name that is only a tag', [image('1.2', 'a'), image('app', 'b')], '1.2', 0],
    ['an OCI name without a tag', [image('1.2', 'a'), image('app', 'b')], 'app:latest', 1],
    ['a name of digits before a digest', [image('', 'abcdef1'), image('abcdef1', 'b')], 'abcdef1', 1],
    ['an exact name before one that means the same', [image('nginx:latest', 'a'), image('nginx', 'b')], 'nginx', 1],
  ])('by %s', (_how, entries, wanted, number) => {
    expect(choose(entries, wanted).number).toBe(number);
  });

  it.each([
    ['the asked one', MULTI, undefined, 'linux/arm/v6', 'amd64', 2],
    ['the next lower variant', MULTI, undefined, 'linux/arm/v8', 'amd64', 1],
    ["this machine's", MULTI, undefined, undefined, 'x64', 0],
    ["this machine's, v8 or none", MULTI, undefined, undefined, 'arm64', 3],
    [
      'the one of this machine among images of many names',
      [image('a', '1', 'linux/arm64'), image('b', '2')],
      undefined,
      undefined,
      'amd64',
      1,
    ],
    ['of an index that is named by its digest', MULTI, 'ddddddd', 'linux/arm64', 'amd64', 3],
    ['after the name', [...MULTI, image('other', '5')], 'multi', undefined, 'amd64', 0],
  ])('by platform: %s', (_how, entries, wanted, platform, host, number) => {
    expect(choose(entries, wanted, platform, host)).toEqual({ number, note: undefined });
  });

  it('because it is the only one, whatever its platform', () => {
    const note = 'the only image here is for linux/arm64, not for linux/amd64; it is taken all the same';
    expect(choose([image('a', '1', 'linux/arm64')])).toEqual({ number: 0, note });
    expect(choose([image('a', '1', 'linux/arm64')], undefined, 'linux/amd64')).toEqual({ number: 0, note });
    expect(choose([image('a', '1', null)])).toEqual({ number: 0, note: undefined });
  });
});

describe('no image is chosen', () => {
  const failure = (...parts: Parameters<typeof choose>) => {
    try {
      choose(...parts);
    } catch (error) {
      return error as { readonly code: string; readonly message: string; readonly hint: string };
    }
    throw new Error('one was chosen');
  };

  it('when there are several', () => {
    expect(failure(APPS)).toMatchObject({
      code: 'IMAGE_AMBIGUOUS',
      message: `there are 3 images and none is chosen:
  @0  nginx:latest  linux/amd64  sha256:aaaaaa100000
  @1  ghcr.io/x/app:1, lab/app:1  linux/amd64  sha256:aaaaaa200000
  @2  <none>  linux/amd64  sha256:bbbbbb300000`,
      hint: 'Choose one with --image: --image nginx:latest.',
    });
  });

  it('when nothing is called so, and the names that exist are shown safely', () => {
    const { code, message } = failure([image('a\u001b[2J:1', '1')], 'nope\u001b');
    expect([code, message]).toEqual([
      'IMAGE_NOT_FOUND',
      'no image is called nope\\x1b; there is:\n  @0  a\\x1b[2J:1  linux/amd64  sha256:100000000000',
    ]);
  });

  it.each([
    ['IMAGE_NOT_FOUND', '@9'],
    ['IMAGE_NOT_FOUND', 'bbbbb'],
    ['IMAGE_NOT_FOUND', 'sha512:bbbbbb'],
    ['IMAGE_AMBIGUOUS', 'aaaaaa'],
    ['USAGE', '@x9'],
    ['USAGE', '@-1'],
    ['USAGE', '@'],
  ])('%s for %s', (code, wanted) => {
    expect(failure(APPS, wanted)).toMatchObject({ code, message: expect.stringContaining(wanted) });
  });

  it('when none is for the platform that was asked for', () => {
    expect(failure(MULTI, undefined, 'linux/riscv64')).toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message:
        'there is no image for linux/riscv64; there is one for linux/amd64, linux/arm/v7, linux/arm/v6, linux/arm64',
    });
  });

  it('when none is for this machine: that asks for a choice', () => {
    expect(failure(MULTI, undefined, undefined, 's390x')).toMatchObject({
      code: 'IMAGE_AMBIGUOUS',
      hint: 'Choose one with --platform: --platform linux/amd64.',
    });
  });

  it('when images of different names fit the platform in different variants', () => {
    expect(
      failure([image('a', '1', 'linux/arm64/v8'), image('b', '2', 'linux/arm64')], undefined, undefined, 'arm64').code,
    ).toBe('IMAGE_AMBIGUOUS');
  });

  it('when the platform of one is not known', () => {
    expect(failure([image('a', '1'), image('b', '2', null)]).code).toBe('IMAGE_AMBIGUOUS');
  });

  it('and a long list is cut', () => {
    const many = Array.from({ length: 25 }, (_, i) => image(`app:${i}`, String(i)));
    const { message } = failure(many);
    expect(message.split('\n')).toHaveLength(12);
    expect(message).toMatch(/\n {2}and 15 more$/);
    expect(failure([image('a:1 a:2 a:3 a:4 a:5', '1'), image('b', '2')]).message).toContain(
      'a:1, a:2, a:3  and 2 more names',
    );
  });
});
