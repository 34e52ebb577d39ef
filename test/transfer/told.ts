import { viewAt } from '../../src/union/view.ts';
import type { Image } from '../../src/image/image.ts';
import { openBody } from '../../src/image/bodies.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { EntryType } from '../../src/tar/entry.ts';
import { factsAt, targetOf, visibleRows } from '../../src/transfer/names.ts';
import { TarExport } from '../../src/transfer/tar-export.ts';
import { pathOf } from '../../src/union/tree-path.ts';
import { layerOf, manifestOf, OPTIONS } from '../image/loading.ts';

/** All that can be known of what a view shows, a line a path; names of one file tell the same number. */
export async function told(image: Image, layer = image.layers.length - 1): Promise<string[]> {
  const view = viewAt(image.paths, layer);
  const lines: string[] = [];
  const inodes = new Map<string, number>();
  for (const row of visibleRows(image, view)) {
    const facts = factsAt(image, view, row);
    const target = targetOf(image.paths, facts);
    if (!target) continue;
    const { type, link, device, xattrs } = target;
    const key = JSON.stringify(facts.inode);
    if (type === EntryType.file && !inodes.has(key)) inodes.set(key, inodes.size);
    const body = type === EntryType.file ? await contentOf(image, facts.inode!) : '';
    const mtime = `${facts.mtime ?? 0}.${facts.mtimeNanos}`;
    const about = [type, facts.mode.toString(8), facts.uid, facts.gid, mtime, facts.size, device.major, device.minor];
    const attributes = xattrs.map(({ name, value }) => `${name}=${Buffer.from(value).toString('hex')}`);
    const more = type === EntryType.file ? [inodes.get(key), body] : [Buffer.from(link).toString('latin1')];
    lines.push([pathOf(image.paths.tree, image.paths.nodes[row]!), ...about, ...attributes, ...more].join(' '));
  }
  return lines;
}

/** An image of one layer. */
export function imageOfTar(tar: Uint8Array): Promise<Image> {
  return loadImage(manifestOf([layerOf(tar)]), OPTIONS);
}

/** The tar of what an image shows in the end. */
export async function exported(image: Image): Promise<Buffer> {
  const tar = new TarExport(image, { devices: true, limits: DEFAULT_LIMITS });
  return collected(tar.view(viewAt(image.paths, image.layers.length - 1)));
}

/** All chunks in one. */
export async function collected(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk.slice());
  return Buffer.concat(all);
}

async function contentOf(image: Image, inode: { layer: number; row: number }): Promise<string> {
  return (await collected(openBody(image, inode, DEFAULT_LIMITS))).toString('hex');
}
