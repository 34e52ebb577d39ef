import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { LayerLines } from '../../fixtures/layers.ts';
import type { Entry } from '../../fixtures/tar.ts';
import type { FilePatch } from '../../src/analysis/compare/file-patch.ts';
import { unified } from '../../src/examine/unified.ts';
import { unifiedText } from '../../src/report/text/unified.ts';
import { open } from './open-layers.ts';

const STYLE = { color: false, columns: 80, now: 0, verbose: false, all: false };
const folder = mkdtempSync(join(tmpdir(), 'varve-unified-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The patches between two images of one layer each. */
async function patches(before: LayerLines, after: LayerLines, path = '/'): Promise<string> {
  const sides = [
    { opened: await open(before), layer: 0 },
    { opened: await open(after), layer: 0 },
  ] as const;
  return textOf(unified(...sides, path));
}

async function textOf(found: AsyncIterable<FilePatch>): Promise<string> {
  let text = '';
  for await (const patch of found) for (const line of unifiedText(patch, STYLE)) text += line;
  return text;
}

const file = (name: string, body: string, mode = 0o644): Entry => ({ name, body, mode });

describe('patches', () => {
  it.each<[string, LayerLines, LayerLines, string]>([
    ['of nothing', 'a=1', 'a=1 @7', ''],
    [
      'of a line',
      [file('etc/a', '1\n2\n')],
      [file('etc/a', '1\n3\n')],
      'diff --git a/etc/a b/etc/a\n--- a/etc/a\n+++ b/etc/a\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n',
    ],
    [
      'of a last line without an end',
      [file('a', '1')],
      [file('a', '1\n')],
      'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\n\\ No newline at end of file\n+1\n',
    ],
    [
      'of a new file',
      '',
      [file('a', '1\n', 0o755)],
      'diff --git a/a b/a\nnew file mode 100755\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+1\n',
    ],
    ['of a new empty file', '', 'a', 'diff --git a/a b/a\nnew file mode 100644\n'],
    [
      'of a deleted file',
      [file('a', '1\n')],
      '',
      'diff --git a/a b/a\ndeleted file mode 100644\n--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n',
    ],
    ['of a mode', 'a=1', 'a=1 04711', 'diff --git a/a b/a\nold mode 100644\nnew mode 104711\n'],
    [
      'of a link',
      's -> x',
      's -> y',
      'diff --git a/s b/s\n--- a/s\n+++ b/s\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+y\n\\ No newline at end of file\n',
    ],
    [
      'of a file that becomes a link',
      's=x',
      's -> x',
      'diff --git a/s b/s\ndeleted file mode 100644\n--- a/s\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n' +
        'diff --git a/s b/s\nnew file mode 120000\n--- /dev/null\n+++ b/s\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n',
    ],
    ['of bytes', [file('a', '\0a')], [file('a', '\0b')], 'diff --git a/a b/a\nBinary files a/a and b/a differ\n'],
    [
      'of a large file',
      'a=1',
      [file('a', 'x'.repeat(2 ** 22 + 1))],
      'diff --git a/a b/a\nFiles a/a and b/a differ, and are too large to be compared line by line\n',
    ],
    [
      'of odd names and bytes',
      '',
      [file('a "b', '\x1b[31m\ttab\r\n\x7f\u200b\n')],
      'diff --git "a/a \\"b" "b/a \\"b"\nnew file mode 100644\n--- /dev/null\n+++ "b/a \\"b"\t\n@@ -0,0 +1,2 @@\n+\\x1b[31m\ttab\r\n+\\x7f\\xe2\\x80\\x8b\n',
    ],
    [
      'in tree order',
      '',
      'a-b, a/, a/b',
      'diff --git a/a/b b/a/b\nnew file mode 100644\ndiff --git a/a-b b/a-b\nnew file mode 100644\n',
    ],
  ])('%s', async (_what, before, after, expected) => {
    expect(await patches(before, after)).toBe(expected);
  });

  it('are made between two layers of one image, and below one path alone', async () => {
    const opened = await open('d/, d/a=1, b=1', 'd/a=2, b=2', 'd/.wh.a');
    const at = (layer: number) => ({ opened, layer });
    const named = async (from: number, to: number, path: string) =>
      (await textOf(unified(at(from), at(to), path))).split('\n').filter((line) => /^diff|mode/.test(line));
    expect(await named(0, 1, '/d')).toEqual(['diff --git a/d/a b/d/a']);
    expect(await named(1, 2, '/')).toEqual(['diff --git a/d/a b/d/a', 'deleted file mode 100644']);
    expect(await named(-1, 0, 'b')).toEqual(['diff --git a/b b/b', 'new file mode 100644']);
    await expect(named(-1, 0, '/x')).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
  });

  it('follow links of parents on each side', async () => {
    expect(await patches('bin/, bin/a=1', 'usr/, usr/bin/, usr/bin/a=2, bin -> usr/bin', '/bin/a')).toContain(
      'diff --git a/usr/bin/a b/usr/bin/a\n--- a/usr/bin/a',
    );
  });

  it('replace what is too far apart to be searched for', async () => {
    const lines = (letter: string) => Array.from({ length: 3_000 }, (_, i) => `${letter}${i}\n`).join('');
    const text = await patches([file('a', `h\n${lines('a')}t\nu`)], [file('a', `h\n${lines('b')}t\nu`)]);
    expect(text.split('\n').slice(3, 6)).toEqual(['@@ -1,3003 +1,3003 @@', ' h', '-a0']);
    expect(text.split('\n').slice(-5)).toEqual(['+b2999', ' t', ' u', '\\ No newline at end of file', '']);
  });
});

type Tree = ReadonlyMap<string, { readonly body: string; readonly mode: number; readonly link?: boolean }>;

function putTree(root: string, tree: Tree): void {
  for (const [name, { body, mode, link }] of tree) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    if (link) symlinkSync(body, join(root, name));
    else writeFileSync(join(root, name), body);
    if (!link) chmodSync(join(root, name), mode);
  }
}

function layerOf(tree: Tree): Entry[] {
  return [...tree].map(([name, { body, mode, link }]) => (link ? { name, link: body } : { name, body, mode }));
}

const NAMES = ['a', 'd/b c', 'd/e/f', 'ä', 'q"t'];
const someFile = fc.record({
  body: fc
    .array(fc.constantFrom('one\n', 'two\n', 'drei ä\n', '\n', '\tx\n', 'crlf\r\n', 'no end'))
    .map((lines) => lines.join('')),
  mode: fc.constantFrom(0o644, 0o755),
});
const someLink = fc.record({ body: fc.constantFrom('x', 'y'), mode: fc.constant(0o777), link: fc.constant(true) });
const someTree: fc.Arbitrary<Tree> = fc
  .dictionary(
    fc.constantFrom(...NAMES),
    fc.oneof({ weight: 5, arbitrary: someFile }, { weight: 1, arbitrary: someLink }),
    { noNullPrototype: true },
  )
  .map((files) => new Map(Object.entries(files)));

it('makes of one tree the other when git applies it', async () => {
  let count = 0;
  const check = async (before: Tree, after: Tree): Promise<void> => {
    const text = await patches(layerOf(before), layerOf(after));
    const root = join(folder, String(count++));
    mkdirSync(root);
    putTree(root, before);
    // Outside of any repository, and told so: else git would take the one around the folder.
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: folder, GIT_DIR: join(folder, 'none') };
    const args = ['apply', '--whitespace=nowarn', '-'];
    if (text !== '') execFileSync('git', args, { cwd: root, env, input: text, stdio: ['pipe', 'ignore', 'pipe'] });
    for (const [name, { body, mode, link }] of after) {
      const path = join(root, name);
      expect(link ? readlinkSync(path) : readFileSync(path, 'utf8')).toBe(body);
      if (!link) expect(lstatSync(path).mode & 0o100).toBe(mode & 0o100);
    }
    for (const name of before.keys()) {
      if (!after.has(name)) expect(() => lstatSync(join(root, name))).toThrow('ENOENT');
    }
  };
  await fc.assert(fc.asyncProperty(someTree, someTree, check), { numRuns: 60 });
}, 120_000);
