import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Intake } from './intake.ts';
import { zstdExports } from './zstd-exports.ts';
import { nativeZstd, unzstdNatively } from './zstd-native.ts';
import { ZstdDecoder } from './zstd-wasm.ts';
import { ZstdWorkers } from './zstd-workers.ts';

/** A stream up to this many packed bytes is unpacked in less time than a worker needs to start. */
const INLINE_BYTES = 1 << 20;

let shared: ZstdWorkers | undefined;

/**
 * Unpacks zstd: any number of frames, skippable ones left out. Where node knows zstd (from 22.15) in its thread pool, else
 * as wasm in a worker thread; a small stream, where a worker does not pay, as wasm in this thread.
 */
export async function* unzstd(intake: Intake): AsyncGenerator<Uint8Array> {
  const native = nativeZstd();
  if (native) return yield* unzstdNatively(intake, native);
  const head = await intake.bytes(INLINE_BYTES);
  intake.giveBack(head);
  const workers = head.length < INLINE_BYTES ? undefined : sharedWorkers();
  yield* workers ? workers.unpack(intake) : unzstdInline(intake);
}

/** Unpacks in this thread, a piece at a time. */
export async function* unzstdInline(intake: Intake): AsyncGenerator<Uint8Array> {
  const decoder = new ZstdDecoder(await zstdExports());
  try {
    for (let chunk; (chunk = await intake.chunk());) {
      for (const bytes of decoder.decode(chunk)) {
        yield bytes;
        await setImmediate(); // lets the others in this thread work
      }
    }
    const rest = decoder.finish();
    if (rest.length > 0) yield rest;
  } finally {
    decoder.free();
  }
}

/**
 * The workers of this process, if there can be any: the bundle has the worker's code beside it; when the sources run as
 * they are (tests), there is none, and Node 20 could not run a `.ts` file in a worker.
 */
function sharedWorkers(): ZstdWorkers | undefined {
  const url = new URL('./zstd-worker.js', import.meta.url);
  if (!existsSync(url)) return undefined;
  return (shared ??= new ZstdWorkers(url, availableParallelism()));
}
