import type { RemoteOptions } from '../config/remote-options.ts';
import type { Limits } from '../model/limits.ts';
import type { ImageSource } from './image-source.ts';
import type { KnownDocuments } from './known-documents.ts';
import type { TarTransport } from './open-tar.ts';

/** How inputs are opened, and what only the caller can do with them. */
export interface OpenOptions {
  readonly limits: Limits;
  /** Bodies will be asked for again: what can be read only once is copied to a temporary file. */
  readonly rereadable: boolean;
  /**
   * Makes a source of a tar that can be read only once, front to back: standard input, a compressed file. `chunks` are
   * unpacked and begin like a tar. `transport` is the form the user named, `null` for the content's.
   */
  readonly openStream: (
    name: string,
    chunks: AsyncIterable<Uint8Array>,
    transport: TarTransport,
  ) => Promise<ImageSource>;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** How registries and engines are asked. */
  readonly remote: RemoteOptions;
  /** Documents that were read before. */
  readonly documents?: KnownDocuments | undefined;
  /** Takes a sentence that the user should read: where a name was looked for. */
  readonly note: (sentence: string) => void;
}
