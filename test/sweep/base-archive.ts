import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { chooseImage } from '../../src/source/choose-image.ts';
import type { ImageSet } from '../../src/source/image-set.ts';
import { openTar } from '../../src/source/open-tar.ts';
import { scanTar, type Seekable } from '../../src/source/scan-tar.ts';
import { memoryBlob } from '../../src/blob/memory-blob.ts';
import { decodeUtf8 } from '../../src/base/bytes.ts';
import { cleanPath } from '../../src/source/members.ts';

/** Some bytes of an archive: `to` is behind the last of them. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A sound archive that mutants are made of. */
export interface BaseArchive {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What follows the command, to choose among images. */
  readonly args: readonly string[];
  /** Where each layer lies; empty where the archive itself is packed, or is one layer. */
  readonly layers: readonly Range[];
}

const NAME = 'archive';

/** The same with its layers found, where it lies plain. */
export async function baseArchive(name: string, bytes: Uint8Array, args: readonly string[] = []): Promise<BaseArchive> {
  return { name, bytes, args, layers: await layersOf(bytes).catch(() => []) };
}

async function layersOf(bytes: Uint8Array): Promise<readonly Range[]> {
  const images = await openTar(seekable(bytes), NAME, null, DEFAULT_LIMITS);
  if (images.transport === 'rootfs') return [];
  const members = await memberRanges(bytes);
  return (await layerNames(images)).flatMap((name) => members.get(name.slice(`${NAME}: `.length)) ?? []);
}

async function layerNames({ images }: ImageSet): Promise<readonly string[]> {
  const entries = images.map(({ entry }) => entry);
  const { entry } = chooseImage(entries, { hostArchitecture: 'amd64' });
  const { layers } = await images[entries.indexOf(entry)]!.open();
  return layers.flatMap(({ blob }) => blob?.name ?? []);
}

async function memberRanges(bytes: Uint8Array): Promise<ReadonlyMap<string, Range>> {
  const ranges = new Map<string, Range>();
  await scanTar(seekable(bytes), NAME, ({ name, bodyOffset, storedBytes }) => {
    const path = cleanPath(decodeUtf8(name) ?? '');
    if (path !== undefined) ranges.set(path, { from: bodyOffset, to: bodyOffset + storedBytes });
  });
  return ranges;
}

function seekable(bytes: Uint8Array): Seekable {
  return {
    sizeBytes: bytes.length,
    blob: (name, offset = 0, length = bytes.length) => memoryBlob(name, bytes.subarray(offset, offset + length)),
  };
}
