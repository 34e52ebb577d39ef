import { plural } from '../base/text.ts';
import { type FileFacts, type KnownCopy } from '../history/dockerfile.ts';
import { NAMES_OF_IMAGE } from '../history/dockerfile-text.ts';
import { type Copy, type CopyInstruction, isCopy } from '../history/instruction/effect.ts';
import { freeName } from '../history/instruction/run-lines.ts';
import { readInstructions } from '../history/instruction/read-instructions.ts';
import { workdirAt } from '../history/settings.ts';
import { stepsOf } from '../history/steps.ts';
import type { Image } from '../image/image.ts';
import type { Limits } from '../model/limits.ts';
import { type OwnEntry, ownEntries, textOf } from './dockerfile-read.ts';

const MAX_SOURCES = 20;

/** What the files of a layer tell of the `COPY` or `ADD` that made it. With `context` they lie beside the Dockerfile. */
export async function copiesOf(image: Image, context: boolean, limits: Limits): Promise<Pick<FileFacts, 'copy'>> {
  const { config } = image.manifest;
  const texts = new Map<number, string>();
  const instructions = readInstructions(stepsOf(config, image.layers.length), config);
  for (const { effect, step, layer } of instructions.filter(isCopy)) {
    if (layer === null || !effect.sources[0]?.startsWith('<<')) continue;
    const [only, ...others] = ownEntries(image, layer);
    const text = only && others.length === 0 ? await textOf(image, only.facts, limits) : undefined;
    if (text !== undefined) texts.set(step, text);
  }
  return {
    copy(instruction, layer) {
      const { effect, step } = instruction;
      const text = texts.get(step);
      if (text !== undefined) return heredoc(text);
      const entries = ownEntries(image, layer);
      if (entries.length === 0) return undefined;
      if (instruction.layer === null) return context ? fromShared(instruction, layer, entries) : undefined;
      if (context) return fromContext(effect, layer, entries);
      return effect.lost ? named(instruction, entries) : undefined;
    },
  };
}

/** The text as the layer has it; without quotes around its name variables would be put in. */
function heredoc(text: string): KnownCopy {
  const lines = text.replace(/\n$/, '').split('\n');
  const name = freeName(lines);
  return { sources: [`<<"${name}"`], content: [...lines, name], notes: ['its text is that of the file'] };
}

/** Of a layer that holds the files of several steps, those at the target. */
function fromShared(instruction: CopyInstruction, layer: number, entries: readonly OwnEntry[]): KnownCopy | undefined {
  const place = placeOf(instruction);
  if (!isUtf8(place)) return undefined;
  const notes = [`layer ${layer} has the files of several steps: those at ${place}`];
  if (entries.some(({ path }) => path === place))
    return { kind: 'COPY', sources: [sourceName(`layer-${layer}${place}`)], target: place, notes };
  const folder = place === '/' ? place : `${place}/`;
  if (!entries.some(({ path }) => path.startsWith(folder))) return undefined;
  return { kind: 'COPY', sources: [sourceName(`layer-${layer}${folder}`)], target: folder, notes };
}

function fromContext(copy: Copy, layer: number, entries: readonly OwnEntry[]): KnownCopy {
  const [only] = entries;
  const isOne = entries.length === 1 && isUtf8(only!.path);
  if (copy.kind === 'ADD' && !isOne) {
    const notes = [`layer-${layer}.tar is the layer as it stands`];
    return { flags: [], sources: [`layer-${layer}.tar`], target: '/', notes };
  }
  return {
    kind: 'COPY',
    flags: withOwner(copy, entries),
    sources: [isOne ? sourceName(`layer-${layer}${only!.path}`) : `layer-${layer}/`],
    target: isOne ? only!.path : '/',
    notes: [
      `was: ${[copy.kind, ...copy.flags, ...copy.sources, copy.lost ? `${copy.lost.what}:${copy.lost.digest.slice(0, 12)}` : '', copy.target].filter(Boolean).join(' ')}`,
      ...ownerNotes(copy, entries),
    ],
  };
}

/** The names of sources are those that they have in the layer; of a folder's contents nothing tells the folder's name. */
function named(instruction: CopyInstruction, entries: readonly OwnEntry[]): KnownCopy | undefined {
  const { effect } = instruction;
  const { lost, target, kind } = effect;
  const [only] = entries;
  const flags = withOwner(effect, entries);
  const notes = [NAMES_OF_IMAGE, ...ownerNotes(effect, entries)];
  if (lost!.what === 'file' && entries.length === 1)
    return { flags, sources: [sourceName(baseName(only!.path))], notes };
  if (lost!.what === 'file' && kind === 'ADD') {
    return {
      flags: effect.flags,
      sources: [target === '/' ? 'rootfs.tar' : `${baseName(target) || 'files'}.tar`],
      notes: [`an archive of ${plural(entries.length, 'entry', 'entries')}; its name is a guess`],
    };
  }
  const names = lost!.what === 'multi' ? childrenOf(placeOf(instruction), entries) : [];
  if (names.length < 2 || names.length > MAX_SOURCES) return undefined;
  return { flags, sources: names.map(sourceName), notes };
}

/** Where it copies to, as the files of an image are named. */
function placeOf({ effect, directory }: CopyInstruction): string {
  return workdirAt(directory, effect.target, false);
}

/** What lies directly below a directory, in order. A symlink on the way may lead elsewhere: then the end of paths counts. */
function childrenOf(directory: string, entries: readonly OwnEntry[]): readonly string[] {
  const below = directory === '/' ? directory : `${directory}/`;
  const names = entries.flatMap(({ path }) => {
    const at = path.indexOf(below);
    return at < 0 ? [] : [path.slice(at + below.length).split('/')[0]!];
  });
  return [...new Set(names)];
}

/** A source is a pattern: brackets would be one of several characters. */
function sourceName(path: string): string {
  return path.replaceAll('[', '[[]');
}

function withOwner({ flags }: Copy, entries: readonly OwnEntry[]): readonly string[] {
  const owners = ownersOf(entries);
  const isSaid = flags.some((flag) => flag.startsWith('--chown='));
  return isSaid || owners.length !== 1 || owners[0] === '0:0' ? flags : [...flags, `--chown=${owners[0]}`];
}

function ownerNotes({ flags }: Copy, entries: readonly OwnEntry[]): readonly string[] {
  const owners = ownersOf(entries);
  const isSaid = flags.some((flag) => flag.startsWith('--chown='));
  return isSaid || owners.length < 2 ? [] : [`its files have several owners: ${owners.slice(0, 5).join(', ')}`];
}

function ownersOf(entries: readonly OwnEntry[]): readonly string[] {
  return [...new Set(entries.map(({ facts }) => `${facts.uid}:${facts.gid}`))];
}

function isUtf8(path: string): boolean {
  return !path.includes('\\x');
}

function baseName(path: string): string {
  return /([^/]*)\/*$/.exec(path)![1]!;
}
