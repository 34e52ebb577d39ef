import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { StoredLayer } from './bench-image.ts';
import { blobPath, documentsOf } from './documents.ts';

export type Packing = 'gzip' | 'zstd';

/** Writes the image as an OCI layout with packed layers: gzip as node packs it at level 6, zstd as `zstd -3` does. */
export async function writeOciLayout(folder: string, layers: readonly StoredLayer[], packing: Packing): Promise<void> {
  mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true });
  const packed: StoredLayer[] = [];
  for (const layer of layers) packed.push(await pack(layer, folder, packing));
  const { config, manifest, index } = documentsOf(packed, `+${packing}`);
  for (const { digest, bytes } of [config, manifest]) writeFileSync(join(folder, blobPath(digest)), bytes);
  writeFileSync(join(folder, 'index.json'), index.bytes);
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion": "1.0.0"}');
}

/** The layers of a layout that {@link writeOciLayout} wrote, base first. */
export function packedLayers(folder: string): string[] {
  const read = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'));
  const [{ digest }] = read('index.json').manifests as [{ digest: string }];
  const { layers } = read(blobPath(digest)) as { layers: readonly { digest: string }[] };
  return layers.map((layer) => join(folder, blobPath(layer.digest)));
}

async function pack(layer: StoredLayer, folder: string, packing: Packing): Promise<StoredLayer> {
  const path = join(folder, 'packing');
  const hash = createHash('sha256');
  const chunks = PACKERS[packing](layer.path);
  chunks.on('data', (chunk: Uint8Array) => hash.update(chunk));
  await pipeline(chunks, createWriteStream(path));
  const digest = `sha256:${hash.digest('hex')}`;
  renameSync(path, join(folder, blobPath(digest)));
  return { ...layer, path, digest, sizeBytes: statSync(join(folder, blobPath(digest))).size };
}

const PACKERS: Readonly<Record<Packing, (path: string) => Readable>> = {
  gzip: (path) => createReadStream(path, { highWaterMark: 2 ** 20 }).pipe(createGzip({ level: 6 })),
  zstd: (path) => spawn('zstd', ['-3', '-q', '-c', path], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout,
};
