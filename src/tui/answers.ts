import { setImmediate as nextTurn } from 'node:timers/promises';
import { deadCopies, findDeaths } from '../analysis/waste.ts';
import { deadPairs } from '../examine/dead-pairs.ts';
import type { Opened } from '../examine/opened.ts';
import { compareBodies } from '../image/same-content.ts';
import type { System } from '../transfer/portable-names.ts';
import type { Question, Reply } from './questions.ts';
import { tablesFor } from './screens/tables.ts';
import { readContent } from './screens/file/content.ts';
import { findDifference } from './screens/file/difference.ts';
import { extract } from './screens/file/extract-answer.ts';
import { findReasons } from './screens/file/reasons.ts';
import { inSlices } from './slices.ts';
import { type DeadBytes, deadBytes } from './tree/dead-bytes.ts';
import { allPaths } from './tree/search.ts';

/** What answers need beside the image. */
export interface Asked {
  /** Whose rules names have to keep that are written to the disk. */
  readonly system: System;
  /** Hears how far long work is. */
  readonly tell: (notice: string) => void;
}

/** Answers what screens ask of an image, in turns short enough that keys are heard. @throws VarveError */
export async function answerTo(
  question: Question,
  opened: Opened,
  { system, tell }: Asked = { system: 'linux', tell: () => {} },
): Promise<Reply> {
  switch (question.kind) {
    case 'dead':
      return { kind: 'dead', dead: await findDead(opened) };
    case 'paths':
      return { kind: 'paths', paths: await inSlices(allPaths(opened.image.paths)) };
    case 'reasons':
      return { kind: 'reasons', reasons: await findReasons(opened, question.path) };
    case 'body':
      return { kind: 'body', content: await readContent(opened, question.path, question.layer) };
    case 'difference':
      return { kind: 'difference', difference: await findDifference(opened, question.path, question.between) };
    case 'extract':
      return { kind: 'extract', ...(await extract(opened, question, system, tell)) };
    case 'waste':
    case 'duplicates':
    case 'packages':
    case 'history':
      return { kind: question.kind, tables: await tablesFor(question, opened) };
  }
}

async function findDead(opened: Opened): Promise<DeadBytes> {
  const { image, limits } = opened;
  const deaths = await findDeaths(image);
  const copies = deadCopies(image, deaths, await compareBodies(image, deaths.pairs, limits));
  await nextTurn();
  return deadBytes(image.paths, copies, deadPairs(opened, copies));
}
