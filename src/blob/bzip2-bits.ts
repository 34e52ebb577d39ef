import { concatBytes } from '../base/bytes.ts';
import { Damage } from './damage.ts';

/** A window of bytes that is read bit by bit, the highest bit of a byte first. */
export class BitWindow {
  #bytes: Uint8Array = new Uint8Array(0);
  #atBit = 0;

  /** Whole bytes not read yet. */
  get leftBytes(): number {
    return this.#bytes.length - Math.ceil(this.#atBit / 8);
  }

  append(chunks: readonly Uint8Array[]): void {
    const usedBytes = Math.floor(this.#atBit / 8);
    this.#bytes = concatBytes([this.#bytes.subarray(usedBytes), ...chunks]);
    this.#atBit %= 8;
  }

  /** Whether the next bytes are `magic`. */
  startsWith(magic: readonly number[]): boolean {
    const at = Math.ceil(this.#atBit / 8);
    return magic.every((byte, i) => this.#bytes[at + i] === byte);
  }

  /**
   * The next `count` bits as a number, at most 32; `null` skips to the next whole byte. Bound, as the library calls it.
   * Throws `Damage` behind the last byte.
   */
  readonly take = (count: number | null): number => {
    if (count === null) this.#atBit = Math.ceil(this.#atBit / 8) * 8;
    let bits = 0;
    for (let missing = count ?? 0; missing > 0;) {
      const byte = this.#bytes[this.#atBit >>> 3];
      if (byte === undefined) throw new Damage('cut');
      const left = 8 - (this.#atBit & 7);
      const taken = Math.min(left, missing);
      bits = (bits << taken) | ((byte >> (left - taken)) & (0xff >> (8 - taken)));
      this.#atBit += taken;
      missing -= taken;
    }
    return bits;
  };
}
