import type { Range } from './base-archive.ts';
import type { Mutant } from './mutants.ts';
import { wrongInDocument } from './judge-document.ts';
import type { Outcome } from '../cli/run-varve.ts';

/** How a mutant was given to varve, and what varve made of it. */
export interface Attempt {
  readonly mutant: Mutant;
  /** The words of the call, without the program. */
  readonly argv: readonly string[];
  /** How messages name the input. */
  readonly shown: string;
  readonly outcome: Outcome;
}

const MAX_SECONDS = 5;
const STACK_LINE = /^ {4}at .+[:)]\d*/m;
const SEVERAL_IMAGES = /^varve: (there are )?\d+ images\b.*:\n  @\d/m;
/** Such a message lists what the input holds instead. */
const ABOUT_CHOICE = /^varve: (no image is called|there is no image for) /;
const ABOUT_TAR = /\btar (ends|is damaged)|sparse file|extended header/;

/** What is wrong with the way varve took a damaged archive: one sentence a rule that it broke. */
export function wrongIn({ mutant, argv, shown, outcome }: Attempt): readonly string[] {
  const { exit, stdout, stderr, seconds } = outcome;
  const wrong: string[] = [];
  if (exit === -1) wrong.push('it was killed');
  else if (exit === 2 && !SEVERAL_IMAGES.test(stderr)) wrong.push('exit 2, though nothing is wrong with the call');
  else if (![0, 2, 3].includes(exit)) wrong.push(`exit ${exit}`);
  if (STACK_LINE.test(stderr)) wrong.push('a stack trace');
  if (seconds > MAX_SECONDS) wrong.push(`it took longer than ${MAX_SECONDS} s`);
  if (exit === 0) wrong.push(...wrongInDocument(argv[0]!, stdout));
  else if (stdout !== '') wrong.push(`output together with exit ${exit}`);
  if (exit === 3) wrong.push(...wrongInMessage(stderr, shown, mutant));
  return wrong;
}

/** A message says what was read, in which layer the damage lies, and for a tar at which byte. */
function wrongInMessage(stderr: string, shown: string, mutant: Mutant): readonly string[] {
  const wrong: string[] = [];
  if (!/^varve: \S/.test(stderr)) wrong.push('no message');
  if (!stderr.includes(shown) && !ABOUT_CHOICE.test(stderr)) wrong.push('the message does not name the input');
  if (ABOUT_TAR.test(stderr) && !/\bbyte [\d,]+/.test(stderr)) wrong.push('the message names no byte of the tar');
  const layers = layersTouched(mutant);
  if (layers.length > 0 && !layers.some((layer) => new RegExp(`\\blayer ${layer}\\b`).test(stderr))) {
    wrong.push('the message does not name the damaged layer');
  }
  return wrong;
}

/** The layers that hold all the damage: one, or each place of a layer that stands in the image twice. */
function layersTouched({ base, touched }: Mutant): readonly number[] {
  if (touched.length === 0) return [];
  const holds = (layer: Range) => touched.every(({ from, to }) => from >= layer.from && to <= layer.to);
  return base.layers.flatMap((layer, i) => (holds(layer) ? [i] : []));
}
