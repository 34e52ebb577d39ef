import { formatBytes, plural } from '../base/text.ts';
import type { DockerfileLine } from './dockerfile-line.ts';
import type { Rebuilt } from './dockerfile.ts';
import type { Difference, Proof } from './replay.ts';

/** How a Dockerfile is written down. */
export interface TextOptions {
  /** Each instruction says its layer and size, and the base's steps stand there as comments. */
  readonly annotate: boolean;
  /** Bytes of a layer; `null` where nothing tells. */
  readonly bytesOf: (layer: number) => number | null;
  /** What the file is; sentences without a full stop. */
  readonly header: readonly string[];
}

/** A note that the text has once, above all instructions. */
export const NAMES_OF_IMAGE = 'the names of its sources are those they have in the image';

/** The text of a rebuilt Dockerfile, with the proof at its end. Texts of the image in it are not printable. */
export function dockerfileText({ base, lines, baseLines, proof, escape }: Rebuilt, options: TextOptions): string {
  const from = base.isGuess
    ? [`FROM is a guess: ${base.reason}`]
    : [base.source === 'none' ? base.reason : `FROM is told by ${base.reason}`];
  const below = options.annotate
    ? baseLines.flatMap((each) => [...annotation(each, options), ...each.lines].map((line) => `base: ${line}`))
    : [];
  const isNamed = lines.some(({ notes }) => notes.includes(NAMES_OF_IMAGE));
  const naming = isNamed
    ? ['where the history has only a digest of sources, COPY and ADD name them as the image does']
    : [];
  const written = [
    ...(escape === '`' ? ['# escape=`'] : []),
    ...comments([...options.header, ...from, ...naming]),
    `FROM ${base.reference}`,
    ...comments(below),
    ...lines.flatMap((each) => [
      ...comments([
        ...(options.annotate ? annotation(each, options) : []),
        ...each.notes.filter((note) => note !== NAMES_OF_IMAGE),
      ]),
      ...each.lines,
    ]),
    ...proofLines(proof),
  ];
  return `${written.join('\n')}\n`;
}

/** `layer 3, 12.3 MB`. */
function annotation({ layer, origin }: DockerfileLine, { bytesOf }: TextOptions): readonly string[] {
  if (layer === null) return [origin === 'argument' || origin === 'config' ? 'no step, no layer' : 'no layer'];
  const bytes = bytesOf(layer);
  return [bytes === null ? `layer ${layer}` : `layer ${layer}, ${formatBytes(bytes)}`];
}

/** The lines that end every Dockerfile: whether its instructions give the image's config. */
export function proofLines({ instructions, fits, differences }: Proof): readonly string[] {
  const all = plural(instructions, 'instruction');
  const [verb, sets] = instructions === 1 ? ['fits', 'sets'] : ['fit', 'set'];
  const told =
    instructions === 0
      ? 'no step of the history sets anything in the config'
      : `${fits} of ${all} that ${sets} the config ${verb}`;
  return comments([`proof: ${told}`, ...differences.map((each) => `proof: ${sentence(each)}`)]);
}

function sentence({ field, key, replayed, found, step }: Difference): string {
  const name = key === null ? field : `${field} ${key}`;
  const nothing = field === 'Env' || field === 'Labels' ? '""' : 'it';
  const shown = (text: string | null): string => text || nothing;
  if (replayed === null) return `${name}: the config has ${shown(found)}, and no step says it`;
  const by = step === null ? 'the history' : `step ${step}`;
  return `${name}: ${by} gives ${shown(replayed)}, the config has ${found === null ? 'none' : shown(found)}`;
}

/** Text of an image may have line breaks, and must not leave its comment. */
export function comments(texts: readonly string[]): string[] {
  return texts.map((text) => `# ${text.replace(/[\r\n\v\f\u0085\u2028\u2029]+/g, ' ')}`);
}
