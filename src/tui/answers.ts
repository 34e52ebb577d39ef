import { setImmediate as nextTurn } from 'node:timers/promises';
import { deadCopies, findDeaths } from '../analysis/waste.ts';
import { deadPairs } from '../examine/dead-pairs.ts';
import type { Opened } from '../examine/opened.ts';
import { compareBodies } from '../image/same-content.ts';
import type { Question, Reply } from './questions.ts';
import { inSlices } from './slices.ts';
import { type DeadBytes, deadBytes } from './tree/dead-bytes.ts';
import { allPaths } from './tree/search.ts';

/** Answers what screens ask of an image, in turns short enough that keys are heard. @throws VarveError */
export async function answerTo(question: Question, opened: Opened): Promise<Reply> {
  switch (question.kind) {
    case 'dead':
      return { kind: 'dead', dead: await findDead(opened) };
    case 'paths':
      return { kind: 'paths', paths: await inSlices(allPaths(opened.image.paths)) };
  }
}

async function findDead(opened: Opened): Promise<DeadBytes> {
  const { image, limits } = opened;
  const deaths = findDeaths(image);
  await nextTurn();
  const copies = deadCopies(image, deaths, await compareBodies(image, deaths.pairs, limits));
  await nextTurn();
  return deadBytes(image.paths, copies, deadPairs(opened, copies));
}
