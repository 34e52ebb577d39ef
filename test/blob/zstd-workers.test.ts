import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { Intake } from '../../src/blob/intake.ts';
import { ZstdWorkers } from '../../src/blob/zstd-workers.ts';
import { VarveError } from '../../src/model/error.ts';
import { bundle, runScript, scratch } from './bundle.ts';
import { chunked, collect, endless, failing, gist, mixed } from './streams.ts';
import { type Block, frame } from './zstd-frame.ts';

const folder = scratch();
const workers = new ZstdWorkers(pathToFileURL(join(folder, 'zstd-worker.js')), 2);
const blocks: Block[] = Array.from({ length: 60 }, (_, i) => (i % 3 ? { byte: i, times: 100_000 } : mixed(50_000, i)));
const packed = frame(blocks);
const unpacked = Buffer.concat(
  blocks.map((block) => (block instanceof Uint8Array ? block : Buffer.alloc(block.times, block.byte))),
);

const unzstd = (bytes: Uint8Array, ...sizes: number[]) => collect(workers.unpack(new Intake(chunked(bytes, ...sizes))));

beforeAll(async () => {
  await bundle(folder, 'zstd-worker', 'decompress', 'zstd-workers', 'intake');
  writeFileSync(join(folder, 'layer.zst'), packed);
});

describe('zstd in workers', () => {
  it('comes out as it went in', async () => {
    expect(gist(await unzstd(packed))).toBe(gist(unpacked));
    expect(gist(await unzstd(packed, 70_000, 1))).toBe(gist(unpacked));
  });

  it('leaves the chunks of its source as they were', async () => {
    const before = gist(packed);
    await unzstd(packed);
    expect(gist(packed)).toBe(before);
  });

  it('unpacks more streams than there are workers, read in step', async () => {
    const streams = Array.from({ length: 5 }, () => workers.unpack(new Intake(chunked(packed, 300_000))));
    const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
    const sizes = iterators.map(() => 0);
    for (let isOver = false; !isOver;) {
      const steps = await Promise.all(iterators.map((iterator) => iterator.next()));
      steps.forEach(({ value }, i) => (sizes[i]! += (value as Uint8Array | undefined)?.length ?? 0));
      isOver = steps.every(({ done }) => done === true);
    }
    expect(sizes).toEqual(Array(5).fill(unpacked.length));
  });

  it.each([
    ['a cut stream', packed.subarray(0, -1), { kind: 'cut' }],
    ['a damaged stream', Buffer.from(packed).fill(0xff, 600_000), { kind: 'damaged' }],
    ['rubbish', Buffer.from('no zstd at all, and never was'), { kind: 'damaged', message: 'no frame begins here' }],
    ['a window that is too large', Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8, 1, 0, 0), { kind: 'unsupported' }],
  ])('refuses %s', async (_what, bytes, damage) => {
    await expect(unzstd(bytes, 100_000)).rejects.toMatchObject({ name: 'Damage', ...damage });
  });

  it('fails with what its source failed with', async () => {
    const error = new VarveError('READ_FAILED', 'the disk is gone');
    await expect(collect(workers.unpack(new Intake(failing(packed.subarray(0, 999_999), error))))).rejects.toBe(error);
  });

  it('takes only what it can unpack soon', async () => {
    let taken = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for (; ; taken += 1) yield packed;
    }
    for await (const _ of workers.unpack(new Intake(source()))) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      break;
    }
    expect(taken).toBeLessThan(6);
  });

  it('fails when the worker does', async () => {
    const broken = new ZstdWorkers(pathToFileURL(join(folder, 'no-such-worker.js')), 1);
    const unpacking = () => collect(broken.unpack(new Intake(endless(packed).chunks)));
    await expect(unpacking()).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('zstd failed') as string,
    });
    await expect(unpacking()).rejects.toMatchObject({ kind: 'failed' });
  });
});

describe('a process that unpacks zstd', () => {
  const START = `
    import { readFileSync } from 'node:fs';
    import { Intake } from './intake.js';
    import { ZstdWorkers } from './zstd-workers.js';
    const packed = readFileSync('layer.zst');
    async function* source() { yield packed; }
    const workers = new ZstdWorkers(new URL('./zstd-worker.js', import.meta.url), 2);
    const stream = () => workers.unpack(new Intake(source()))[Symbol.asyncIterator]();
    process.on('exit', () => console.log('ended'));
  `;

  it.each([
    ['has read all', `const all = stream(); while (!(await all.next()).done);`],
    ['leaves a stream', `const left = stream(); await left.next(); await left.return();`],
    ['forgets a stream', `const forgotten = stream(); await forgotten.next();`],
    ['never begins a stream', `stream();`],
    ['fails', `process.on('uncaughtException', () => {}); await stream().next(); throw new Error('no');`],
  ])('ends when it %s', (_what, end) => {
    expect(runScript(folder, START + end)).toBe('ended');
  });

  it('finds the worker beside the bundle, for large streams, where node has no zstd', () => {
    const script = `
      import { readFileSync } from 'node:fs';
      import * as zlib from 'node:zlib';
      import { decompress } from './decompress.js';
      const packed = readFileSync('layer.zst');
      let workers = 0;
      process.on('worker', () => (workers += 1));
      async function sizeOf(source) {
        let bytes = 0;
        const limits = { maxBytes: 1e12, maxRatio: 1e9 };
        for await (const chunk of decompress('zstd', source, { limits, name: 'layer' })) bytes += chunk.length;
        return bytes;
      }
      async function* twice() { yield packed; yield packed; }
      async function* once() { yield packed.subarray(); }
      const sizes = [await sizeOf(once()), await sizeOf(twice())];
      console.log(...sizes, workers - ('createZstdDecompress' in zlib ? -1 : 0));
    `;
    expect(packed.length).toBeLessThan(2 ** 20);
    expect(runScript(folder, script)).toBe(`${unpacked.length} ${2 * unpacked.length} 1`);
  });
});
