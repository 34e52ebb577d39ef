import { describe, expect, it } from 'vitest';
import { defaultPlatform, formatPlatform, parsePlatform, platformRank } from '../../src/model/platform.ts';

describe('reading a platform', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux/arm/v7', 'linux/arm/v7'],
    ['Linux/ARM64', 'linux/arm64'],
    ['linux/x86_64', 'linux/amd64'],
    ['linux/aarch64/v8', 'linux/arm64/v8'],
    ['linux/armhf', 'linux/arm/v7'],
    ['macos/arm64', 'darwin/arm64'],
  ])('takes %s for %s', (text, expected) => {
    expect(formatPlatform(parsePlatform(text))).toBe(expected);
  });

  it.each(['', 'linux', 'linux/', '/amd64', 'linux/arm/v7/x', 'linux/a b', 'linux/\u001b[2J'])('refuses %j', (text) => {
    expect(() => parsePlatform(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it.each([
    ['x64', 'linux/amd64'],
    ['amd64', 'linux/amd64'],
    ['arm64', 'linux/arm64'],
    ['ia32', 'linux/386'],
    ['ppc64', 'linux/ppc64le'],
  ])('takes an architecture of %s to mean %s', (architecture, expected) => {
    expect(formatPlatform(defaultPlatform(architecture))).toBe(expected);
  });
});

describe('how well a platform serves another', () => {
  it.each([
    ['linux/amd64', 'linux/amd64', 0],
    ['linux/amd64', 'linux/amd64/v1', 1],
    ['linux/amd64', 'linux/amd64/v3', undefined],
    ['linux/amd64/v3', 'linux/amd64/v2', 1],
    ['linux/amd64', 'windows/amd64', undefined],
    ['linux/amd64', 'linux/386', undefined],
    ['linux/arm64', 'linux/arm64/v8', 1],
    ['linux/arm64/v8', 'linux/arm64', 1],
    ['linux/arm64', 'linux/aarch64', 0],
    ['linux/arm/v7', 'linux/arm/v7', 0],
    ['linux/arm/v7', 'linux/arm/v6', 1],
    ['linux/arm/v7', 'linux/arm/v5', 2],
    ['linux/arm/v7', 'linux/arm', 3],
    ['linux/arm/v6', 'linux/arm/v7', undefined],
    ['linux/arm', 'linux/arm/v7', 1],
    ['linux/s390x', 'linux/s390x', 0],
    ['linux/riscv64', 'linux/riscv64/rva20u64', undefined],
    ['linux/amd64/v99999', 'linux/amd64', 1],
  ])('%s by %s: %s', (wanted, offered, rank) => {
    expect(platformRank(parsePlatform(wanted), parsePlatform(offered))).toBe(rank);
  });
});
