import { join } from 'node:path';
import type { Figure } from '../figure.ts';
import type { NodeBinary } from '../node-binary.ts';
import type { Command } from '../run.ts';

export const ROOT = join(import.meta.dirname, '..', '..', '..');
const VARVE = join(ROOT, 'bin', 'varve.js');

/** What a suite measures with. */
export interface Setup {
  /** Where the images lie. */
  readonly folder: string;
  readonly rounds: number;
  readonly nodes: readonly NodeBinary[];
}

/** Measures some things that belong together. */
export type Suite = (setup: Setup) => Promise<readonly Figure[]>;

/** A call of varve with that node. */
export function varve({ path }: NodeBinary, ...args: string[]): Command {
  return [path, VARVE, ...args];
}

/** A script of the shell, run once for each file: `$f` is its path. */
export function forEachFile(script: string, files: readonly string[]): Command {
  return ['sh', '-c', `for f; do ${script}; done`, 'sh', ...files];
}

/** The same command for each node, by the node's version. */
export function byVersion(
  nodes: readonly NodeBinary[],
  command: (node: NodeBinary) => Command,
): Record<string, Command> {
  return Object.fromEntries(nodes.map((node) => [node.version, command(node)]));
}
