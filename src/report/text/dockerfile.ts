import { printable } from '../../base/text.ts';
import type { DockerfileDocument } from '../documents/dockerfile.ts';

/** The Dockerfile itself, line by line; tabs stay, other control characters are escaped. */
export function* dockerfileLines({ text }: DockerfileDocument): Generator<string> {
  for (const line of text.replace(/\n$/, '').split(/\r?\n/)) yield `${line.split('\t').map(printable).join('\t')}\n`;
}
