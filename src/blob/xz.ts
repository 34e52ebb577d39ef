import { setImmediate } from 'node:timers/promises';
import { Damage } from './damage.ts';
import type { Intake } from './intake.ts';
import { XZ, XzContext, xzExports } from './xz-wasm.ts';

/** Where a stream header names its check, and the number of SHA-256 there. */
const HEADER_BYTES = 12;
const CHECK_AT = 7;
const CHECK_SHA256 = 0x0a;

/**
 * Unpacks xz in this thread, slowly: all streams one after the other, with padding between them, checked by CRC-32 or
 * CRC-64. Not supported: the check SHA-256, filters other than LZMA2, dictionaries over 64 MiB.
 */
export async function* unxz(intake: Intake): AsyncGenerator<Uint8Array> {
  const header = await intake.bytes(HEADER_BYTES);
  intake.giveBack(header);
  const xz = new XzContext(await xzExports());
  try {
    for (let result: number = XZ.ok; result !== XZ.streamEnd;) {
      if (xz.needsInput) await supply(xz, intake);
      result = xz.step();
      if (result !== XZ.ok && result !== XZ.streamEnd) throw xzDamage(result, header, intake.takenBytes);
      const bytes = xz.takeOutput();
      if (bytes.length > 0) yield bytes;
      await setImmediate(); // lets the others in this thread work
    }
  } finally {
    xz.free();
  }
}

/** Nothing supplied tells the decoder that the source has ended. */
async function supply(xz: XzContext, intake: Intake): Promise<void> {
  const chunk = (await intake.chunk()) ?? new Uint8Array(0);
  intake.giveBack(chunk.subarray(xz.supply(chunk)));
}

function xzDamage(result: number, header: Uint8Array, atByte: number): Damage {
  if (result === XZ.cut) return new Damage('cut');
  if (result === XZ.memoryLimit) {
    return new Damage('unsupported', 'the xz stream needs a dictionary of more than 64 MiB to unpack');
  }
  if (result !== XZ.options)
    return new Damage('damaged', result === XZ.format ? 'no xz stream begins here' : '', { atByte });
  const isSha256 = header[CHECK_AT] === CHECK_SHA256;
  const feature = isSha256 ? 'the check SHA-256 (xz --check=sha256)' : 'a filter other than LZMA2';
  return new Damage('unsupported', `the xz stream uses ${feature}, which is not supported`);
}
