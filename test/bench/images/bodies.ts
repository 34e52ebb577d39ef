import { createCipheriv, hash } from 'node:crypto';
import { randomNumbers, WORDS } from './random.ts';

/** Source code, compressed data, and programs, which are stretches of both. */
export type BodyKind = 'text' | 'random' | 'binary';

/** Many times the windows of the compressors: two files that share bytes seldom do so within a compressor's sight. */
const POOL_BYTES = 24_000_000;

const pools = new Map<BodyKind, Uint8Array>();

/** A file's content: `sizeBytes` of its kind, the same for the same key. */
export function* body(kind: BodyKind, sizeBytes: number, key: string): Generator<Uint8Array> {
  const pool = poolOf(kind);
  let at = Number.parseInt(hash('sha256', key).slice(0, 12), 16) % pool.length;
  for (let left = sizeBytes; left > 0; at = 0) {
    const piece = pool.subarray(at, at + left);
    yield piece;
    left -= piece.length;
  }
}

function poolOf(kind: BodyKind): Uint8Array {
  const pool = pools.get(kind) ?? MAKERS[kind]();
  pools.set(kind, pool);
  return pool;
}

const MAKERS: Readonly<Record<BodyKind, () => Uint8Array>> = { text, random: noise, binary };

/** Lines of words; two of three stood a little before, as in source code. */
function text(): Uint8Array {
  const random = randomNumbers(2);
  const below = (limit: number) => Math.floor(random() * limit);
  const newLine = () => `${Array.from({ length: 6 }, () => WORDS[below(WORDS.length)]).join(' ')}\n`;
  const recent = Array.from({ length: 200 }, newLine);
  const pool = Buffer.alloc(POOL_BYTES);
  for (let at = 0; at < pool.length;) {
    const place = below(recent.length);
    if (random() < 0.35) recent[place] = newLine();
    at += pool.write(recent[place]!, at, 'latin1');
  }
  return pool;
}

/** The key stream of a cipher: the fastest noise that is the same everywhere. */
function noise(): Uint8Array {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, 'varve'), Buffer.alloc(16)).update(new Uint8Array(POOL_BYTES));
}

function binary(): Uint8Array {
  const pool = Uint8Array.from(poolOf('text'));
  const random = poolOf('random');
  for (let at = 0; at < pool.length; at += 8000) pool.set(random.subarray(at, at + 2000), at);
  return pool;
}
