import { setImmediate as nextTurn } from 'node:timers/promises';
import { findDuplicates } from '../../analysis/duplicates.ts';
import { findPackages } from '../../analysis/packages/find-packages.ts';
import { dockerfile } from '../../examine/dockerfile.ts';
import { history } from '../../examine/history.ts';
import type { Opened } from '../../examine/opened.ts';
import { unignored } from '../../examine/row-filter.ts';
import { VarveError } from '../../model/error.ts';
import { viewAt } from '../../union/view.ts';
import type { TablesQuestion } from '../questions.ts';
import { inSlices } from '../../base/slices.ts';
import { duplicateTables } from './duplicates/tables.ts';
import { dockerfileTable } from './history/dockerfile-table.ts';
import { stepsTable } from './history/tables.ts';
import { packageTables } from './packages/tables.ts';
import type { Table } from './table/table.ts';
import { wasteTables } from './waste/tables.ts';

/** The tables of a screen, made in turns short enough that keys are heard. @throws VarveError when a layer cannot be read */
export async function tablesFor(
  question: TablesQuestion,
  opened: Opened,
  ignore: readonly string[],
): Promise<readonly Table[]> {
  const { image, limits } = opened;
  switch (question.kind) {
    case 'waste':
      return inSlices(wasteTables(opened, question.dead));
    case 'duplicates': {
      const top = viewAt(image.paths, image.layers.length - 1);
      await nextTurn();
      const groups = await findDuplicates(image, unignored(image.paths, top, ignore), limits);
      return inSlices(duplicateTables(opened, top, groups));
    }
    case 'packages':
      return inSlices(packageTables(opened, await findPackages(image, limits)));
    case 'history': {
      const steps = stepsTable(history(opened));
      await nextTurn();
      return [steps, await dockerfileOf(opened)];
    }
  }
}

/** Without a Dockerfile the steps are still worth a look. */
async function dockerfileOf(opened: Opened): Promise<Table> {
  const { naming, image } = opened;
  const subject = { naming, manifest: image.manifest, open: async () => opened, isRemote: false };
  try {
    const { document } = await dockerfile(subject, { annotate: true, context: false });
    return dockerfileTable(document, '');
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    return dockerfileTable(null, error.message);
  }
}
