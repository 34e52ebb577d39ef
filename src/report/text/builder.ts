import type { AnalyzeDocument } from '../documents/analyze.ts';

type Layer = AnalyzeDocument['layers'][number];

/** What builders leave in the history steps of layers they make. */
const MARKS: readonly (readonly [builder: string, key: 'createdBy' | 'comment' | 'author', mark: RegExp])[] = [
  ['BuildKit', 'comment', /^buildkit\b/],
  ['docker build', 'createdBy', /#\(nop\)/],
  ['kaniko', 'author', /^kaniko$/],
  ['ko', 'author', /^github\.com\/(?:google|ko-build)\/ko$/],
  ['Jib', 'createdBy', /^jib-/],
  ['Bazel', 'createdBy', /^bazel build\b/],
];

/** Who made the topmost layer that tells; `undefined` when none does. */
export function builderOf(layers: readonly Layer[]): string | undefined {
  const found = layers.findLast((layer) => markOf(layer) !== undefined);
  return found && markOf(found);
}

function markOf(layer: Layer): string | undefined {
  return MARKS.find(([, key, mark]) => mark.test(layer[key] ?? ''))?.[0];
}
