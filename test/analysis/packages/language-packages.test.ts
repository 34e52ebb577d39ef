import { describe, expect, it } from 'vitest';
import { lines, packagesOf } from './found.ts';
import { zip } from './zip-file.ts';

const json = (value: unknown): string => JSON.stringify(value);

describe('packages of npm', () => {
  it('own what lies below them, but not the packages in them', async () => {
    const { packages, bytes } = await packagesOf([
      { name: 'app/package.json', body: json({ name: 'app', version: '1.0.0' }) },
      { name: 'app/node_modules/a/package.json', body: json({ name: 'a', version: '1.2.3' }) },
      { name: 'app/node_modules/a/lib/package.json', body: json({ type: 'module' }) },
      { name: 'app/node_modules/a/node_modules/@s/b/package.json', body: json({ name: '@s/b', version: '2.0.0' }) },
      { name: 'app/node_modules/a/node_modules/@s/b/index.js', body: 'x'.repeat(500) },
      { name: 'app/node_modules/nameless/package.json', body: json({ private: true }) },
    ]);
    const own = json({ name: 'a', version: '1.2.3' }).length + json({ type: 'module' }).length;
    const inner = 500 + json({ name: '@s/b', version: '2.0.0' }).length;
    expect(lines(packages)).toEqual([
      `npm @s/b 2.0.0: 2 files, ${inner} bytes, layer 0`,
      `npm a 1.2.3: 2 files, ${own} bytes, layer 0`,
    ]);
    expect(bytes).toBe(own + inner);
  });

  it('that are linked into several trees by hard links are one for each', async () => {
    const body = json({ name: 'a', version: '1.0.0' });
    const { packages, bytes } = await packagesOf([
      { name: 'x/node_modules/a/package.json', body },
      { name: 'y/node_modules/a/package.json', type: 'hardlink', link: 'x/node_modules/a/package.json' },
    ]);
    expect(packages.map(({ claim }) => claim.place)).toEqual(['/x/node_modules/a', '/y/node_modules/a']);
    expect(bytes).toBe(body.length);
  });

  it('that are no JSON are named', async () => {
    const { packages, diagnostics } = await packagesOf('node_modules/a/package.json={');
    expect(packages).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: 'package-unread', path: '/node_modules/a/package.json', layer: 0 }]);
  });

  it('that a layer removed are told with the bytes below it', async () => {
    const { removed } = await packagesOf(
      [
        { name: 'node_modules/a/package.json', body: json({ name: 'a', version: '1.0.0' }) },
        { name: 'node_modules/a/big', body: 'x'.repeat(9) },
      ],
      'node_modules/.wh.a',
    );
    expect(removed).toMatchObject([{ removedIn: 1, files: 2 }]);
  });
});

describe('packages of Python', () => {
  const site = 'usr/lib/python3/site-packages';

  it('own what their RECORD lists, in scripts too', async () => {
    const { packages } = await packagesOf([
      {
        name: `${site}/Flask-3.0.dist-info/METADATA`,
        body: 'Metadata-Version: 2.1\nName: Flask\nVersion: 3.0\n\nVersion: 9\n',
      },
      {
        name: `${site}/Flask-3.0.dist-info/RECORD`,
        body: 'flask/app.py,sha256=x,3\n"flask/a,b.py",,\n../../../bin/flask,,\n../../../../../../etc/x,,\n',
      },
      { name: `${site}/flask/app.py`, body: 'abc' },
      { name: `${site}/flask/a,b.py`, body: 'de' },
      { name: 'usr/bin/flask', body: 'f' },
    ]);
    const { length } = `Metadata-Version: 2.1\nName: Flask\nVersion: 3.0\n\nVersion: 9\n`;
    const record = 'flask/app.py,sha256=x,3\n"flask/a,b.py",,\n../../../bin/flask,,\n../../../../../../etc/x,,\n'
      .length;
    expect(lines(packages)).toEqual([`pypi Flask 3.0: 5 files, ${6 + length + record} bytes, layer 0`]);
  });

  it('are one package when an upgrade renames their directory', async () => {
    const metadata = (version: string) => `Name: six\nVersion: ${version}\n`;
    const { packages, removed } = await packagesOf(
      [{ name: `${site}/six-1.9.dist-info/METADATA`, body: metadata('1.9') }],
      [
        { name: `${site}/.wh.six-1.9.dist-info` },
        { name: `${site}/six-1.10.dist-info/METADATA`, body: metadata('1.10') },
      ],
    );
    expect(removed).toEqual([]);
    expect(packages).toMatchObject([
      { layer: 1, installedIn: 0, earlier: [{ version: '1.9', layer: 0, replacedIn: 1, change: 'upgrade' }] },
    ]);
  });

  it('may be eggs: a directory, or a file', async () => {
    const { packages } = await packagesOf([
      { name: `${site}/a.egg-info/PKG-INFO`, body: 'Name: a\nVersion: 1\n' },
      { name: `${site}/a.egg-info/installed-files.txt`, body: '../a.py\nPKG-INFO\n' },
      { name: `${site}/a.py`, body: 'x' },
      { name: `${site}/b-2.egg-info`, body: 'Name: b\r\nVersion: 2\r\n' },
    ]);
    expect(packages.map(({ claim, files }) => `${claim.name} ${claim.version} ${files}`)).toEqual(['a 1 3', 'b 2 1']);
  });
});

describe('other packages', () => {
  it('of RubyGems are read from their gemspecs', async () => {
    const body =
      'Gem::Specification.new do |s|\n  s.name = "rake".freeze\n  s.version = "13.0.6"\n  s.platform = "java".freeze\nend\n';
    const home = 'usr/lib/ruby/gems/3.1.0';
    const { packages } = await packagesOf([
      { name: `${home}/specifications/rake-13.0.6-java.gemspec`, body },
      { name: `${home}/gems/rake-13.0.6-java/lib/rake.rb`, body: 'abc' },
    ]);
    expect(lines(packages)).toEqual([`gem rake 13.0.6: 2 files, ${body.length + 3} bytes, layer 0`]);
    expect(packages[0]!.claim.arch).toBe('java');
  });

  it.each([
    ['Composer 2', (list: unknown) => ({ packages: list })],
    ['Composer 1', (list: unknown) => list],
  ])('of %s own the directory that is named', async (_form, documentOf) => {
    const list = [
      { name: 'monolog/monolog', version: '3.5.0', 'install-path': '../monolog/monolog' },
      { version: 'x' },
      5,
    ];
    const { packages } = await packagesOf([
      { name: 'app/vendor/composer/installed.json', body: json(documentOf(list)) },
      { name: 'app/vendor/monolog/monolog/src/Logger.php', body: '<?php' },
    ]);
    expect(lines(packages)).toEqual(['composer monolog/monolog 3.5.0: 1 files, 5 bytes, layer 0']);
  });

  const POM = (group: string, name: string, version: string) =>
    `#made\ngroupId=${group}\nartifactId=${name}\nversion=${version}\n`;

  it('of Maven are read out of jars, and of jars in jars', async () => {
    const inner = zip({ 'META-INF/maven/g/in/pom.properties': POM('g', 'in', '2') });
    const body = zip(
      {
        'META-INF/MANIFEST.MF': 'Implementation-Version: 9\n',
        'META-INF/maven/org.x/app/pom.properties': POM('org.x', 'app', '1.0'),
        'BOOT-INF/lib/in-2.jar': inner,
        'BOOT-INF/lib/guava-32.1.3-jre.jar': zip({ a: 'x' }),
      },
      '#!/bin/sh\n',
    );
    const { packages } = await packagesOf([{ name: 'app.jar', body }]);
    expect(lines(packages)).toEqual([
      `maven org.x/app 1.0: 1 files, ${body.length} bytes, layer 0`,
      'maven g/in 2: 0 files, 0 bytes, layer 0',
      'maven guava/guava 32.1.3-jre: 0 files, 0 bytes, layer 0',
    ]);
  });

  it.each([
    ['no archive', 'hello'],
    ['only an end', 'PK\x05\x06'],
    ['a count of files that are not there', Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18, 1)])],
  ])('of Maven that are %s are named', async (_what, body) => {
    const { diagnostics } = await packagesOf([{ name: 'a.jar', body }]);
    expect(diagnostics).toMatchObject([{ code: 'package-unread', path: '/a.jar' }]);
  });

  it('of Go are read from what the linker leaves in programs', async () => {
    const modules = [
      'path\tx.org/app',
      'mod\tx.org/App\tv1.0.0\th1:a=',
      'dep\tx.org/old\tv0.1.0',
      '=>\tx.org/new\tv0.2.0\th1:b=',
      'build\t-compiler=gc',
      '',
    ];
    const body = goProgram('go1.22.1', modules.join('\n'));
    const { packages } = await packagesOf([
      { name: 'app', body, mode: 0o755 },
      { name: 'data', body },
    ]);
    expect(lines(packages)).toEqual([
      `golang x.org/App v1.0.0: 1 files, ${body.length} bytes, layer 0`,
      'golang stdlib 1.22.1: 0 files, 0 bytes, layer 0',
      'golang x.org/new v0.2.0: 0 files, 0 bytes, layer 0',
    ]);
  });

  it.each([
    ['a length beyond its end', 0xff],
    ['nothing at all', 0],
  ])('of Go with %s say nothing', async (_what, byte) => {
    const body = goProgram('go1.22.1', '');
    body.fill(byte, 16_384 + 32, 16_384 + 300);
    const { packages, diagnostics } = await packagesOf([{ name: 'app', body, mode: 0o755 }]);
    expect([packages, diagnostics]).toEqual([[], []]);
  });
});

/** A program with one writable segment at byte 16,384. */
function goProgram(go: string, modules: string): Buffer {
  const program = Buffer.alloc(500_000);
  program.write('\x7fELF\x02\x01', 'latin1');
  program.writeBigUInt64LE(64n, 32);
  program.writeUInt16LE(56, 54);
  program.writeUInt16LE(1, 56);
  program.writeUInt32LE(1, 64);
  program.writeUInt32LE(6, 68);
  program.writeBigUInt64LE(16_384n, 72);
  program.writeBigUInt64LE(100_000n, 96);
  const framed = `${'0'.repeat(16)}${modules}${'f'.repeat(16)}`;
  const sized = (text: string) =>
    Buffer.concat([Buffer.from([(text.length & 0x7f) | 0x80, text.length >> 7]), Buffer.from(text)]);
  Buffer.concat([Buffer.from('\xff Go buildinf:\x08\x02', 'latin1'), Buffer.alloc(16), sized(go), sized(framed)]).copy(
    program,
    16_384,
  );
  return program;
}
