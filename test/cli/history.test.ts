import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archiveOf, digest, ociLayout, type Step } from '../../fixtures/image.ts';
import { layerTar } from '../../fixtures/layers.ts';
import { bytes } from '../../fixtures/tar.ts';
import { folderOf } from '../source/temporary.ts';
import { runInProcess } from './run-varve.ts';
import { DEMO } from './scratch.ts';

/** Archives beside what docker said of them, where the project is worked on. */
const SAMPLES = join(import.meta.dirname, '../../../shared/samples');
const LAYER = layerTar('a=hello');
const STEPS: readonly Step[] = [
  { createdBy: 'COPY a /', layer: LAYER, compression: 'gzip' },
  { createdBy: 'CMD ["sh"]', comment: 'last' },
];

async function printed(...words: readonly string[]) {
  const { exit, stdout, stderr } = await runInProcess(['history', ...words]);
  return { exit, stdout, stderr };
}

const layoutOf = (steps: readonly Step[]) => folderOf(Object.fromEntries(ociLayout({ steps })));

describe('history', () => {
  it('reads the layers for their sizes', async () => {
    const { exit, stdout, stderr } = await printed(layoutOf(STEPS), '--as-of', '2026-11-20');
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout.replace(/[0-9a-f]{12}/, 'ID..........')).toBe(
      'IMAGE          CREATED       CREATED BY   SIZE      COMMENT\n' +
        'ID..........   3 weeks ago   CMD ["sh"]   0B        last\n' +
        '<missing>      3 weeks ago   COPY a /     5B        \n',
    );
  });

  it('reads none with --no-layers, and says whose sizes it shows', async () => {
    const words = [layoutOf(STEPS), '--no-layers', '--human=false'];
    const { stdout, stderr } = await printed(...words, '--format', '{{.Size}}');
    const [last, first] = stdout.trim().split('\n').map(Number);
    expect(last).toBe(0);
    expect(first).toBeGreaterThan(5);
    expect(stderr).toBe(
      'varve: no layer was read: sizes are those of the stored layers, as the manifest claims them\n',
    );
    expect((await printed(...words, '--json')).stderr).toBe('');
  });

  it('has whole digests in its document', async () => {
    const { stdout } = await printed(layoutOf(STEPS), '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'history',
      steps: [
        { step: 0, diffId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), bytes: 5 },
        { step: 1, layer: null },
      ],
    });
  });

  it('takes --format text and table for the table, json for lines, --json for the document', async () => {
    const table = (await printed(DEMO)).stdout;
    expect((await printed(DEMO, '--format', 'text')).stdout).toBe(table);
    expect((await printed(DEMO, '--format', 'table')).stdout).toBe(table);
    expect((await printed(DEMO, '--format', 'json')).stdout.split('\n')[0]).toMatch(/^\{"Comment":.*"Size":"0B"\}$/);
    const document = (await printed(DEMO, '--json')).stdout;
    expect((await printed(DEMO, '--json', '--format', 'json')).stdout).toBe(document);
    expect((await printed(DEMO, '-o', 'json=-')).stdout).toBe(document);
  });

  it('prints ids only with -q', async () => {
    const { stdout } = await printed(DEMO, '-q');
    expect(stdout).toMatch(/^[0-9a-f]{12}\n(<missing>\n)+$/);
    expect((await printed(DEMO, '--quiet')).stdout).toBe(stdout);
  });

  it('tells on standard error that history and layers do not fit together, and goes on', async () => {
    const folder = folderOf({ 'app.tar': withLostLayer() });
    const { exit, stdout, stderr } = await printed(join(folder, 'app.tar'), '--format', '{{.CreatedBy}} {{.Size}}');
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: 'COPY b / N/A\nCOPY a / 5B\n' });
    expect(stderr).toContain(
      'history-mismatch: the history tells of 2 steps that make a layer but the image has 1 layer',
    );
    expect((await printed(join(folder, 'app.tar'), '-q')).stderr).toBe('');
  });

  it.each([
    [['--format', '{{.Id}}'], 'field "Id"'],
    [['--format', 'yaml'], 'no field'],
    [['--format', 'table', '--json'], 'contradict'],
    [['-o', 'table=x'], 'text, json'],
  ])('refuses %j before it looks for the image', async (words, message) => {
    const { exit, stdout, stderr } = await printed('no-such.tar', ...words);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

/** An archive whose config tells of one layer more than there is. */
function withLostLayer(): Uint8Array {
  const config = {
    rootfs: { type: 'layers', diff_ids: [digest(LAYER)] },
    history: [{ created_by: 'COPY a /' }, { created_by: 'COPY b /' }],
  };
  return archiveOf(
    new Map([
      ['manifest.json', bytes(JSON.stringify([{ Config: 'c.json', RepoTags: null, Layers: ['layer.tar'] }]))],
      ['c.json', bytes(JSON.stringify(config))],
      ['layer.tar', LAYER],
    ]),
  );
}

/** As `docker history --no-trunc` printed it, at the time it did. */
const REAL = [
  ['docker-26-secrets', 0, '2026-11-21T07:33:13Z'],
  ['docker-26-dangling', 0, '2026-11-21T07:33:40Z'],
  ['docker-26-dangling', 1, '2026-11-21T07:33:40Z'],
] as const;

describe.skipIf(!existsSync(SAMPLES))('beside docker', () => {
  const truth = (name: string, image: number, form: string) =>
    readFileSync(join(SAMPLES, `${name}.truth/${image}.history.${form}`), 'utf8');

  it.each(REAL)('prints the same of %s, image %i', async (name, image, asOf) => {
    const words = [join(SAMPLES, `${name}.tar`), '--image', `@${image}`, '--no-trunc'];
    expect((await printed(...words, '--as-of', asOf)).stdout).toBe(truth(name, image, 'txt'));
    const lines = await printed(...words, '--human=false', '--format', 'json');
    expect(lines.stdout).toBe(truth(name, image, 'jsonl'));
  });

  /** docker knows ids of parents, counts blocks in the containerd store, and five bytes for a symlink to `/keep`. */
  it.each([
    ['docker-20-secrets.tar', 0, ['ID']],
    ['docker-20-dangling.tar', 0, ['ID']],
    ['docker-20-dangling.tar', 1, ['ID']],
    ['podman-secrets.tar', 0, ['ID']],
    ['docker-26-containerd-secrets.tar', 0, ['ID', 'Size']],
    ['docker-26-containerd-imported.tar', 0, ['ID', 'Size']],
    ['docker-26-containerd-blackbox.tar', 0, ['ID', 'Size']],
    ['oci-gzip-odd-files.tar', 0, ['Size']],
    ['oci-zstd-odd-files.oci', 0, ['Size']],
  ])('prints the same of %s, image %i, but for %j', async (file, image, others) => {
    const words = ['--image', `@${image}`, '--no-trunc', '--human=false', '--format', 'json'];
    const { stdout } = await printed(join(SAMPLES, file), ...words);
    const rows = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => rowWithout(line, others));
    expect(rows(stdout)).toEqual(rows(truth(file.replace(/\.\w+$/, ''), image, 'jsonl')));
  });
});

function rowWithout(line: string, fields: readonly string[]): object {
  const row = Object.entries(JSON.parse(line) as Record<string, string>);
  return Object.fromEntries(row.filter(([field]) => !fields.includes(field)));
}
