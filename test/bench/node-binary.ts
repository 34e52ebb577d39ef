import { outputOf } from './run.ts';

/** A node that varve is measured with. */
export interface NodeBinary {
  readonly path: string;
  readonly version: string;
  /** Whether its zlib unpacks zstd (from 22.15 on); without, varve does it in WebAssembly. */
  readonly hasZstd: boolean;
}

/** Asks the node at `path` what it is. */
export async function nodeBinary(path: string): Promise<NodeBinary> {
  const script = `console.log(process.versions.node, 'createZstdDecompress' in require('node:zlib'))`;
  const [version, hasZstd] = (await outputOf([path, '-e', script])).trim().split(' ');
  return { path, version: version!, hasZstd: hasZstd === 'true' };
}
