import { formatBytes } from '../../../base/text.ts';

/** `+1.2 MB`, `-0.2 MB`, or `-` where the size is the same. */
export function deltaText(before: number, after: number): string {
  return after === before ? '-' : signedBytes(after - before);
}

/** A size with its sign. */
export function signedBytes(bytes: number): string {
  return `${bytes > 0 ? '+' : ''}${formatBytes(bytes)}`;
}
