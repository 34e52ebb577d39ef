import { spawnSync } from 'node:child_process';
import { chmodSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Blob } from '../../src/blob/blob.ts';
import { openFile } from '../../src/blob/file-blob.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { readAll } from '../../src/blob/read-all.ts';
import { scratch } from './bundle.ts';
import { collect, gist, mixed } from './streams.ts';

const folder = scratch();
const bytes = mixed(2_500_000);
const path = join(folder, 'app.tar');
writeFileSync(path, bytes);

async function withFile<T>(work: (blob: (offset?: number, length?: number) => Blob) => Promise<T> | T): Promise<T> {
  const file = await openFile(path);
  try {
    return await work((offset, length) => file.blob('app.tar', offset, length));
  } finally {
    await file.close();
  }
}

/** What `readInto` gives for `length` bytes at `offset`. */
function readAt(blob: Blob, offset: number, length: number): Uint8Array {
  const target = new Uint8Array(length);
  return target.subarray(0, blob.readInto!(target, offset));
}

describe.each([
  [
    'a file',
    (offset: number, length: number, use: (blob: Blob) => Promise<void>) =>
      withFile((blob) => use(blob(offset, length))),
  ],
  [
    'memory',
    (offset: number, length: number, use: (blob: Blob) => Promise<void>) =>
      use(memoryBlob('m', bytes.subarray(offset, offset + length))),
  ],
])('a blob of %s', (_where, withBlob) => {
  it.each([
    ['all', 0, bytes.length],
    ['the first byte', 0, 1],
    ['a part within', 1_000_000, 1_100_000],
    ['the end', 2_499_999, 1],
    ['nothing', 5, 0],
  ])('gives %s, again and again, and at any offset', async (_what, offset, length) => {
    await withBlob(offset, length, async (blob) => {
      const expected = bytes.subarray(offset, offset + length);
      expect(blob.sizeBytes).toBe(length);
      expect(gist(await collect(blob.open()))).toBe(gist(expected));
      expect(gist(await collect(blob.open()))).toBe(gist(expected));
      for (const at of [0, 1, length - 3, length, length + 9].filter((each) => each >= 0)) {
        expect(Buffer.from(readAt(blob, at, 20))).toEqual(expected.subarray(at, at + 20));
      }
    });
  });

  it('is read whole up to a limit', async () => {
    await withBlob(0, 2000, async (blob) => {
      expect(gist(await readAll(blob, 2000))).toBe(gist(bytes.subarray(0, 2000)));
      await expect(readAll(blob, 1999)).rejects.toMatchObject({
        code: 'LIMIT',
        message: `${blob.name}: has 2,000 bytes, beyond the limit max-json of 1,999 bytes`,
        hint: expect.stringContaining('--max-json') as string,
      });
    });
  });
});

it('a blob that holds more than it claims is not read whole', async () => {
  const blob: Blob = { ...memoryBlob('config', bytes), sizeBytes: 10 };
  await expect(readAll(blob, 1000)).rejects.toMatchObject({
    code: 'LIMIT',
    message: expect.stringContaining('goes on') as string,
  });
});

it.each([
  ['all of it when nothing is said', undefined, undefined, bytes.length],
  ['what is left behind an offset', 2_499_000, undefined, 1000],
  ['no more than there is', 2_499_990, 100, 10],
  ['nothing behind its end', 9_999_999, 5, 0],
  ['nothing of a negative length', 10, -5, 0],
])('a file gives %s', async (_what, offset, length, sizeBytes) => {
  await withFile(async (blob) => {
    expect(blob(offset, length).sizeBytes).toBe(sizeBytes);
    expect(await collect(blob(offset, length).open())).toHaveLength(sizeBytes);
  });
});

it('a file may be closed twice, and while it is read', async () => {
  const file = await openFile(path);
  for await (const _ of file.blob('app.tar').open()) break;
  await file.close();
  await file.close();
});

it('a file that becomes shorter while it is read is a failure', async () => {
  const shrinking = join(folder, 'shrinking.tar');
  writeFileSync(shrinking, Buffer.alloc(5_000_000));
  const file = await openFile(shrinking);
  truncateSync(shrinking, 1_500_000);
  await expect(collect(file.blob('shrinking.tar').open())).rejects.toMatchObject({
    code: 'READ_FAILED',
    message: 'reading shrinking.tar: it ends at byte 1,500,000 of 5,000,000',
  });
  await file.close();
});

describe('a path that is no file', () => {
  const link = join(folder, 'loop');
  symlinkSync(link, link);
  const pipe = join(folder, 'pipe');
  const hasPipe = spawnSync('mkfifo', [pipe]).status === 0;

  it.each<[string, string, string, RegExp]>([
    ['is not there', join(folder, 'none.tar'), 'IMAGE_NOT_FOUND', /none\.tar: there is no such file$/],
    ['is not printable', join(folder, 'a\u001b[31m'), 'IMAGE_NOT_FOUND', /a\\x1b\[31m: there/],
    ['is below a file', join(path, 'x'), 'READ_FAILED', /^opening .*: not a directory$/],
    ['is a directory', folder, 'READ_FAILED', /is a directory, not a file$/],
    ['is a circle of links', link, 'READ_FAILED', /: too many symbolic links/],
    ...(hasPipe ? ([['is a pipe', pipe, 'READ_FAILED', /is a pipe or a device, not a file$/]] as never) : []),
  ])('is refused when it %s', async (_what, where, code, message) => {
    await expect(openFile(where)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  it.skipIf(process.getuid?.() === 0)('is refused in plain words when it may not be read', async () => {
    const secret = join(folder, 'secret.tar');
    writeFileSync(secret, '');
    chmodSync(secret, 0);
    await expect(openFile(secret)).rejects.toMatchObject({
      code: 'READ_FAILED',
      message: expect.stringMatching(/: permission denied$/) as string,
    });
  });
});
