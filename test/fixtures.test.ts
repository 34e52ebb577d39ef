import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digest } from '../fixtures/image.ts';
import { FIXTURES } from '../fixtures/list.ts';
import { readTar } from './fixtures/read-tar.ts';

const FOLDER = join(import.meta.dirname, '../fixtures');
const ARCHIVE = /\.(tar|oci|gz|tgz|zst|xz|bz2|zip)$/;

describe('committed fixtures', () => {
  it.each(Object.entries(FIXTURES))('%s is what `npm run fixtures` writes', (name, make) => {
    expect(Buffer.compare(readFileSync(join(FOLDER, name)), make())).toBe(0);
  });

  it('are all made by `npm run fixtures`', () => {
    const archives = readdirSync(FOLDER, { recursive: true })
      .map(String)
      .filter((name) => ARCHIVE.test(name));
    expect(archives.filter((name) => !(name.replaceAll('\\', '/') in FIXTURES))).toEqual([]);
  });
});

describe('the demo image', () => {
  it('is small, and every blob is named by its digest', async () => {
    const archive = readFileSync(join(FOLDER, 'demo.tar'));
    expect(archive.length).toBeLessThan(300_000);
    const files = await filesOf(archive);
    const blobs = [...files].filter(([name]) => name.startsWith('blobs/'));
    expect(blobs.map(([, content]) => digest(content))).toEqual(
      blobs.map(([name]) => name.replace('blobs/sha256/', 'sha256:')),
    );
  });

  it('has six layers, and as many steps in its history as make or leave a layer', async () => {
    const files = await filesOf(readFileSync(join(FOLDER, 'demo.tar')));
    const [saved] = JSON.parse(text(files, 'manifest.json')) as [{ Config: string; Layers: string[] }];
    const config = JSON.parse(text(files, saved.Config)) as {
      history: { empty_layer?: boolean }[];
      rootfs: { diff_ids: string[] };
    };
    expect(saved.Layers.map((name) => digest(files.get(name)!))).toEqual(config.rootfs.diff_ids);
    expect(config.rootfs.diff_ids).toHaveLength(6);
    expect(config.history.filter((step) => !step.empty_layer)).toHaveLength(6);
    expect(config.history.filter((step) => step.empty_layer)).toHaveLength(5);
  });
});

async function filesOf(archive: Uint8Array): Promise<Map<string, Uint8Array>> {
  const entries = await readTar(archive);
  return new Map(entries.filter(({ header }) => header.type === 'file').map(({ header, body }) => [header.name, body]));
}

function text(files: ReadonlyMap<string, Uint8Array>, name: string): string {
  return new TextDecoder().decode(files.get(name));
}
