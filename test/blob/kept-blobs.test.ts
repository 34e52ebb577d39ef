import { mkdtempSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Blob } from '../../src/blob/blob.ts';
import { KeptBlobs } from '../../src/blob/kept-blobs.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { VarveError } from '../../src/model/error.ts';
import { scratch } from './bundle.ts';
import { chunked, collect, failing, gist, mixed } from './streams.ts';

const bytes = mixed(300_000);
const room = scratch();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(room, 'tmp-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  expect([readdirSync(folder), openFiles()]).toEqual([[], 0]);
  vi.unstubAllEnvs();
});

describe('a blob that lies elsewhere', () => {
  it('is fetched once when it was read to its end', async () => {
    const { blob, opened } = remote();
    const kept = new KeptBlobs(unheard);
    expect(gist(await collect(kept.keeping(blob).open()))).toBe(gist(bytes));
    const copy = kept.copyOf(blob);
    const target = new Uint8Array(50);
    expect([gist(await collect(copy.open())), gist(await collect(copy.open()))]).toEqual([gist(bytes), gist(bytes)]);
    expect(copy.readInto!(target, 1000)).toBe(50);
    expect(Buffer.from(target)).toEqual(bytes.subarray(1000, 1050));
    expect([opened(), copy.name, copy.sizeBytes]).toEqual([1, blob.name, bytes.length]);
    await kept.close();
  });

  it.runIf(process.platform === 'linux')('is kept on disk meanwhile, without a name', async () => {
    const kept = new KeptBlobs(unheard);
    await collect(kept.keeping(remote().blob).open());
    expect([readdirSync(folder), openFiles()]).toEqual([[], 1]);
    await kept.close();
    await kept.close();
    expect(openFiles()).toBe(0);
  });

  it('is not kept when its reader leaves early', async () => {
    const { blob } = remote();
    const kept = new KeptBlobs(unheard);
    for await (const _chunk of kept.keeping(blob).open()) break;
    expect([kept.copyOf(blob), openFiles()]).toEqual([blob, 0]);
  });

  it('is not kept when it breaks off, with that failure', async () => {
    const error = new VarveError('NETWORK_FAILED', 'cut');
    const blob = { ...remote().blob, open: () => failing(bytes, error) };
    const kept = new KeptBlobs(unheard);
    await expect(collect(kept.keeping(blob).open())).rejects.toBe(error);
    expect([kept.copyOf(blob), openFiles()]).toEqual([blob, 0]);
  });

  it('is not kept when it is closed meanwhile', async () => {
    const { blob } = remote();
    const kept = new KeptBlobs(unheard);
    for await (const _chunk of kept.keeping(blob).open()) await kept.close();
    expect(kept.copyOf(blob)).toBe(blob);
  });

  it('is kept once when it is read twice at once', async () => {
    const { blob } = remote();
    const kept = new KeptBlobs(unheard);
    const both = await Promise.all([1, 2].map(() => collect(kept.keeping(blob).open())));
    expect(both.map(gist)).toEqual([gist(bytes), gist(bytes)]);
    if (process.platform === 'linux') expect(openFiles()).toBe(1);
    await kept.close();
  });

  it('is read all the same where nothing can be written', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'none'));
    const { blob } = remote();
    const lines: string[] = [];
    const kept = new KeptBlobs((line) => lines.push(line));
    expect(gist(await collect(kept.keeping(blob).open()))).toBe(gist(bytes));
    expect(kept.copyOf(blob)).toBe(blob);
    expect(lines).toEqual([
      `keeping remote in ${join(folder, 'none')}: no such file or directory: it will be fetched again`,
    ]);
  });
});

it('what lies at hand is not copied', async () => {
  const blob = memoryBlob('here', bytes);
  const kept = new KeptBlobs(unheard);
  expect(gist(await collect(kept.keeping(blob).open()))).toBe(gist(bytes));
  expect(kept.copyOf(blob)).toBe(blob);
});

function remote(): { blob: Blob; opened: () => number } {
  let opened = 0;
  const open = () => ((opened += 1), chunked(bytes, 70_000));
  const fetchRange = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
  return { blob: { name: 'remote', sizeBytes: bytes.length, open, fetchRange }, opened: () => opened };
}

function unheard(): void {}

/** How many files in the temporary folder this process has open. */
function openFiles(): number {
  if (process.platform !== 'linux') return 0;
  return readdirSync('/proc/self/fd').filter((id) => {
    try {
      return readlinkSync(`/proc/self/fd/${id}`).startsWith(folder);
    } catch {
      return false; // the handle of the listing itself
    }
  }).length;
}
