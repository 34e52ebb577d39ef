/** The part of unbzip2-stream that unpacks one block; its types cover only the stream around it. */
declare module 'unbzip2-stream/lib/bzip2.js' {
  /** The next `count` bits, at most 32, the first one highest; `null` goes on to the next whole byte. */
  export type Bits = (count: number | null) => number;

  interface Bzip2 {
    /** Takes a stream's header; gives its block size in units of 100,000 bytes. */
    header(bits: Bits): number;
    /**
     * Takes one block and gives the stream's checksum carried on over it, or `null` when the stream's end stands there.
     * `buffer` has room for `bufferSize` numbers. Throws objects of all kinds.
     */
    decompress(
      bits: Bits,
      put: (byte: number) => void,
      buffer: Int32Array,
      bufferSize: number,
      sum: number,
    ): number | null;
  }

  const bzip2: Bzip2;
  export default bzip2;
}
