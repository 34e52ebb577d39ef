import { closeSync, openSync, readSync } from 'node:fs';
import { entry } from '../../../fixtures/tar.ts';
import type { StoredLayer } from './bench-image.ts';
import { blobPath, documentsOf } from './documents.ts';
import { OutputFile } from './output-file.ts';

const BLOCK_BYTES = 512;
const PIECE_BYTES = 2 ** 20;

/** Writes the image as `docker save` does since version 25. */
export function writeDockerArchive(path: string, layers: readonly StoredLayer[]): void {
  const { config, manifest, index } = documentsOf(layers);
  const output = new OutputFile(path);
  const file = (name: string, body: Uint8Array) => output.write(entry({ name, body }));
  for (const name of ['blobs/', 'blobs/sha256/']) output.write(entry({ name }));
  for (const layer of layers) copyLayer(layer, output);
  for (const { digest, bytes } of [config, manifest]) file(blobPath(digest), bytes);
  const saved = {
    Config: blobPath(config.digest),
    RepoTags: ['bench:1'],
    Layers: layers.map(({ digest }) => blobPath(digest)),
  };
  file('index.json', index.bytes);
  file('manifest.json', Buffer.from(JSON.stringify([saved])));
  file('oci-layout', Buffer.from('{"imageLayoutVersion": "1.0.0"}'));
  output.write(new Uint8Array(2 * BLOCK_BYTES));
  output.close();
}

/** A tar is whole blocks long, so nothing has to fill its last one. */
function copyLayer({ path, digest, sizeBytes }: StoredLayer, output: OutputFile): void {
  output.write(entry({ name: blobPath(digest), size: sizeBytes }));
  const file = openSync(path, 'r');
  const piece = new Uint8Array(PIECE_BYTES);
  for (let bytes; (bytes = readSync(file, piece)) > 0;) output.write(piece.subarray(0, bytes));
  closeSync(file);
}
