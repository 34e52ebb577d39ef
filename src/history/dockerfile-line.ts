import type { Written } from './instruction/write-instruction.ts';

/** One instruction of a rebuilt Dockerfile, and where it comes from. */
export interface DockerfileLine extends Written {
  readonly origin: 'base' | 'history' | 'argument' | 'files' | 'config';
  readonly step: number | null;
  readonly layer: number | null;
}
