import { setImmediate as nextTurn } from 'node:timers/promises';
import { formatCount, plural, printable } from '../../../base/text.ts';
import type { Opened } from '../../../examine/opened.ts';
import { type ExtractPlan, planExtract, runExtract, wouldReplace } from '../../../transfer/extract.ts';
import type { System } from '../../../transfer/portable-names.ts';
import type { Extracted, ExtractQuestion } from '../../questions.ts';

/** How far the writing is, each time a piece was written. */
export type Tell = (notice: string) => void;

/** Writes what was asked for; nothing where something is in the way that may not be replaced. @throws VarveError */
export async function extract(
  { image, limits }: Opened,
  question: ExtractQuestion,
  system: System,
  tell: Tell,
): Promise<Extracted> {
  const { path, layer, to, overwrites } = question;
  const paths = path === '/' ? [] : [path];
  const options = { to, paths, layer, limits, system, own: false, devices: false };
  const replacing = planExtract(image, { ...options, force: true });
  const there = overwrites ? [] : wouldReplace(replacing);
  if (there.length > 0) return { question, there, written: '' };
  await nextTurn();
  const plan = overwrites ? replacing : planExtract(image, { ...options, force: false });
  const all = formatCount(plan.items.length);
  const folder = printable(to);
  await runExtract(image, plan, async (written) => {
    tell(`extracting to ${folder}: ${formatCount(written)} of ${all}`);
    await nextTurn();
  });
  return { question, there, written: writtenText(plan) };
}

function writtenText({ items, special, deadLinks, options }: ExtractPlan): string {
  const left = special.size + deadLinks.length;
  const omitted =
    left === 0 ? '' : `; ${plural(left, 'device, pipe or dead link', 'devices, pipes and dead links')} left out`;
  return `${plural(items.length - special.size, 'entry', 'entries')} written to ${printable(options.to)}${omitted}`;
}
