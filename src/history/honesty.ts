import { plural, printable } from '../base/text.ts';
import type { Image } from '../image/image.ts';
import { type Diagnostic, Diagnostics } from '../model/diagnostic.ts';
import type { ImageConfig } from '../model/manifest.ts';
import { advance, emptyView, type View } from '../union/view.ts';
import { CopyTargets } from './honesty-copy.ts';
import { type Removal, removalsOf } from './honesty-removals.ts';
import { changedPaths, type Evidence, keptPaths, strayPaths } from './honesty-rows.ts';
import { type Step, stepsOf } from './steps.ts';

const WRITES_FILES = /^(?:ADD|COPY|RUN) /;
const WRITES_NO_FILES = /^(ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|STOPSIGNAL|USER)\s/;

/**
 * Where the history of an image says other than its layers, base first. Only what is certain is told: nothing of an image
 * for Windows, and little of one whose history tells of another number of layers than the image has.
 */
export function historyDiagnostics(image: Image): readonly Diagnostic[] {
  const isWindows = image.manifest.config.platform?.os === 'windows';
  const judges = isWindows ? new Map<number, Judge>() : judgesOf(image);
  if (judges.size === 0) return [];
  const found = new Diagnostics();
  const below = emptyView(image.paths);
  for (let layer = 0; layer < image.layers.length; layer += 1) {
    found.addAll(judges.get(layer)?.(image, below) ?? []);
    advance(image.paths, below, layer);
  }
  return found.list();
}

/** What is odd about one layer, given the view below it. */
type Judge = (image: Image, below: View) => readonly Diagnostic[];

/** By layer, for those whose step says what can be proved wrong. */
function judgesOf({ manifest: { config }, layers }: Image): ReadonlyMap<number, Judge> {
  const isEmpty = config.history.map(({ emptyLayer }) => emptyLayer);
  if (isEmpty.filter((each) => !each).length !== layers.length) {
    // As many steps as layers: each step has one, those too that say that they have none.
    const empty = isEmpty.length === layers.length ? [...isEmpty.keys()].filter((step) => isEmpty[step]) : [];
    return new Map(empty.map((layer) => [layer, emptyJudge(layer)]));
  }
  const steps = stepsOf(config, layers.length);
  const targets = new CopyTargets(config, steps);
  const judges = new Map<number, Judge>();
  let before: Step[] = [];
  for (const [place, step] of steps.entries()) {
    const judge = step.layer === null ? undefined : judgeOf(step, step.layer, before, () => targets.at(place));
    if (judge) judges.set(step.layer!, judge);
    before = step.layer === null ? [...before, step] : [];
  }
  return judges;
}

/** `before` are the steps without a layer that stand between this one and the layer below. */
function judgeOf(
  { instruction, history }: Step,
  layer: number,
  before: readonly Step[],
  targets: () => readonly string[] | undefined,
): Judge | undefined {
  const others = before.filter((step) => WRITES_FILES.test(step.instruction));
  const keyword = WRITES_NO_FILES.exec(instruction)?.[1];
  if (keyword !== undefined) return metadataJudge(layer, keyword, others);
  // Builders that make one layer of many steps say so: what it holds may be of any of them.
  if (others.length > 0) return undefined;
  if (instruction.startsWith('RUN ')) {
    return history?.createdBy.includes('\n')
      ? undefined
      : removalJudge(layer, removalsOf(instruction.slice('RUN '.length)));
  }
  const named = targets();
  return named && copyJudge(layer, named);
}

function emptyJudge(layer: number): Judge {
  return ({ paths }, below) =>
    told(changedPaths(paths, below, layer), (rows) => ({
      code: 'empty-layer-with-content',
      message: `step ${layer} of the history says that it made no layer, but the layer that is left for it changes ${rows}`,
      layer,
    }));
}

function metadataJudge(layer: number, keyword: string, others: readonly Step[]): Judge {
  const makers = [...new Set(others.map(({ instruction }) => instruction.split(' ', 1)[0]!))].join(' and ');
  const guess = makers && `; the ${makers} before it, said to have made no layer, may have done so`;
  return ({ paths }, below) =>
    told(changedPaths(paths, below, layer), (rows) => ({
      code: 'metadata-step-with-content',
      message: `the step of the layer is ${keyword}, which writes no files, but the layer changes ${rows}${guess}`,
      layer,
    }));
}

function copyJudge(layer: number, [target, ...others]: readonly string[]): Judge {
  return ({ paths }, below) =>
    told(strayPaths(paths, below, layer, [target!, ...others]), (rows) => ({
      code: 'copy-outside-target',
      message: `the step says that it copies to ${printable(target!)}, but the layer also changes ${rows}`,
      layer,
    }));
}

function removalJudge(layer: number, removals: readonly Removal[]): Judge | undefined {
  if (removals.length === 0) return undefined;
  return ({ manifest, paths }, below) => {
    const lasting = removals.filter(({ path }) => !isInVolume(path, manifest.config));
    return told(keptPaths(paths, below, layer, lasting), (rows) => ({
      code: 'removal-without-whiteout',
      message: `the step says that it removes what the layer does not hide: ${rows}`,
      layer,
    }));
  };
}

/** What a step does in a volume is not kept. */
function isInVolume(path: string, { settings }: ImageConfig): boolean {
  const volumes = Object.keys(settings['Volumes'] ?? {});
  return volumes.some((volume) => `${path}/`.startsWith(`${volume.replace(/\/+$/, '')}/`));
}

/** One diagnostic with the evidence, or none. */
function told({ count, paths }: Evidence, diagnostic: (rows: string) => Diagnostic): readonly Diagnostic[] {
  const [path] = paths;
  if (path === undefined) return [];
  const more = count > paths.length ? `, and ${count - paths.length} more` : '';
  return [
    { ...diagnostic(`${plural(count, 'path')} (${paths.map(printable).join(', ')}${more})`), path: printable(path) },
  ];
}
