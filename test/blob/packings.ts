import { gzipSync } from 'node:zlib';
import type { Compression } from '../../src/blob/compression.ts';
import { hasTool, runTool } from './tools.ts';

/** `bytes` packed in every way for which there is a tool here. */
export function packings(bytes: Uint8Array): readonly [Compression, Uint8Array][] {
  const tools = (['zstd', 'xz', 'bzip2'] as const).filter(hasTool);
  const packed = tools.map((tool): [Compression, Uint8Array] => [tool, runTool(tool, ['-c', '-1'], bytes)]);
  return [['none', bytes], ['gzip', gzipSync(bytes)], ...packed];
}
