import type { Subject } from '../../session.ts';
import type { Step as HistoryStep } from '../../../history/steps.ts';
import type { LayersState } from './state.ts';

/** The steps that are listed. */
export function listedSteps({ steps }: Subject, showsEmpty: boolean): readonly HistoryStep[] {
  return showsEmpty ? steps : steps.filter(({ layer }) => layer !== null);
}

/** The layer one is at: the chosen step's, or the one an empty step stands on. */
export function chosenLayer({ steps: { cursor }, showsEmpty }: LayersState, subject: Subject): number {
  const listed = listedSteps(subject, showsEmpty);
  for (let at = Math.min(cursor, listed.length - 1); at >= 0; at -= 1) {
    const layer = listed[at]!.layer;
    if (layer !== null) return layer;
  }
  return 0;
}

/** The place of a layer among the listed steps. */
export function stepOfLayer(subject: Subject, showsEmpty: boolean, layer: number): number {
  return Math.max(
    0,
    listedSteps(subject, showsEmpty).findIndex((step) => step.layer === layer),
  );
}
