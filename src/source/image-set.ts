import type { ImageEntry, ImageManifest, ImageSource, Transport } from './image-source.ts';

/** One image that was found, and how to read it. */
export interface StoredImage {
  readonly entry: ImageEntry;
  /** @throws VarveError as {@link ImageSource.open} */
  open(): Promise<ImageManifest>;
}

/** What a reader of some form found in an input. */
export interface ImageSet {
  readonly transport: Transport;
  /** How people know the form: `docker archive`. */
  readonly format: string;
  readonly images: readonly StoredImage[];
}

/** The images as a source; `close` gives back what the input holds open. */
export function sourceOf({ transport, format, images }: ImageSet, close: () => void | Promise<void>): ImageSource {
  const byEntry = new Map(images.map((image) => [image.entry, image]));
  return {
    transport,
    format,
    list: () => [...byEntry.keys()],
    async open(entry) {
      const image = byEntry.get(entry);
      if (!image) throw new Error('the entry is of another source');
      return image.open();
    },
    async close() {
      await close();
    },
  };
}
