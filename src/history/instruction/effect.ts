import type { Pair } from './assignments.ts';
import type { Health } from './health.ts';

/** What an instruction does, with all values put in. */
export type Effect =
  | { readonly kind: 'ENV' | 'LABEL'; readonly values: readonly Pair[] }
  | { readonly kind: 'ARG'; readonly values: readonly (readonly [name: string, value: string | undefined])[] }
  | { readonly kind: 'CMD' | 'ENTRYPOINT' | 'SHELL'; readonly words: readonly string[] }
  | { readonly kind: 'EXPOSE' | 'VOLUME'; readonly values: readonly string[] }
  | { readonly kind: 'USER' | 'WORKDIR' | 'STOPSIGNAL' | 'MAINTAINER' | 'ONBUILD'; readonly text: string }
  | { readonly kind: 'HEALTHCHECK'; readonly check: Health }
  | Run
  | Copy
  /** What cannot be read: kept as it stands, for a comment. */
  | { readonly kind: 'unknown'; readonly text: string };

export interface Run {
  readonly kind: 'RUN';
  readonly command: string;
  /** Build arguments in force. */
  readonly args: readonly Pair[];
  /** The words of a command that no shell runs: nothing tells where the words ended but blanks. */
  readonly words?: readonly string[];
}

export interface Copy {
  readonly kind: 'COPY' | 'ADD';
  readonly flags: readonly string[];
  /** Empty where the builder recorded a digest instead. */
  readonly sources: readonly string[];
  readonly target: string;
  /** What the digest is of, where the sources are not known. */
  readonly lost?: { readonly what: string; readonly digest: string };
}

/** An instruction that a step of the history recorded. */
export interface Instruction {
  /** Place of the step in the history. */
  readonly step: number;
  readonly layer: number | null;
  readonly effect: Effect;
  /** What stood in the Dockerfile, where the builder recorded just that. */
  readonly source?: string;
  /** The shell that ran commands from here on. */
  readonly shell: readonly string[];
  /** The working directory at it, absolute. */
  readonly directory: string;
}

/** An instruction that copies. */
export interface CopyInstruction extends Instruction {
  readonly effect: Copy;
}

/** Whether an instruction copies. */
export function isCopy(instruction: Instruction): instruction is CopyInstruction {
  return instruction.effect.kind === 'COPY' || instruction.effect.kind === 'ADD';
}
