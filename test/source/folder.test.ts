import {
  chmodSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printableBytes } from '../../src/base/text.ts';
import type { Blob } from '../../src/blob/blob.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { folderMembers } from '../../src/source/folder-members.ts';
import { folderTar } from '../../src/source/folder-tar.ts';
import { ENTRY_TYPES, type TarEntry } from '../../src/tar/entry.ts';
import { hopTar } from '../../src/tar/hop.ts';
import { readBlob } from './build.ts';
import { folderOf } from './temporary.ts';

describe('members of a directory', () => {
  it('are found one by one, links followed inside and never out', async () => {
    const outside = folderOf({ secret: 'secret' });
    const folder = folderOf({
      'blobs/sha256/a': '1',
      link: { symlink: 'blobs/sha256/a' },
      store: { symlink: 'blobs' },
      up: { symlink: '../../../etc/passwd' },
      absolute: { symlink: join(outside, 'secret') },
      circle: { symlink: 'circle' },
      neighbour: { symlink: `../${outside.split('/').at(-1)}/secret` },
    });
    const members = folderMembers(folder);
    const found = (path: string) => members.find(path)?.path;
    expect(['blobs/sha256/a', './link', 'store/sha256/a'].map(found)).toEqual(Array(3).fill('blobs/sha256/a'));
    const none = ['up', 'absolute', 'circle', 'neighbour', 'blobs', 'gone', '../x', 'link/below', 'x'.repeat(5000), ''];
    expect(none.map(found)).toEqual(none.map(() => undefined));
    expect([...members.paths()]).toEqual(['blobs/sha256/a']);
    members.close();
  });

  it('are read as often as one likes, also at an offset', async () => {
    const members = folderMembers(folderOf({ a: 'abcdef' }));
    const { blob } = members.find('a')!;
    expect([await readBlob(blob), await readBlob(blob)]).toEqual(['abcdef', 'abcdef']);
    const target = new Uint8Array(4);
    expect([blob.readInto!(target, 3), Buffer.from(target).toString()]).toEqual([3, 'def\0']);
    members.close();
    members.close();
  });
});

describe('a directory as a layer', () => {
  const tree = (): string => {
    const folder = folderOf({
      'a-b': 'x',
      'etc/os-release': 'ID=debian\n',
      [`deep/${'n'.repeat(120)}`]: 'long',
      big: 'y'.repeat(1500),
    });
    mkdirSync(join(folder, 'a'));
    linkSync(join(folder, 'big'), join(folder, 'same'));
    symlinkSync('../usr/lib/x', join(folder, 'etc/link'));
    const odd = Buffer.concat([Buffer.from(`${folder}/n`), Buffer.of(0xff)]);
    writeFileSync(odd, 'bytes');
    const paths = readdirSync(folder, { recursive: true, encoding: 'latin1' as 'utf8' }).filter(
      (path) => !path.startsWith('n'),
    );
    for (const path of [odd, ...paths.map((each) => join(folder, each))]) settle(path);
    chmodSync(join(folder, 'a-b'), 0o4750);
    utimesSync(join(folder, 'a-b'), new Date(-1500), new Date(-1500)); // Node takes a negative number for now
    utimesSync(join(folder, 'big'), 12.9, 12.9);
    return folder;
  };
  /** The same mode and time on every machine. */
  const settle = (path: Buffer | string): void => {
    const stats = lstatSync(path);
    if (!stats.isSymbolicLink()) chmodSync(path, stats.isDirectory() ? 0o755 : 0o644);
    lutimesSync(path, 50.5, 50.5);
  };
  const listed = (blob: Blob) => {
    const found: string[] = [];
    const entry = ({ name, type, sizeBytes, mode, mtimeSec, link }: TarEntry) => {
      const target = link.length > 0 ? ` -> ${Buffer.from(link).toString()}` : '';
      const shown = [ENTRY_TYPES[type], printableBytes(name).slice(0, 16), sizeBytes, mode.toString(8), mtimeSec].join(
        ' ',
      );
      found.push(shown + target);
    };
    const oddity = (code: string) => expect.unreachable(code);
    expect([...hopTar(blob.readInto!, blob.sizeBytes, { entry, oddity })]).toEqual([]);
    return found;
  };

  it('is the tar of it, in the order of bytes, hard links told, times rounded down', () => {
    const { blob, diagnostics } = folderTar(tree(), DEFAULT_LIMITS);
    expect(listed(blob)).toEqual([
      'dir a/ 0 755 50',
      'file a-b 1 4750 -2',
      'file big 1500 644 12',
      'dir deep/ 0 755 50',
      'file deep/nnnnnnnnnnn 4 644 50',
      'dir etc/ 0 755 50',
      'symlink etc/link 0 777 50 -> ../usr/lib/x',
      'file etc/os-release 10 644 50',
      'file n\\xff 5 644 50',
      'hardlink same 0 644 12 -> big',
    ]);
    expect(diagnostics).toEqual([]);
  });

  it('reads the same at any offset as from the start', async () => {
    const { blob } = folderTar(tree(), DEFAULT_LIMITS);
    const chunks: Uint8Array[] = [];
    for await (const chunk of blob.open()) chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    expect(whole).toHaveLength(blob.sizeBytes);
    for (const length of [1, 7, 512, 700, 4096]) {
      const target = new Uint8Array(length);
      for (let offset = 0; offset < blob.sizeBytes; offset += length) {
        const read = blob.readInto!(target, offset);
        expect(read).toBe(Math.min(length, blob.sizeBytes - offset));
        expect(whole.subarray(offset, offset + read).equals(target.subarray(0, read))).toBe(true);
      }
    }
    expect(blob.readInto!(new Uint8Array(4), blob.sizeBytes + 5)).toBe(0);
  });

  it('stops at the limit of entries, and where nothing is', () => {
    expect(() => folderTar(tree(), { ...DEFAULT_LIMITS, maxEntries: 3 })).toThrow(
      expect.objectContaining({ code: 'LIMIT' }),
    );
    expect(() => folderTar(join(tree(), 'gone'), DEFAULT_LIMITS)).toThrow(
      expect.objectContaining({ code: 'READ_FAILED' }),
    );
  });
});
