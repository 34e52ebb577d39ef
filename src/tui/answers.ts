import { setImmediate as nextTurn } from 'node:timers/promises';
import { deadCopies, findDeaths } from '../analysis/waste.ts';
import { deadPairs } from '../examine/dead-pairs.ts';
import type { Opened } from '../examine/opened.ts';
import { compareBodies } from '../image/same-content.ts';
import type { System } from '../transfer/portable-names.ts';
import type { Question, Reply } from './questions.ts';
import { tablesFor } from './screens/tables.ts';
import { comparisonOf } from './screens/compare/comparison.ts';
import { readContent } from './screens/file/content.ts';
import { type Difference, findDifference, type Version } from './screens/file/difference.ts';
import { extract } from './screens/file/extract-answer.ts';
import { findReasons } from './screens/file/reasons.ts';
import { inSlices } from '../base/slices.ts';
import { type DeadBytes, deadBytes } from './tree/dead-bytes.ts';
import type { RangeChanges } from './tree/scene.ts';
import { allPaths } from './tree/search.ts';
import { viewChanges, viewPairs } from '../union/changes.ts';
import { sidesOf } from '../union/sides.ts';
import { viewAt } from '../union/view.ts';

/** Opens the image of a reference as the first one was opened. @throws VarveError */
export type OpenOther = (reference: string, tell: (notice: string) => void) => Promise<Opened>;

/** What answers need beside the image. */
export interface Asked {
  /** Whose rules names have to keep that are written to the disk. */
  readonly system: System;
  /** Globs of paths that the user wants left out of duplicates. */
  readonly ignore: readonly string[];
  /** Opens another image, which stays open until the end. */
  readonly openOther: OpenOther;
  /** Hears how far long work is. */
  readonly tell: (notice: string) => void;
}

/** Answers what screens ask of an image, in turns short enough that keys are heard. @throws VarveError */
export async function answerTo(question: Question, opened: Opened, asked: Asked): Promise<Reply> {
  const { system, ignore, openOther, tell } = asked;
  switch (question.kind) {
    case 'dead':
      return { kind: 'dead', dead: await findDead(opened) };
    case 'paths':
      return { kind: 'paths', paths: await inSlices(allPaths(opened.image.paths)) };
    case 'range':
      return { kind: 'range', range: await rangeChanges(opened, question.from, question.layer) };
    case 'reasons':
      return { kind: 'reasons', reasons: await findReasons(opened, question.path) };
    case 'body':
      return { kind: 'body', content: await readContent(opened, question.path, question.layer) };
    case 'difference':
      return { kind: 'difference', difference: await differenceBetween(opened, question) };
    case 'compare':
      return { kind: 'compare', comparison: await comparisonOf(opened, await openOther(question.reference, tell)) };
    case 'compareFile':
      return { kind: 'compareFile', difference: await findDifference(...question.versions) };
    case 'extract':
      return { kind: 'extract', ...(await extract(opened, question, system, tell)) };
    case 'waste':
    case 'duplicates':
    case 'packages':
    case 'history':
      return { kind: question.kind, tables: await tablesFor(question, opened, ignore) };
  }
}

function differenceBetween(
  opened: Opened,
  { path, between: [before, after] }: Extract<Question, { kind: 'difference' }>,
): Promise<Difference> {
  const versionAt = (layer: number | null): Version | null => (layer === null ? null : { opened, path, layer });
  return findDifference(versionAt(before), versionAt(after));
}

async function rangeChanges({ image, limits }: Opened, from: number, layer: number): Promise<RangeChanges> {
  const table = image.paths;
  const before = viewAt(table, from - 1);
  await nextTurn();
  const sides = sidesOf(table, before, viewAt(table, layer));
  const same = await compareBodies(image, viewPairs(sides), limits);
  await nextTurn();
  return { table, from, layer, changes: viewChanges(sides, same) };
}

async function findDead(opened: Opened): Promise<DeadBytes> {
  const { image, limits } = opened;
  const deaths = await findDeaths(image);
  const copies = deadCopies(image, deaths, await compareBodies(image, deaths.pairs, limits));
  await nextTurn();
  return deadBytes(image.paths, copies, deadPairs(opened, copies));
}
