import { setImmediate as nextTurn } from 'node:timers/promises';
import { formatBytes, printable, printableBytes } from '../../../base/text.ts';
import { Unreadable } from '../../../analysis/packages/claim.ts';
import { zipEntries } from '../../../analysis/packages/zip.ts';
import { openDecompressed } from '../../../blob/decompress.ts';
import { type ErrorCode, VarveError } from '../../../model/error.ts';
import type { Limits } from '../../../model/limits.ts';
import { TarStream } from '../../../tar/stream.ts';
import { firstBytes } from './first-bytes.ts';

/** A file that may be an archive. */
export interface Archive {
  readonly path: string;
  /** Its beginning. */
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  /** All of it. */
  body(): AsyncIterable<Uint8Array>;
}

const ZIP = /\.(?:zip|jar|war|ear|whl|nupkg|apk)$/i;
const TAR = /\.(?:tar|tgz|tar\.\w+)$/i;
/** The directory of a zip stands at its end: larger ones are not held in memory. */
const MOST_ZIP_BYTES = 2 ** 26;
/** Of the unpacked bytes of a tar. */
const MOST_TAR_BYTES = 2 ** 30;
const MOST_ENTRIES = 50_000;
const ENTRIES_PER_TURN = 2000;
const SIZE = 9;

/** What keeps a file from being a tar, whatever its name says. */
const NO_TAR: ReadonlySet<ErrorCode> = new Set(['TAR_DAMAGED', 'STREAM_DAMAGED', 'LIMIT']);

/** A line for each entry of a zip, a jar or a tar, packed or not; `null` for what is none that can be read. */
export async function archiveLines(archive: Archive, limits: Limits): Promise<readonly string[] | null> {
  const { path, bytes, sizeBytes, body } = archive;
  if (ZIP.test(path) || isZip(bytes)) {
    return sizeBytes > MOST_ZIP_BYTES ? null : zipLines(await firstBytes(body(), MOST_ZIP_BYTES));
  }
  return TAR.test(path) || isTar(bytes) ? tarLines(archive, limits) : null;
}

function isZip(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'PK\x03\x04';
}

function isTar(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar';
}

async function zipLines(bytes: Uint8Array): Promise<readonly string[] | null> {
  const lines: string[] = [];
  try {
    for (const { name, sizeBytes, packedBytes } of zipEntries(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
    )) {
      lines.push(`${sizeCell(sizeBytes)} ${sizeCell(packedBytes)}  ${printable(name)}`);
      if (lines.length % ENTRIES_PER_TURN === 0) await nextTurn();
      if (lines.length >= MOST_ENTRIES) return [...lines, TOO_MANY];
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return null;
  }
  return lines.length === 0 ? null : [`${'size'.padStart(SIZE)} ${'packed'.padStart(SIZE)}  name`, ...lines];
}

const TOO_MANY = '... and more, which are not listed';

async function tarLines({ path, body }: Archive, limits: Limits): Promise<readonly string[] | null> {
  const lines = [`${'size'.padStart(SIZE)}  name`];
  const tar = new TarStream({
    entry({ name, sizeBytes, link }) {
      const target = link.length === 0 ? '' : ` -> ${printableBytes(link)}`;
      lines.push(`${sizeCell(sizeBytes)}  ${printableBytes(name)}${target}`);
    },
    oddity() {},
  });
  try {
    const { chunks } = await openDecompressed(body(), { limits, name: printable(path) });
    let length = 0;
    for await (const chunk of chunks) {
      tar.push(chunk);
      length += chunk.length;
      if (lines.length > MOST_ENTRIES || length > MOST_TAR_BYTES) return [...lines.slice(0, MOST_ENTRIES), TOO_MANY];
      await nextTurn();
    }
    tar.end();
  } catch (error) {
    if (!(error instanceof VarveError) || !NO_TAR.has(error.code)) throw error;
    return null;
  }
  return lines.length === 1 ? null : lines;
}

function sizeCell(bytes: number): string {
  return formatBytes(bytes).padStart(SIZE);
}
