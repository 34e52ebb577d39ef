import { digestOf } from '../../blob/hash.ts';
import type { Blob } from '../../blob/blob.ts';
import { concatBytes } from '../../base/bytes.ts';
import { list, object, optional, string } from '../../base/shape.ts';
import { printable } from '../../base/text.ts';
import { type Credentials, type RegistryConfig, registryConfig } from '../../config/registry-config.ts';
import type { Progress, RemoteOptions } from '../../config/remote-options.ts';
import { parseDigest, shortDigest } from '../../model/digest.ts';
import { VarveError } from '../../model/error.ts';
import type { ImageName } from '../../model/image-name.ts';
import type { Limits } from '../../model/limits.ts';
import { attempt } from '../attempt.ts';
import { jsonAs } from '../read-json.ts';
import { readBody } from './answer-body.ts';
import { downloadBlob, type Part, type WantedBlob } from './blob-download.ts';
import type { HttpAnswer } from './http.ts';
import { type ClientOptions, RegistryClient, type Wanted } from './registry-client.ts';

/** What varve can read, and the manifests of old that it has a clear word for. */
const ACCEPTED = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
].join(', ');

const TAGS_PER_PAGE = 1000;
/** A registry may hand out smaller pages than it is asked for, and one without end. */
const MAX_PAGES = 2000;
const MAX_TAGS = 1_000_000;
const TAG = /^\w[\w.-]{0,127}$/;
/** Registries take manifests of 4 MiB; no tool writes such. */
const MAX_MANIFEST_BYTES = 16 * 2 ** 20;
/** A mirror that does not answer is not worth the wait: there is another place to ask. */
const MIRROR_TRIES = 1;

const tagPage = object({ tags: optional(list(string)) });

/** A manifest or an index, as it came. */
export interface StoredDocument {
  readonly bytes: Uint8Array;
  readonly digest: string;
}

/** Times that tests make shorter. */
export type Pace = Pick<ClientOptions, 'patience' | 'firstPauseMs'>;

/** What a repository is made of. */
interface RepositoryParts {
  /** As the user named it: `docker.io/library/alpine`. Printable. */
  readonly name: string;
  /** The mirrors, then the registry itself. */
  readonly clients: readonly RegistryClient[];
  readonly limits: Limits;
  readonly progress: Progress | null;
  /** Ends all asking. */
  readonly abort: AbortController;
}

/** One repository of a registry, asked through its mirrors first. */
export class Repository {
  readonly name: string;
  readonly #parts: RepositoryParts;
  /** Mirrors that could not be reached: they are not asked again. */
  readonly #lost = new Set<RegistryClient>();

  constructor(parts: RepositoryParts) {
    this.name = parts.name;
    this.#parts = parts;
  }

  /**
   * What a tag or digest names. Its digest is computed, and must be the one that was asked for, or that the registry
   * says it has.
   *
   * @throws VarveError `IMAGE_NOT_FOUND`, `ACCESS_DENIED`, `NETWORK_FAILED`, `DIGEST_MISMATCH`, `LIMIT`
   */
  async manifest(reference: string): Promise<StoredDocument> {
    const what = `the manifest ${printable(reference)}`;
    const path = `manifests/${reference}`;
    return this.#fromAny(async (client) => {
      const { bytes, answer } = await this.#document(client, path, { what, missing: 'IMAGE_NOT_FOUND' });
      const claimed = parseDigest(reference) ? reference : answer.header('docker-content-digest');
      const parsed = claimed === undefined ? undefined : parseDigest(claimed);
      const digest = digestOf(bytes, parsed?.algorithm);
      if (parsed && digest !== claimed) throw wrongDigest(`${client.name}: ${what}`, claimed!, digest);
      return { bytes, digest };
    });
  }

  /** A blob that is downloaded when it is read, as often as it is read. */
  blob(wanted: WantedBlob): Blob {
    const { digest, sizeBytes } = wanted;
    const download = (part?: Part): AsyncIterable<Uint8Array> =>
      this.#streamFromAny((client) => downloadBlob(client, wanted, part));
    return {
      name: `${this.name}: ${digest}`,
      sizeBytes,
      open: () => this.#shown(wanted, download()),
      async fetchRange(offset, length) {
        const pieces: Uint8Array[] = [];
        const end = Math.min(sizeBytes, offset + length);
        for await (const piece of download({ start: Math.min(offset, end), end, isStrict: true })) pieces.push(piece);
        return concatBytes(pieces);
      },
    };
  }

  /** All tags, in the registry's order. A mirror may know only those it was asked for: the registry itself is asked. */
  async tags(): Promise<readonly string[]> {
    const client = this.#parts.clients.at(-1)!;
    const wanted: Wanted = { what: 'a list of tags', missing: 'IMAGE_NOT_FOUND' };
    const tags: string[] = [];
    let path: string | undefined = `tags/list?n=${TAGS_PER_PAGE}`;
    for (let pages = 0; path !== undefined; pages += 1) {
      const { bytes, answer } = await this.#document(client, path, wanted);
      const page = jsonAs(bytes, { input: client.name, what: 'the list of tags' }, tagPage).tags ?? [];
      for (const tag of page) tags.push(soundTag(client, tag));
      if (pages === MAX_PAGES || tags.length > MAX_TAGS) throw endless(client.name);
      const next = page.length > 0 ? nextPage(answer.header('link')) : undefined;
      path = next === path ? undefined : next;
    }
    return tags;
  }

  async close(): Promise<void> {
    this.#parts.abort.abort();
    await Promise.all(this.#parts.clients.map((client) => client.close()));
  }

  /** A document that breaks off is asked for again. */
  async #document(
    client: RegistryClient,
    path: string,
    wanted: Wanted,
  ): Promise<{ readonly bytes: Uint8Array; readonly answer: HttpAnswer }> {
    const maxBytes = Math.min(MAX_MANIFEST_BYTES, this.#parts.limits.maxJson);
    const retries = client.retries();
    for (;;) {
      const answer = await client.getFine(path, wanted, { accept: ACCEPTED });
      const bytes = await attempt(() => readBody(answer, `${wanted.what} of ${client.name}`, maxBytes));
      if (!(bytes instanceof VarveError)) return { bytes, answer };
      if (bytes.code !== 'NETWORK_FAILED' || !(await retries.wait())) throw bytes;
    }
  }

  async *#shown({ digest, sizeBytes }: WantedBlob, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const shown = this.#parts.progress?.begin(shortDigest(digest), sizeBytes);
    try {
      for await (const chunk of chunks) {
        shown?.advance(chunk.length);
        yield chunk;
      }
    } finally {
      shown?.end();
    }
  }

  /** A mirror may not have it, may be down, may want another login: the next one is asked. The registry itself is last. */
  async #fromAny<T>(ask: (client: RegistryClient) => Promise<T>): Promise<T> {
    const { clients, abort } = this.#parts;
    for (const client of clients.slice(0, -1)) {
      if (this.#lost.has(client)) continue;
      try {
        return await ask(client);
      } catch (error) {
        if (!(error instanceof VarveError) || abort.signal.aborted) throw error;
        if (error.code === 'NETWORK_FAILED') this.#lost.add(client);
        client.trace(`the mirror ${client.name} does not help: ${error.message}`);
      }
    }
    return ask(clients.at(-1)!);
  }

  /** The same for a stream: once bytes came from a mirror, the rest must come from there. */
  async *#streamFromAny(start: (client: RegistryClient) => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const first = await this.#fromAny(async (client) => {
      const chunks = start(client)[Symbol.asyncIterator]();
      return { chunks, next: await chunks.next() };
    });
    const { chunks } = first;
    try {
      for (let { next } = first; !next.done; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  }
}

/** Finds out how a repository is reached. @throws VarveError `CONFIG_INVALID`, `ACCESS_DENIED` for a blocked host */
export async function openRepository(
  name: ImageName,
  { remote, limits, pace = {} }: { readonly remote: RemoteOptions; readonly limits: Limits; readonly pace?: Pace },
  config: RegistryConfig = registryConfig(remote),
): Promise<Repository> {
  const { host, repository } = name;
  const endpoints = await config.endpoints({ host, repository }, name.digest !== null);
  const abort = new AbortController();
  const clients = endpoints.map((endpoint) => {
    // A mirror has logins of its own; what is kept for the registry is not for it.
    const [at, below] = endpoint.isMirror ? [endpoint.host, endpoint.repository] : [host, repository];
    return new RegistryClient(endpoint, {
      ...{ name: printable(`${at}/${below}`), remote, ...pace, signal: abort.signal },
      ...(endpoint.isMirror && { tries: MIRROR_TRIES }),
      credentials: (): Promise<Credentials | null> => config.credentials(at, below),
    });
  });
  const progress = remote.progress ?? null;
  return new Repository({ name: printable(`${host}/${repository}`), clients, limits, progress, abort });
}

/** The path of the next page, below the repository (RFC 8288); other hosts are not asked for it. */
function nextPage(link: string | undefined): string | undefined {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link ?? '')?.[1];
  const query = target === undefined ? undefined : /\/tags\/list(\?.*)$/.exec(target)?.[1];
  return query === undefined ? undefined : `tags/list${query}`;
}

/** Tags are printed as they are, and become part of what is asked for. */
function soundTag({ name }: RegistryClient, tag: string): string {
  if (TAG.test(tag)) return tag;
  const shown = printable(tag.slice(0, 200));
  throw new VarveError('FORMAT_INVALID', `${name} lists a tag that is none: "${shown}"`);
}

function endless(name: string): VarveError {
  return new VarveError('LIMIT', `${name} lists more than ${MAX_TAGS} tags, or on more than ${MAX_PAGES} pages`);
}

function wrongDigest(what: string, claimed: string, found: string): VarveError {
  return new VarveError('DIGEST_MISMATCH', `${what} should have the digest ${claimed} but its bytes have ${found}`, {
    hint: 'The registry is damaged, or someone stands in between.',
  });
}
