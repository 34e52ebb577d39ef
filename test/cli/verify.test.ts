import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockerArchive, type Image, ociLayout } from '../../fixtures/image.ts';
import { tar } from '../../fixtures/tar.ts';
import { runInProcess } from './run-varve.ts';
import { DEMO, scratch, written } from './scratch.ts';

const folder = scratch();
const IMAGE: Image = {
  names: ['app:1'],
  steps: [
    { createdBy: 'COPY a', layer: tar([{ name: 'a', body: 'one' }]) },
    { createdBy: 'COPY b', layer: tar([{ name: 'b', body: 'two' }]), compression: 'gzip' },
  ],
};

/** A layout on disk in which the blobs that hold `text` are changed, or left out. */
function layoutWith(name: string, text: string, change: (blob: Buffer) => Buffer | null): string {
  for (const [path, content] of ociLayout(IMAGE)) {
    const bytes = Buffer.from(content);
    const kept = path.startsWith('blobs/') && bytes.includes(text) ? change(bytes) : bytes;
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    if (kept) written(join(folder, name), path, kept);
  }
  return join(folder, name);
}

const failures = (stdout: string) =>
  (JSON.parse(stdout) as { checks: Record<string, string>[] }).checks
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ subject, check }) => `${subject} ${check}`);

describe('varve verify', () => {
  it('ends with 0 for an image that is as claimed', async () => {
    const { exit, stdout, stderr } = await runInProcess(['verify', DEMO]);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toMatch(/^PASS /);
    expect(stdout).not.toContain('FAIL');
  });

  it('checks what comes on standard input', async () => {
    const archive = Buffer.from(dockerArchive(IMAGE));
    const good = await runInProcess(['verify', '-'], { stdin: { bytes: archive, chunkBytes: 1000 } });
    expect(good).toMatchObject({ exit: 0, stderr: '' });
    archive[archive.indexOf('one\0')] = 0x4f;
    const bad = await runInProcess(['verify', '-', '--json'], { stdin: { bytes: archive, chunkBytes: 1000 } });
    expect(bad.exit).toBe(1);
    expect(failures(bad.stdout)).toEqual(['layer 0 digest', 'layer 0 diff-id', 'image chain-id']);
  });

  it.each<[string, string, (blob: Buffer) => Buffer | null, readonly string[]]>([
    [
      'manifest',
      'image.config.v1',
      (blob) => Buffer.concat([blob, Buffer.from('\n')]),
      ['manifest digest', 'manifest size'],
    ],
    ['config', '"rootfs"', (blob) => Buffer.concat([blob, Buffer.from('\n')]), ['config digest', 'config size']],
    [
      'config that is none',
      '"rootfs"',
      (blob) => Buffer.from('x'.repeat(blob.length)),
      ['config digest', 'config readable'],
    ],
    ['config that is missing', '"rootfs"', () => null, ['config readable']],
    ['layer that is missing', 'one\0', () => null, ['layer 0 readable']],
    [
      'layer that is cut',
      'one\0',
      (blob) => blob.subarray(0, 514),
      ['layer 0 digest', 'layer 0 size', 'layer 0 diff-id', 'layer 0 readable', 'image chain-id'],
    ],
  ])('goes on with a damaged %s', async (name, text, change, expected) => {
    const path = layoutWith(name, text, change);
    const { exit, stdout, stderr } = await runInProcess(['verify', path, '--json']);
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: '' });
    expect(failures(stdout)).toEqual(expected);
    expect(failures(stdout)).not.toContain('layer 1 digest');
  });

  it('ends with 3 when there is nothing to begin with', async () => {
    expect((await runInProcess(['verify', join(folder, 'absent.tar')])).exit).toBe(3);
    expect((await runInProcess(['verify', written(folder, 'x.tar', 'x')])).exit).toBe(3);
  });

  it('has other commands stop where it goes on', async () => {
    const path = layoutWith('strict', '"rootfs"', (blob) => Buffer.concat([blob, Buffer.from('\n')]));
    const { exit, stderr } = await runInProcess(['analyze', path]);
    expect(exit).toBe(3);
    expect(stderr).toContain('should have the digest');
  });
});
