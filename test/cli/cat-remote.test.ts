import { mkdtempSync, readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { digest, type Step } from '../../fixtures/image.ts';
import { type Entry, tar } from '../../fixtures/tar.ts';
import { estargz, type Making, type TocLayer, zstdChunked } from '../layer/made-toc.ts';
import { type Asked, type Fault, fetched, startFaultProxy } from '../source/registry/fault-proxy.ts';
import { hasLab, type Registry, startRegistry } from '../source/registry/lab.ts';
import { noise } from '../sweep/random.ts';
import { type Outcome, runInProcess } from './run-varve.ts';
import { scratch } from './scratch.ts';

const NOISE = noise(7, 3_000_000);
const LONG = noise(8, 200_000);
const BASE: readonly Entry[] = [
  { name: 'noise', body: NOISE },
  { name: 'etc/motd', body: 'hello' },
  { name: 'etc/replaced', body: 'old' },
  { name: 'etc/deleted', body: 'still stored' },
  { name: 'etc/long', body: LONG },
  { name: 'bin', link: 'usr/bin' },
  { name: 'usr/bin/tool', body: 'tool' },
  { name: 'usr/bin/same', type: 'hardlink', link: 'usr/bin/tool' },
];
const TOP: readonly Entry[] = [
  { name: 'etc/replaced', body: 'new' },
  { name: 'etc/.wh.deleted' },
  { name: 'opt/link', link: '/bin/tool' },
];
const LARGE_CHUNKS: Making = { chunkBytes: 50_000 };
const FORMS: readonly (readonly [string, string, (entries: readonly Entry[], making?: Making) => TocLayer])[] = [
  ['estargz', 'gzip', estargz],
  ['chunked', 'zstd', zstdChunked],
];
const CALLS: readonly (readonly [string, readonly string[], string])[] = [
  ['a file', ['/etc/motd'], 'hello'],
  ['a file that was replaced above', ['/etc/replaced'], 'new'],
  ['the file below it', ['/etc/replaced', '--layer', '0'], 'old'],
  ['a file that was deleted above', ['/etc/deleted', '--layer', '0'], 'still stored'],
  ['what a symlink of another layer leads to', ['/opt/link'], 'tool'],
  ['a hard link', ['/bin/same'], 'tool'],
];

const stepOf = ({ blob, tar: layer, annotations }: TocLayer, suffix: string): Step => ({
  ...{ createdBy: 'ADD', layer, annotations, compression: { suffix, pack: () => blob } },
});
const packed = (layer: Uint8Array): Step => ({ createdBy: 'ADD', layer, compression: 'gzip' });
const zeros = `sha256:${'0'.repeat(64)}`;

const folder = scratch();
let caches = 0;
const newCache = (): readonly string[] => ['--cache-dir', join(folder, `cache-${(caches += 1)}`)];

/** What varve printed, what it asked for, and how many bytes came. */
interface Traffic {
  readonly outcome: Outcome;
  readonly blobs: readonly Asked[];
  readonly passedBytes: number;
}

describe.runIf(hasLab)('cat of an image in a registry', () => {
  let registry: Registry;
  let temporary = '';
  const layers = new Map(FORMS.map(([form, , make]) => [form, make(BASE, LARGE_CHUNKS)]));
  const baseDigest = (form: string): string => digest(layers.get(form)!.blob);
  beforeAll(async () => {
    registry = await startRegistry();
    for (const [form, suffix, make] of FORMS) {
      const steps = [stepOf(layers.get(form)!, suffix), stepOf(make(TOP), suffix)];
      await registry.push(`${form}:1`, { steps });
    }
    const steps = [stepOf(layers.get('estargz')!, 'gzip'), packed(tar(TOP))];
    await registry.push('mixed:1', { steps });
    await registry.push('plain:1', { steps: [packed(tar(BASE)), packed(tar(TOP))] });
    const lying = estargz(BASE, {
      ...LARGE_CHUNKS,
      change: (items) => items.map((item) => (item['chunkOffset'] === 50_000 ? { ...item, chunkDigest: zeros } : item)),
    });
    await registry.push('lying:1', { steps: [stepOf(lying, 'gzip')] });
    const annotations = { 'containerd.io/snapshot/stargz/toc.digest': zeros };
    await registry.push('other:1', { steps: [stepOf({ ...layers.get('estargz')!, annotations }, 'gzip')] });
    await registry.push('unchecked:1', { steps: [stepOf(estargz(BASE, withoutDigests(LARGE_CHUNKS)), 'gzip')] });
  }, 60_000);
  afterAll(() => registry.close());
  beforeEach(() => {
    temporary = mkdtempSync(join(folder, 'tmp-'));
    vi.stubEnv('TMPDIR', temporary);
  });
  afterEach(() => {
    expect(readdirSync(temporary)).toEqual([]);
    vi.unstubAllEnvs();
  });

  async function cat(image: string, words: readonly string[], fault: Fault = () => false): Promise<Traffic> {
    const proxy = await startFaultProxy(registry.host, fault);
    try {
      const outcome = await runInProcess(['cat', `docker://${proxy.host}/${image}:1`, ...words]);
      const blobs = proxy.asked.filter(({ path }) => path.includes('/blobs/'));
      return { outcome, blobs, passedBytes: proxy.passedBytes() };
    } finally {
      await proxy.close();
    }
  }

  const cases = FORMS.flatMap(([form]) => CALLS.map(([what, words, expected]) => ({ form, what, words, expected })));
  it.each(cases)('prints $what, reading tables of contents only ($form)', async ({ form, words, expected }) => {
    const { outcome, blobs, passedBytes } = await cat(form, words);
    expect([outcome.exit, outcome.stdout, outcome.stderr]).toEqual([0, expected, '']);
    expect(passedBytes).toBeLessThan(50_000);
    const ofBase = blobs.filter(({ path }) => path.endsWith(baseDigest(form)));
    expect(ofBase.every(({ headers }) => headers.range !== undefined)).toBe(true);
  });

  it.each(FORMS)('prints a file of several chunks (%s)', async (form) => {
    const { outcome, passedBytes } = await cat(form, ['/etc/long']);
    expect([outcome.exit, Buffer.compare(outcome.bytes, LONG)]).toEqual([0, 0]);
    expect(passedBytes).toBeLessThan(LONG.length + 50_000);
  });

  it.each(FORMS)('says by which layer a path was deleted (%s)', async (form) => {
    const { outcome } = await cat(form, ['/etc/deleted']);
    expect(outcome.exit).toBe(3);
    expect(outcome.stderr).toMatch(/\/etc\/deleted is not in the image: layer 1 removed it/);
  });

  it('reads layers without a table whole beside it', async () => {
    const { outcome, passedBytes } = await cat('mixed', ['/opt/link']);
    expect([outcome.exit, outcome.stdout]).toEqual([0, 'tool']);
    expect(passedBytes).toBeLessThan(50_000);
  });

  it.each([
    ['/stargz.index.json', /"name":"etc\/replaced"/],
    ['/etc/motd', /^hello$/],
  ])('prints %s the same by the table and by the whole layer', async (path, content) => {
    const byTable = await cat('estargz', [path]);
    const verified = await cat('estargz', [path, '--verify']);
    expect(byTable.outcome.stdout).toMatch(content);
    expect(verified.outcome.stdout).toBe(byTable.outcome.stdout);
    expect(verified.blobs.every(({ headers }) => headers.range === undefined)).toBe(true);
    expect(verified.passedBytes).toBeGreaterThan(NOISE.length);
  });

  it('takes a layer that was read before from the cache', async () => {
    const words = ['/etc/motd', ...newCache()];
    await cat('estargz', [...words, '--verify']);
    const { outcome, blobs } = await cat('estargz', words);
    expect(outcome.stdout).toBe('hello');
    expect(blobs.filter(({ headers }) => headers.range !== undefined)).toEqual([]);
  });

  it('fetches each layer once', async () => {
    const { outcome, blobs } = await cat('plain', ['/etc/long']);
    expect([outcome.exit, outcome.stderr, Buffer.compare(outcome.bytes, LONG)]).toEqual([0, '', 0]);
    expect(blobs).toHaveLength(3);
    expect(new Set(blobs.map(({ path }) => path)).size).toBe(3);
  });

  it('fetches only the layer of the file when all were read before', async () => {
    const words = ['/etc/replaced', ...newCache()];
    await cat('plain', words);
    const { outcome, blobs, passedBytes } = await cat('plain', words);
    expect([outcome.exit, outcome.stdout]).toEqual([0, 'new']);
    expect(blobs.filter(({ path }) => !path.endsWith(digest(gzipSync(tar(TOP)))))).toHaveLength(0);
    expect(passedBytes).toBeLessThan(50_000);
  });

  it('reads the whole layer where no parts are given, and says so when asked to', async () => {
    const noRanges: Fault = async ({ path, headers }, answer) =>
      headers.range !== undefined && answerWith(answer, await fetched(registry.host, path));
    const { outcome, blobs } = await cat('estargz', ['/etc/motd', '--verbose'], noRanges);
    expect([outcome.exit, outcome.stdout]).toEqual([0, 'hello']);
    expect(outcome.stderr).toMatch(
      /table of contents is not used, the layer is read whole: .* gives no parts of sha256:/,
    );
    expect(blobs.filter(({ path }) => path.endsWith(baseDigest('estargz')))).toHaveLength(2);
  });

  it('reads the whole layer where chunks have no digests', async () => {
    const { outcome } = await cat('unchecked', ['/etc/motd', '-v']);
    expect([outcome.exit, outcome.stdout]).toEqual([0, 'hello']);
    expect(outcome.stderr).toMatch(/it does not say what each chunk of .* holds/);
  });

  it('refuses a table that is not the one that the image names', async () => {
    const { outcome } = await cat('other', ['/etc/motd']);
    expect([outcome.exit, outcome.stdout]).toEqual([3, '']);
    expect(outcome.stderr).toMatch(/layer 0 .*: the table of contents should have the digest sha256:0000.* but has/);
  });

  it('refuses a chunk that is not what the table says, having printed those before', async () => {
    const { outcome } = await cat('lying', ['/etc/long']);
    expect([outcome.exit, outcome.bytes.length]).toEqual([3, 50_000]);
    expect(outcome.stderr).toMatch(
      /layer 0 .*its chunk at byte .* should have the digest .*; 50000 bytes were written/,
    );
  });

  it('refuses a damaged layer, whatever of it is damaged', async () => {
    const layer = Buffer.from(layers.get('estargz')!.blob);
    const table = Number.parseInt(/([0-9a-f]{16})STARGZ/.exec(layer.toString('latin1'))![1]!, 16);
    const json = gunzipSync(layer.subarray(table, -51)).toString();
    const motd = Number(/"name":"etc\/motd"[^}]*"offset":(\d+)/.exec(json)![1]);
    for (const at of [table + 20, motd + 12]) {
      const damaged = Buffer.from(layer);
      damaged[at]! ^= 0xff;
      const { outcome } = await cat('estargz', ['/etc/motd'], damagedBlob(baseDigest('estargz'), damaged));
      expect([outcome.exit, outcome.stdout]).toEqual([3, '']);
      expect(outcome.stderr).toMatch(/^varve: layer 0 /);
    }
  });

  it('tells in the end when the content is another than the one that was read before', async () => {
    const words = ['/etc/motd', ...newCache()];
    await cat('plain', words);
    const other = gzipSync(tar(BASE.map((each) => (each.name === 'etc/motd' ? { ...each, body: 'HELLO' } : each))));
    const { outcome } = await cat('plain', words, damagedBlob(digest(gzipSync(tar(BASE))), other));
    expect([outcome.exit, outcome.stdout]).toEqual([3, 'HELLO']);
    expect(outcome.stderr).toMatch(/etc\/motd should have the content .*; 5 bytes were written and cannot be trusted/);
  });
});

/** No digest of any file or chunk. */
function withoutDigests(making: Making): Making {
  return { ...making, change: (items) => items.map((item) => ({ ...item, digest: '', chunkDigest: '' })) };
}

/** Gives `blob`, or the part of it that is asked for, for a digest that is not its own. */
function damagedBlob(claimed: string, blob: Uint8Array): Fault {
  return ({ path, headers }, answer) => path.endsWith(claimed) && answerWith(answer, blob, headers.range);
}

function answerWith(answer: ServerResponse, blob: Uint8Array, range?: string): boolean {
  const part = /^bytes=(\d+)-(\d+)$/.exec(range ?? '');
  const [start, end] = part ? [Number(part[1]), Number(part[2]) + 1] : [0, blob.length];
  const headers = part ? { 'content-range': `bytes ${start}-${end - 1}/${blob.length}` } : {};
  answer.writeHead(part ? 206 : 200, { 'content-length': end - start, ...headers }).end(blob.subarray(start, end));
  return true;
}
