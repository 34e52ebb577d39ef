import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { spool } from '../../src/blob/spool.ts';
import { VarveError } from '../../src/model/error.ts';
import { bundle, runScript, scratch } from './bundle.ts';
import { chunked, collect, failing, gist, mixed } from './streams.ts';

const folder = scratch();
const room = scratch();
const bytes = mixed(1_500_000);
afterEach(() => vi.unstubAllEnvs());

describe('a spooled stream', () => {
  it('can be read again, in any part', async () => {
    const file = await spool('standard input', chunked(bytes, 70_000));
    const blob = file.blob('standard input', 1000, 200_000);
    const target = new Uint8Array(50);
    expect(file.sizeBytes).toBe(bytes.length);
    expect(gist(await collect(file.blob('standard input').open()))).toBe(gist(bytes));
    expect(gist(await collect(blob.open()))).toBe(gist(bytes.subarray(1000, 201_000)));
    expect(blob.readInto!(target, 10)).toBe(50);
    expect(Buffer.from(target)).toEqual(bytes.subarray(1010, 1060));
    await file.close();
  });

  it('may be empty', async () => {
    const file = await spool('standard input', chunked(Buffer.alloc(0)));
    expect(await collect(file.blob('x').open())).toHaveLength(0);
    await file.close();
  });

  it('has no name that others could find or that could be left behind', async () => {
    vi.stubEnv('TMPDIR', room);
    let seen: string[] | undefined;
    async function* source(): AsyncGenerator<Uint8Array> {
      yield bytes;
      seen = readdirSync(room);
      yield bytes;
    }
    const file = await spool('standard input', source());
    expect([seen, readdirSync(room)]).toEqual([[], []]);
    await file.close();
  });

  it.skipIf(process.platform !== 'linux')('can be read by its owner only', async () => {
    vi.stubEnv('TMPDIR', room);
    const file = await spool('standard input', chunked(bytes));
    expect(modesOfOpenFiles(room)).toEqual([0o600]);
    await file.close();
    expect(modesOfOpenFiles(room)).toEqual([]);
  });

  it('is not kept when its source fails, with that failure', async () => {
    vi.stubEnv('TMPDIR', room);
    const error = new VarveError('STREAM_DAMAGED', 'cut');
    await expect(spool('standard input', failing(bytes, error))).rejects.toBe(error);
    if (process.platform === 'linux') expect(modesOfOpenFiles(room)).toEqual([]);
  });

  it('is refused in plain words where nothing can be written', async () => {
    vi.stubEnv('TMPDIR', join(room, 'none'));
    await expect(spool('standard input', chunked(bytes))).rejects.toMatchObject({
      code: 'READ_FAILED',
      message: `keeping standard input in ${join(room, 'none')}: no such file or directory`,
      hint: expect.stringContaining('TMPDIR') as string,
    });
  });
});

describe('a process with a spooled stream', () => {
  beforeAll(() => bundle(folder, 'spool'));
  const START = `
    import { spool } from './spool.js';
    async function* source(chunks) { for (let i = 0; i < chunks; i += 1) yield new Uint8Array(100_000); }
  `;

  it('leaves nothing behind when it is killed', () => {
    const script = `${START} const file = await spool('x', source(3)); process.kill(process.pid, 'SIGKILL');`;
    expect(() => runScript(folder, script, { env: { TMPDIR: room } })).toThrow('SIGKILL');
    expect(readdirSync(room)).toEqual([]);
  });

  it('is told that there is no room', () => {
    const script = `${START} await spool('x', source(99)).catch(({ code, message }) => console.log(code, message));`;
    const told = runScript(folder, script, { prefix: 'ulimit -f 1000;', env: { TMPDIR: room } });
    expect(told).toBe(`READ_FAILED keeping x in ${room}: file too large`);
  });
});

/** Permissions of the files below `below` that this process has open, with or without a name. */
function modesOfOpenFiles(below: string): number[] {
  return readdirSync('/proc/self/fd').flatMap((id) => {
    try {
      const link = `/proc/self/fd/${id}`;
      return readlinkSync(link).startsWith(below) ? [statSync(link).mode & 0o777] : [];
    } catch {
      return []; // the handle of the listing itself
    }
  });
}
