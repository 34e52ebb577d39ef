import { gzipSync } from 'node:zlib';
import { digest } from '../../fixtures/image.ts';
import { concat, type Entry, entry, tar } from '../../fixtures/tar.ts';
import { frame, skippable } from '../blob/zstd-frame.ts';

/** A layer with a table of contents, as its image tells of it. */
export interface TocLayer {
  readonly blob: Uint8Array;
  readonly tar: Uint8Array;
  readonly annotations: Readonly<Record<string, string>>;
}

/** An entry of the table as JSON. */
export type TocItem = Record<string, string | number>;

/** How the table differs from the truth, and how long chunks are. */
export interface Making {
  readonly change?: (items: TocItem[]) => unknown[];
  readonly chunkBytes?: number;
  /** The shorter footer and the annotations of podman 4.1. */
  readonly isOld?: boolean;
}

const FLAG_TYPES = { '0': 'reg', '1': 'hardlink', '2': 'symlink', '5': 'dir' } as const;
const END = new Uint8Array(1024);

/** What `ctr-remote` and BuildKit make: contents begin gzip members of their own, the table is the last entry. */
export function estargz(
  entries: readonly Entry[],
  { change = (items) => items, chunkBytes = 1000 }: Making = {},
): TocLayer {
  const members = new Members((bytes) => gzipSync(bytes));
  const items = entries.flatMap((each) => members.add(each, chunkBytes));
  members.close();
  const json = Buffer.from(JSON.stringify({ version: 1, entries: change(items) }));
  const index = entry({ name: 'stargz.index.json', body: json });
  const offset = members.length;
  const blob = concat([...members.packed, gzipSync(concat([index, END])), stargzFooter(offset)]);
  const annotations = { 'containerd.io/snapshot/stargz/toc.digest': digest(json) };
  return { blob, tar: tar([...entries, index]), annotations };
}

/** The empty member that says where the table begins; the first tool wrote its digits without the subfield. */
export function stargzFooter(offset: number, isLegacy = false): Uint8Array {
  const digits = Buffer.from(`${offset.toString(16).padStart(16, '0')}STARGZ`);
  const extra = isLegacy ? digits : Buffer.concat([Buffer.from([0x53, 0x47, 22, 0]), digits]);
  const head = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, extra.length, 0]);
  return concat([head, extra, Uint8Array.of(1, 0, 0, 255, 255), new Uint8Array(8)]);
}

/** What podman makes: contents are zstd frames of their own, table and footer stand in frames that decoders jump over. */
export function zstdChunked(
  entries: readonly Entry[],
  { change = (items) => items, chunkBytes = 1000, isOld = false }: Making = {},
): TocLayer {
  const frames = new Members((bytes) => frame([bytes]));
  const items = entries.flatMap((each) => {
    const [main, ...chunks] = frames.add(each, chunkBytes);
    if (main!['offset'] === undefined) return [main!];
    frames.close();
    return [{ ...main, endOffset: frames.length }, ...chunks];
  });
  frames.close(END);
  const json = Buffer.from(JSON.stringify({ version: 1, entries: change(items) }));
  const packed = frame([json], json.length);
  const offset = frames.length + 8;
  const footer = Buffer.alloc(isOld ? 40 : 64);
  [offset, packed.length, json.length, 1].forEach((value, i) => footer.writeBigUInt64LE(BigInt(value), 8 * i));
  footer.write('GnUlInUx', footer.length - 8);
  const name = isOld ? 'io.containers.zstd-chunked.manifest' : 'io.github.containers.zstd-chunked.manifest';
  return {
    blob: concat([...frames.packed, skippable(packed), skippable(footer)]),
    tar: tar(entries),
    annotations: {
      [`${name}-position`]: `${offset}:${packed.length}:${json.length}:1`,
      [`${name}-checksum`]: digest(packed),
    },
  };
}

/** Packs a tar in pieces, a new one for each chunk of a file. */
class Members {
  readonly packed: Uint8Array[] = [];
  #open: Uint8Array[] = [];
  readonly #pack: (bytes: Uint8Array) => Uint8Array;

  constructor(pack: (bytes: Uint8Array) => Uint8Array) {
    this.#pack = pack;
  }

  get length(): number {
    return this.packed.reduce((sum, { length }) => sum + length, 0);
  }

  close(rest: Uint8Array = new Uint8Array()): void {
    const open = concat([...this.#open, rest]);
    if (open.length > 0) this.packed.push(this.#pack(open));
    this.#open = [];
  }

  /** Adds an entry of the tar; gives those of the table. */
  add(given: Entry, chunkBytes: number): TocItem[] {
    const written = entry(given);
    const body = Buffer.from(given.body ?? '');
    const bodyAt = written.length - Math.ceil(body.length / 512) * 512;
    this.#open.push(written.subarray(0, bodyAt));
    const flag = String.fromCharCode(written[bodyAt - 512 + 156]!) as keyof typeof FLAG_TYPES;
    const link = given.link === undefined ? {} : { linkName: Buffer.from(given.link).toString() };
    const mode = Number.parseInt(Buffer.from(written.subarray(bodyAt - 412, bodyAt - 405)).toString(), 8);
    const main: TocItem = { name: Buffer.from(given.name).toString(), type: FLAG_TYPES[flag], mode, ...link };
    if (body.length === 0) return [main];
    Object.assign(main, { size: body.length, digest: digest(body) });
    const items = Array.from({ length: Math.ceil(body.length / chunkBytes) }, (_, i) => {
      const chunk = body.subarray(i * chunkBytes, (i + 1) * chunkBytes);
      this.close();
      const place = { offset: this.length, chunkOffset: i * chunkBytes, chunkDigest: digest(chunk) };
      this.#open.push(chunk);
      const size = chunk.length === chunkBytes ? { chunkSize: chunkBytes } : {};
      return { ...(i === 0 ? main : { name: main['name']!, type: 'chunk' }), ...place, ...size };
    });
    this.#open.push(written.subarray(bodyAt + body.length));
    return items;
  }
}
