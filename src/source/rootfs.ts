import type { Blob } from '../blob/blob.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { EMPTY_CONFIG } from '../model/manifest.ts';
import type { ImageSet } from './image-set.ts';
import type { ImageEntry } from './image-source.ts';

/** A flat root filesystem (`docker export`, debootstrap): an image of one layer, without name, config and digest. */
export function rootfs(blob: Blob, diagnostics: readonly Diagnostic[] = []): ImageSet {
  const entry: ImageEntry = { names: [], digest: null, configDigest: null, platform: null };
  const layer = { blob, digest: null, mediaType: null, sizeBytes: null, diffId: null };
  const open = () => Promise.resolve({ ...entry, config: EMPTY_CONFIG, layers: [layer], diagnostics });
  return { transport: 'rootfs', format: 'root filesystem', images: [{ entry, open }] };
}
