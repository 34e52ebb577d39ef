import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInEngine, listEngine, openInEngine } from '../../../src/source/engine/open-engine.ts';
import { readingOf, streamedReading } from './reading.ts';
import { remoteOptions } from './remote-options.ts';

const DEMO = join(import.meta.dirname, '../../../fixtures/demo.tar');
const hasPodman = spawnSync('podman', ['--version']).status === 0;

it.runIf(process.env['CI'])('podman is there where every test must run', () => {
  expect(hasPodman).toBe(true);
});

describe.skipIf(!hasPodman)('a real podman', () => {
  const folder = mkdtempSync(join(tmpdir(), 'varve-podman-'));
  const socket = join(folder, 'podman.sock');
  const storage = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs'];
  const podman = (...args: string[]) => execFileSync('podman', [...storage, ...args], { stdio: 'pipe' }).toString();
  const options = remoteOptions({ env: { CONTAINER_HOST: `unix://${socket}` } });
  let service: ChildProcess;
  let id = '';

  beforeAll(async () => {
    podman('load', '--input', DEMO);
    podman('tag', 'shop/api:2.3', 'localhost/lab/app:1', 'localhost/lab/app:2', 'docker.io/library/solo:latest');
    id = podman('image', 'inspect', '--format', '{{.Id}}', 'shop/api:2.3').trim();
    service = spawn('podman', [...storage, 'system', 'service', '--time=0', `unix://${socket}`], { stdio: 'ignore' });
    while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 50));
  }, 60_000);

  afterAll(async () => {
    const isOver = new Promise((resolve) => service.once('exit', resolve));
    service.kill();
    await isOver;
    podman('rmi', '--all', '--force');
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['shop/api:2.3', ['docker.io/shop/api:2.3']],
    ['docker.io/shop/api:2.3', ['docker.io/shop/api:2.3']],
    ['localhost/lab/app:2', ['localhost/lab/app:2']],
    ['lab/app:1', ['localhost/lab/app:1']],
    ['solo', ['docker.io/library/solo:latest']],
    ['the id', []],
    ['sha256 and the id', []],
    ['12 digits', []],
    ['sha256 and 12 digits', []],
  ])('sends the image that was loaded when it is asked for %s', async (asked, names) => {
    const name = asked.replace('sha256 and ', 'sha256:').replace('the id', id).replace('12 digits', id.slice(0, 12));
    const image = await openInEngine('podman', name, options);
    expect(image.id).toBe(`sha256:${id}`);
    expect(image.names).toContain('docker.io/shop/api:2.3');
    const sent = await streamedReading(image.save());
    await image.close();
    expect(sent).toEqual({ ...(await readingOf(readFileSync(DEMO))), names });
  });

  it('has no image that nobody loaded', async () => {
    await expect(openInEngine('podman', 'lab/app:3', options)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    expect(await findInEngine('podman', 'nginx', options)).toBeNull();
  });

  it('lists what it has', async () => {
    const [image, ...others] = await listEngine('podman', options);
    expect(others).toEqual([]);
    expect(image).toMatchObject({ id: `sha256:${id}`, names: expect.arrayContaining(['localhost/lab/app:1']) });
    expect(image!.sizeBytes).toBeGreaterThan(100_000);
    expect(new Date(image!.createdSec * 1000).getUTCFullYear()).toBe(2026);
  });

  it('leaves a process that reads no further free to go', async () => {
    const image = await openInEngine('podman', 'solo', options);
    for await (const chunk of image.save()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await image.close();
  });
});
