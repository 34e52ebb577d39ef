import { describe, expect, it } from 'vitest';
import { findPackages } from '../../../src/analysis/packages/find-packages.ts';
import { DEFAULT_LIMITS } from '../../../src/model/limits.ts';
import { imageOf } from '../../image/loading.ts';
import { deb, lines, packagesOf } from './found.ts';

const STATUS = 'var/lib/dpkg/status';
const INFO = 'var/lib/dpkg/info';

describe('packages of dpkg', () => {
  it('have the files of their list that the image shows', async () => {
    const { packages, bytes } = await packagesOf([
      {
        name: STATUS,
        body: deb('bash', '5.2-1') + deb('libc6', '2.36', undefined, 'Multi-Arch: same\nSource: glibc (2.36)\n'),
      },
      { name: `${INFO}/bash.list`, body: '/.\n/bin\n/bin/bash\n/bin/gone\n/usr/share/bash\n' },
      { name: `${INFO}/libc6:amd64.list`, body: '/usr/lib/libc.so.6\n' },
      { name: 'bin', link: 'usr/bin' },
      { name: 'usr/bin/bash', body: 'x'.repeat(10) },
      { name: 'usr/bin/rbash', type: 'hardlink', link: 'usr/bin/bash' },
      { name: 'usr/share/bash', link: '../bin/bash' },
      { name: 'usr/lib/libc.so.6', body: 'x'.repeat(30) },
    ]);
    expect(lines(packages)).toEqual([
      'deb libc6 2.36: 1 files, 30 bytes, layer 0',
      'deb bash 5.2-1: 1 files, 10 bytes, layer 0',
    ]);
    expect(packages[0]!.claim).toMatchObject({ source: 'glibc', arch: 'amd64' });
    expect(bytes).toBe(40);
  });

  it.each([
    ['install ok installed', 1],
    ['install ok half-configured', 1],
    ['hold ok installed', 1],
    ['deinstall ok config-files', 0],
    ['purge ok not-installed', 0],
  ])('are there or not by their state: %s', async (state, count) => {
    const { packages } = await packagesOf([{ name: STATUS, body: deb('a', '1', state) }]);
    expect(packages).toHaveLength(count);
  });

  it('tell which layer brought this version, and what stood before', async () => {
    const { packages } = await packagesOf(
      [{ name: STATUS, body: deb('a', '1:1.0-1') + deb('b', '1') }],
      [{ name: STATUS, body: deb('a', '1:1.0-1') + deb('b', '1') }],
      [{ name: STATUS, body: deb('a', '1:1.0-2') + deb('b', '1') + deb('c', '1~rc1') }],
      [{ name: STATUS, body: deb('a', '1.1') + deb('b', '1') + deb('c', '1~rc1') }],
    );
    const told = packages.map(({ claim, layer, installedIn, earlier }) => ({
      name: claim.name,
      layer,
      installedIn,
      earlier,
    }));
    expect(told).toEqual([
      {
        name: 'a',
        layer: 3,
        installedIn: 0,
        earlier: [
          { version: '1:1.0-1', layer: 0, replacedIn: 2, change: 'upgrade' },
          { version: '1:1.0-2', layer: 2, replacedIn: 3, change: 'downgrade' },
        ],
      },
      { name: 'b', layer: 0, installedIn: 0, earlier: [] },
      { name: 'c', layer: 2, installedIn: 2, earlier: [] },
    ]);
  });

  it('that were removed tell what lower layers still store of them', async () => {
    const { packages, removed } = await packagesOf(
      [
        { name: STATUS, body: deb('gcc', '12') + deb('b', '1') },
        { name: `${INFO}/gcc.list`, body: '/usr/bin/gcc\n/usr/bin/kept\n' },
        { name: 'usr/bin/gcc', body: 'x'.repeat(50) },
        { name: 'usr/bin/kept', body: 'x'.repeat(7) },
      ],
      [
        { name: STATUS, body: deb('gcc', '12', 'deinstall ok config-files') + deb('b', '1') },
        { name: `${INFO}/.wh.gcc.list` },
        { name: 'usr/bin/.wh.gcc' },
      ],
    );
    expect(lines(packages)).toEqual(['deb b 1: 0 files, 0 bytes, layer 0']);
    expect(lines(removed)).toEqual(['deb gcc 12: 1 files, 50 bytes, layer 0']);
    expect(removed[0]).toMatchObject({ removedIn: 1, installedIn: 0 });
  });

  it('that came back count from when they came back', async () => {
    const { packages, removed } = await packagesOf(
      [{ name: STATUS, body: deb('a', '1') }],
      [{ name: STATUS, body: deb('b', '1') }],
      [{ name: STATUS, body: deb('a', '1') + deb('b', '1') }],
    );
    expect(packages.map(({ claim, installedIn }) => `${claim.name} ${installedIn}`)).toEqual(['a 2', 'b 1']);
    expect(removed).toEqual([]);
  });

  it('of distroless lie in a file each', async () => {
    const { packages } = await packagesOf([
      { name: 'var/lib/dpkg/status.d/base', body: 'Package: base-files\nVersion: 12.4\nArchitecture: amd64\n' },
      {
        name: 'var/lib/dpkg/status.d/base.md5sums',
        body: `${'0'.repeat(32)}  etc/issue\n${'1'.repeat(32)}  ./etc/gone\n`,
      },
      { name: 'etc/issue', body: 'Debian' },
    ]);
    expect(lines(packages)).toEqual(['deb base-files 12.4: 1 files, 6 bytes, layer 0']);
  });
});

describe('packages of apk', () => {
  const INSTALLED = [
    'C:Q1abc=',
    'P:musl',
    'V:1.2.4-r2',
    'A:x86_64',
    'o:musl',
    'F:lib',
    'R:ld-musl.so',
    'a:0:0:755',
    'Z:Q1x=',
    'F:',
    'R:top',
    '',
  ];
  const MORE = ['P:ssl', 'V:3.1.4-r0', 'A:x86_64', 'o:openssl', 'F:etc/ssl', ''];

  it.each(['lib/apk/db/installed', 'usr/lib/apk/db/installed'])('are read from %s', async (name) => {
    const { packages } = await packagesOf([
      { name, body: [...INSTALLED, ...MORE].join('\n') },
      { name: 'lib/ld-musl.so', body: 'x'.repeat(20) },
      { name: 'top', body: 'x' },
    ]);
    expect(lines(packages)).toEqual([
      'apk musl 1.2.4-r2: 2 files, 21 bytes, layer 0',
      'apk ssl 3.1.4-r0: 0 files, 0 bytes, layer 0',
    ]);
    expect(packages.map(({ claim }) => claim.source)).toEqual([undefined, 'openssl']);
  });
});

describe('databases', () => {
  it('that a layer removed are named: the files of their packages may be there', async () => {
    const { removed, diagnostics } = await packagesOf(
      [
        { name: STATUS, body: deb('a', '1') },
        { name: `${INFO}/a.list`, body: '/a\n' },
        { name: 'a', body: 'abc' },
      ],
      'var/lib/.wh.dpkg',
    );
    expect(removed).toMatchObject([{ removedIn: 1, files: 0, bytes: 0 }]);
    expect(diagnostics).toMatchObject([{ code: 'package-database-removed', layer: 1, path: `/${STATUS}` }]);
  });

  it.each([
    ['nothing', ''],
    ['zeros', '\0'.repeat(100)],
    ['fields without a name', 'Version: 1\n\nStatus: install ok installed\n'],
    ['a continuation of nothing', ' x\n\n :\n\n:\n'],
  ])('that hold %s hold no packages', async (_what, body) => {
    const { packages } = await packagesOf([
      { name: STATUS, body },
      { name: 'lib/apk/db/installed', body },
    ]);
    expect(packages).toEqual([]);
  });

  it('beyond the limit are named and passed over', async () => {
    const image = await imageOf([{ name: STATUS, body: deb('a', '1') }]);
    const { packages, diagnostics } = await findPackages(image, { ...DEFAULT_LIMITS, maxJson: 20 });
    expect(packages).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: 'package-unread', path: `/${STATUS}` }]);
  });
});
