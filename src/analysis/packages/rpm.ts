import { berkeleyValues } from './berkeley.ts';
import { type BytePath, type Claim, type Finding, Unreadable } from './claim.ts';
import { sqliteRows } from './sqlite.ts';

const NAME = 1000;
const VERSION = 1001;
const RELEASE = 1002;
const EPOCH = 1003;
const ARCH = 1022;
const SOURCE_RPM = 1044;
const DIRECTORY_OF_FILE = 1116;
const BASE_NAMES = 1117;
const DIRECTORIES = 1118;

const NUMBER_BYTES = 4;
const ENTRY_BYTES = 16;
const SLOT_BYTES = 16;
const NDB_HEADER_BYTES = 32;
const NDB_PAGE_BYTES = 4096;
const BLOCK_BYTES = 16;
const BLOB_HEADER_BYTES = 16;

/** `rpmdb.sqlite`: a header of each package in the table `Packages`. */
export function parseRpmSqlite(content: Buffer): Finding {
  const claims: Claim[] = [];
  for (const [, header] of sqliteRows(content, 'Packages'))
    if (Buffer.isBuffer(header)) claims.push(...claimOf(header));
  return { claims };
}

/** `Packages`, a hash file of Berkeley DB: besides the headers it holds the number of the last one. */
export function parseRpmBerkeley(content: Buffer): Finding {
  const claims: Claim[] = [];
  for (const value of berkeleyValues(content)) if (value.length > NUMBER_BYTES) claims.push(...claimOf(value));
  return { claims };
}

/** `Packages.db` of SUSE: slots that say where the header of each package lies. */
export function parseRpmNdb(content: Buffer): Finding {
  if (content.length < NDB_PAGE_BYTES || content.toString('latin1', 0, 4) !== 'RpmP') {
    throw new Unreadable('it is no ndb database');
  }
  const slotsEnd = Math.min(content.length, content.readUInt32LE(12) * NDB_PAGE_BYTES);
  const claims: Claim[] = [];
  for (let at = NDB_HEADER_BYTES; at + SLOT_BYTES <= slotsEnd; at += SLOT_BYTES) {
    const [index, block] = [content.readUInt32LE(at + 4), content.readUInt32LE(at + 8)];
    if (content.toString('latin1', at, at + 4) !== 'Slot') throw new Unreadable('its slots are damaged');
    if (index === 0 || block === 0) continue;
    const start = block * BLOCK_BYTES;
    if (start + BLOB_HEADER_BYTES > content.length || content.toString('latin1', start, start + 4) !== 'BlbS') {
      throw new Unreadable('a package in it is damaged');
    }
    const body = start + BLOB_HEADER_BYTES;
    claims.push(...claimOf(content.subarray(body, body + content.readUInt32LE(start + 12))));
  }
  return { claims };
}

function claimOf(bytes: Buffer): Claim[] {
  const header = new Header(bytes);
  const [name, version, release] = [NAME, VERSION, RELEASE].map((tag) => header.texts(tag, 1)[0]);
  if (!name || !version) return [];
  const [epoch = 0] = header.numbers(EPOCH, 1);
  const full = `${epoch > 0 ? `${epoch}:` : ''}${version}${release ? `-${release}` : ''}`;
  const arch = header.texts(ARCH, 1)[0];
  const source = sourceOf(header.texts(SOURCE_RPM, 1)[0]);
  const owns = { files: filesOf(header) };
  return [
    {
      ...{ type: 'rpm', name: utf8(name), version: utf8(full), arch: arch || undefined },
      ...{ source: source === name ? undefined : source, owns },
    },
  ];
}

/** `bash-5.1.8-6.el9.src.rpm`. */
function sourceOf(file = ''): string | undefined {
  return /^(.+)-[^-]+-[^-]+\.(?:no)?src\.rpm$/.exec(file)?.[1];
}

function filesOf(header: Header): BytePath[] {
  const directories = header.texts(DIRECTORIES);
  const indexes = header.numbers(DIRECTORY_OF_FILE);
  return header.texts(BASE_NAMES).flatMap((name, i) => {
    const directory = directories[indexes[i] ?? -1];
    return directory === undefined ? [] : [`${directory}${name}`];
  });
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

/** A header of rpm: tags with places in a store of values behind them, big-endian. */
class Header {
  readonly #places = new Map<number, { readonly at: number; readonly count: number }>();
  readonly #store: Buffer;

  constructor(bytes: Buffer) {
    const tags = bytes.length < 8 ? 0 : bytes.readUInt32BE(0);
    const storeStart = 8 + tags * ENTRY_BYTES;
    if (bytes.length < 8 || storeStart > bytes.length) throw new Unreadable('the header of a package is damaged');
    for (let at = 8; at < storeStart; at += ENTRY_BYTES) {
      this.#places.set(bytes.readInt32BE(at), { at: bytes.readUInt32BE(at + 8), count: bytes.readUInt32BE(at + 12) });
    }
    this.#store = bytes.subarray(storeStart);
  }

  /** Texts end with a zero byte; characters are bytes. */
  texts(tag: number, most = Infinity): string[] {
    const texts: string[] = [];
    let { at, count } = this.#places.get(tag) ?? { at: 0, count: 0 };
    for (; texts.length < Math.min(count, most);) {
      const end = this.#store.indexOf(0, at);
      if (end < 0 || at >= this.#store.length) break;
      texts.push(this.#store.toString('latin1', at, end));
      at = end + 1;
    }
    return texts;
  }

  numbers(tag: number, most = Infinity): number[] {
    const { at, count } = this.#places.get(tag) ?? { at: 0, count: 0 };
    const there = Math.floor(Math.max(0, this.#store.length - at) / 4);
    return Array.from({ length: Math.min(count, most, there) }, (_, i) => this.#store.readUInt32BE(at + 4 * i));
  }
}
