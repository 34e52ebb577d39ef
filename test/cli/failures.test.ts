import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { archiveOf, dockerArchive, type Image, ociLayout, type Packing } from '../../fixtures/image.ts';
import { demoArchive } from '../../fixtures/demo.ts';
import { tar } from '../../fixtures/tar.ts';
import { runInProcess } from './run-varve.ts';
import { DEMO, scratch, written } from './scratch.ts';

const folder = scratch();
const demo = demoArchive();
const layer = tar([{ name: 'a', body: 'x'.repeat(2000) }]);
const image = (name: string): Image => ({ names: [name], steps: [{ createdBy: name, layer }] });

/** A gzip member whose data makes no sense. */
const BROKEN: Packing = {
  suffix: 'gzip',
  pack: () => Buffer.concat([gzipSync('').subarray(0, 10), new Uint8Array(8).fill(0xff)]),
};

const cut = written(folder, 'cut.tar', demo.subarray(0, 100_000));
const several = written(folder, 'several.tar', dockerArchive(image('app:1'), image('app:2')));
const zipped = written(folder, 'demo.tar.gz', gzipSync(demo));
const text = written(folder, 'notes.txt', 'not an image\n');
const empty = written(folder, 'empty.tar', '');
const picture = written(folder, 'logo.tar', Buffer.from('89504e470d0a1a0a', 'hex'));

async function failure(...argv: readonly string[]) {
  const { exit, stdout, stderr } = await runInProcess(argv);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^varve: \S/);
  return { exit, stderr };
}

describe('what is not there', () => {
  it.each([
    ['a file', 'no such.tar', 'no such.tar'],
    ['a file in a folder', './nope/app.tar', './nope/app.tar'],
    ['an image of that name', 'localhost:1/app', 'there is no file localhost:1/app, and no engine here has it'],
    ['an image that only an engine has', 'docker-daemon:app', 'DOCKER_HOST'],
    ['a registry where nobody listens', 'docker://127.0.0.1:1/app', 'Check the name and the network'],
    ['an image in the storage of podman', 'containers-storage:app', 'podman save app | varve'],
  ])('is told with exit 3 and what to do: %s', async (_what, reference, told) => {
    const { exit, stderr } = await failure('analyze', reference);
    expect(exit).toBe(3);
    expect(stderr).toContain(told);
  });

  it('may be a directory that holds no image', async () => {
    mkdirSync(join(folder, 'empty'));
    const { exit, stderr } = await failure('analyze', join(folder, 'empty'));
    expect(exit).toBe(3);
    expect(stderr).toContain(`rootfs:${join(folder, 'empty')}`);
  });

  it.each([
    ['a text', text, 'text'],
    ['an empty file', empty, 'it is empty'],
    ['a picture', picture, 'a PNG picture'],
  ])('may be an image at all: %s', async (_what, path, told) => {
    const { exit, stderr } = await failure('analyze', path);
    expect(exit).toBe(3);
    expect(stderr).toContain(path);
    expect(stderr).toContain(told);
  });

  it('may be an image of that name in the archive', async () => {
    const { exit, stderr } = await failure('analyze', several, '--image', 'app:3');
    expect(exit).toBe(3);
    expect(stderr).toMatch(/no image is called app:3; there are:\n {2}@0 {2}app:1.*\n {2}@1 {2}app:2/);
  });
});

describe('several images', () => {
  it.each([['analyze'], ['ls'], ['diff']])('are listed with exit 2: %s', async (command) => {
    const { exit, stderr } = await failure(command, several);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^varve: there are 2 images and none is chosen:\n {2}@0 {2}app:1 .*\n {2}@1 {2}app:2 /);
    expect(stderr).toContain('--image app:1');
  });

  it.each([['app:2'], ['@1']])('are told apart by --image %s', async (name) => {
    const { exit, stdout } = await runInProcess(['analyze', several, '--image', name, '--json']);
    expect(exit).toBe(0);
    expect((JSON.parse(stdout) as { image: { names: string[] } }).image.names).toContain('app:2');
  });
});

describe('a damaged image', () => {
  it.each([['analyze'], ['ls'], ['diff']])('is refused with exit 3, file and byte: %s', async (command) => {
    const { exit, stderr } = await failure(command, cut, '--json');
    expect(exit).toBe(3);
    expect(stderr).toContain(`${cut}: the tar ends at byte 100000`);
  });

  it('is refused on standard input in the same words', async () => {
    const bytes = demo.subarray(0, 100_000);
    const { exit, stdout, stderr } = await runInProcess(['ls', '-'], { stdin: { bytes, chunkBytes: 4096 } });
    expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' });
    expect(stderr).toContain('reading standard input: the tar ends at byte 100000');
  });

  it('is refused with layer and byte where a layer is damaged', async () => {
    const broken = tar([{ name: 'a', checksum: 1 }]);
    const path = written(
      folder,
      'bad-layer.tar',
      dockerArchive({ steps: [layer, broken].map((each) => ({ createdBy: 'RUN', layer: each })) }),
    );
    const { exit, stderr } = await failure('ls', path);
    expect(exit).toBe(3);
    expect(stderr).toMatch(
      /^varve: layer 1 \(.*bad-layer\.tar: blobs\/sha256\/[0-9a-f]{64}\): the tar is damaged at byte 0: /,
    );
  });

  it('is told of by its lowest damaged layer, however many are read at once', async () => {
    const steps = [1, 2, 3].map((i) => ({ createdBy: 'RUN', layer: tar([{ name: `${i}` }]), compression: BROKEN }));
    const first = {
      createdBy: 'RUN',
      layer: tar([{ name: 'noise', body: 'x'.repeat(3_000_000) }]),
      compression: 'gzip' as const,
    };
    const path = written(folder, 'bad-layers.tar', dockerArchive({ steps: [first, ...steps] }));
    for (const jobs of ['1', '2', '8']) {
      const { exit, stderr } = await failure('ls', path, '--jobs', jobs);
      expect(exit).toBe(3);
      expect(stderr).toMatch(/^varve: layer 1 .*gzip stream is damaged near compressed byte \d+/);
    }
  });

  it('is refused where a layer is not there, whatever else is wrong', async () => {
    const files = ociLayout({
      steps: [
        { createdBy: 'RUN', layer, compression: BROKEN },
        { createdBy: 'RUN', layer },
      ],
    });
    const missing = [...files].find(([, content]) => Buffer.compare(content, layer) === 0)![0];
    files.delete(missing);
    const { exit, stderr } = await failure('ls', written(folder, 'missing.tar', archiveOf(files)));
    expect(exit).toBe(3);
    expect(stderr).toContain('layer 1');
  });

  it('is refused where a digest does not match', async () => {
    const bytes = dockerArchive(image('app:1'));
    bytes[Buffer.from(bytes).indexOf('xxxx')] = 0x79;
    const path = written(folder, 'changed.tar', bytes);
    expect((await runInProcess(['ls', path])).exit).toBe(0);
    const { exit, stderr } = await failure('ls', path, '--verify');
    expect(exit).toBe(3);
    expect(stderr).toMatch(/layer 0 .*digest should be sha256:[0-9a-f]{64} but is sha256:[0-9a-f]{64}/);
  });
});

describe('limits', () => {
  it.each<[string, readonly string[], string]>([
    ['--max-bytes, of a plain layer', [DEMO, '--max-bytes', '50kB'], 'layer 0'],
    [
      '--max-bytes, of a packed archive',
      [zipped, '--max-bytes', '100 kB'],
      'demo.tar.gz: unpacks to more than 100,000',
    ],
    ['--max-entries, of all layers', [DEMO, '--max-entries', '100'], 'more than 100 entries'],
    ['--max-entries, of the archive', [DEMO, '--max-entries', '3'], 'more than 3 entries'],
    ['--max-json, of the first document', [DEMO, '--max-json', '100'], 'manifest.json: has 1,977 bytes'],
  ])('stop varve with exit 3 and the option that raises them: %s', async (what, argv, told) => {
    const { exit, stderr } = await failure('ls', ...argv);
    expect(exit).toBe(3);
    expect(stderr).toContain(told);
    expect(stderr).toContain(what.split(',')[0]);
  });

  it.each([['--max-bytes'], ['--max-entries'], ['--max-json'], ['--max-ratio']])(
    'are not in the way: %s',
    async (option) => {
      expect((await runInProcess(['ls', zipped, option, '1000000'])).exit).toBe(0);
    },
  );
});

describe('the limit on compression', () => {
  it('stops varve with exit 3 once a gigabyte came out of little', async () => {
    const zeros = gzipSync(new Uint8Array(2 ** 24));
    const path = written(folder, 'bomb.tar.gz', Buffer.concat(Array.from({ length: 65 }, () => zeros)));
    const { exit, stderr } = await failure('ls', path, '--max-ratio', '500');
    expect(exit).toBe(3);
    expect(stderr).toMatch(
      /bomb\.tar\.gz: [\d,]+ bytes unpack to more than 1,0\d\d,\d{3},\d{3}, over 500 times as many/,
    );
    expect(stderr).toContain('--max-ratio');
  });
});

describe('a path that is not there', () => {
  const LISTS = '/var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease';
  it.each<[string, readonly string[], readonly string[]]>([
    ['in no layer', ['cat', DEMO, '/nope'], ['/nope is not in the image, and no layer has it']],
    ['in no layer, to be listed', ['ls', DEMO, '/nope'], ['/nope is not in the image, and no layer has it']],
    ['in no layer, to be followed', ['log', DEMO, '/nope'], ['/nope is not in the image, and no layer has it']],
    ['removed', ['cat', DEMO, LISTS], ['layer 4 removed it', `varve cat IMAGE ${LISTS} --layer 3`]],
    ['not there yet', ['cat', DEMO, '/models/labels.txt', '--layer', '2'], ['only in layer 5', '--layer 5']],
    ['a directory', ['cat', DEMO, '/etc'], ['/etc is no regular file but a directory', 'varve ls']],
    ['the root', ['log', DEMO, '/'], ['the root has no history of its own']],
  ])('ends varve with exit 3 and says why: %s', async (_what, argv, told) => {
    const { exit, stderr } = await failure(...argv);
    expect(exit).toBe(3);
    for (const each of told) expect(stderr).toContain(each);
  });
});
