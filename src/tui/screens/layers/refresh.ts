import { placed } from '../../list.ts';
import { isUnfolded, listRows, placeOf, rowOfNode, type Shape, withFold } from '../../tree/listing.ts';
import { type Scene, sceneOf } from '../../tree/scene.ts';
import { findByGlob, findFuzzily, matchingRows } from '../../tree/search.ts';
import type { Around } from '../screen.ts';
import { layoutOf } from './layout.ts';
import type { Filter, LayersState } from './state.ts';
import { chosenLayer, listedSteps } from './steps.ts';

/** Everything that follows from what was chosen: the scene, the rows listed, and a cursor that is among them. */
export function refreshed(own: LayersState, around: Around): LayersState {
  const { subject, area } = around;
  const steps = listedSteps(subject, own.showsEmpty).length;
  const layout = layoutOf(own, steps, area);
  const placedSteps = { ...own, steps: placed(own.steps, steps, layout.layerLines) };
  const scene = sceneFor(placedSteps, around);
  if (!scene) return placedSteps;
  const filter = own.filter && searched(own.filter, scene, around);
  const listed = listRows(scene, shapeOf({ ...own, filter }));
  const wanted = rowOfNode(scene.table, own.node);
  const cursor = placeOf(listed, scene.table, wanted);
  const files = placed({ ...own.files, cursor }, listed.length, layout.fileLines);
  return { ...placedSteps, scene, filter, listed, files };
}

/** The state with the cursor on a row, unfolding what it lies in. Where the scene does not show it, nothing changes. */
export function at(own: LayersState, row: number, around: Around): LayersState {
  if (!own.scene) return own;
  const { table } = own.scene;
  let { folds } = own;
  for (let above = table.parents[row]!; above >= 0; above = table.parents[above]!) {
    if (!isUnfolded(table, shapeOf({ ...own, folds }), above)) folds = withFold(table, folds, above, true);
  }
  return refreshed({ ...own, folds, node: table.nodes[row]! }, around);
}

/** The state with a filter on, its cursor on the best hit. */
export function filtered(own: LayersState, filter: Filter | null, around: Around): LayersState {
  const found = refreshed({ ...own, filter }, around);
  const best = found.filter?.found?.matching.best;
  if (best === undefined || best === null || !found.scene) return found;
  return refreshed({ ...found, node: found.scene.table.nodes[best]! }, around);
}

/** How the tree is listed. */
export function shapeOf({ folds, sort, filter }: Pick<LayersState, 'folds' | 'sort' | 'filter'>): Shape {
  return { folds, sort, matching: filter?.found?.matching.marks ?? null };
}

/** The row under the cursor; the root where nothing is listed yet. */
export function chosenRow({ listed, files }: LayersState): number {
  return listed[files.cursor] ?? 0;
}

function sceneFor(own: LayersState, { subject }: Around): Scene | null {
  const { loaded, dead } = subject;
  if (!loaded) return null;
  const layer = chosenLayer(own, subject);
  const from = own.mark === null ? layer : Math.min(own.mark, layer);
  const to = own.mark === null || own.mode !== 'range' ? layer : Math.max(own.mark, layer);
  const shot = { mode: own.mode, layer: to, from };
  const old = own.scene;
  const isSame =
    old?.table === loaded.opened.image.paths &&
    old.asked.layer === to &&
    old.asked.mode === own.mode &&
    (own.mode !== 'range' || (old.asked.from === from && old.range === own.range)) &&
    (own.mode !== 'dead' || old.dead === dead);
  return isSame ? old : sceneOf(subject, loaded, shot, old, own.range);
}

/** Searches where that was not done yet in this scene. */
function searched(filter: Filter, scene: Scene, { subject: { paths } }: Around): Filter {
  if (filter.found?.scene === scene) return filter;
  if (paths?.length !== scene.table.rows || filter.text === '') return { ...filter, found: null };
  const before = filter.before?.scene === scene ? filter.before : undefined;
  const hits = filter.kind === 'glob' ? findByGlob(paths, filter.text) : findFuzzily(paths, filter.text, before);
  const matching = matchingRows(scene.table, hits, scene.shown);
  return { ...filter, found: { scene, hits, matching } };
}
