import { formatBytes } from '../../base/text.ts';
import type { AnalyzeDocument } from '../documents/analyze.ts';
import { diagnosticLines } from './diagnostics.ts';
import { nextLines, type NextStep } from './next.ts';
import { shellWord } from './shell.ts';
import type { TextStyle } from './style.ts';

type Pairs = NonNullable<AnalyzeDocument['dead']>['pairs'];

/** What is odd in the image, and what to look at next. */
export function closingLines(document: AnalyzeDocument, style: TextStyle): string[] {
  const odd = diagnosticLines(document.diagnostics, style);
  const next = nextStep(document);
  if (!next) return odd;
  return [...odd, ...(style.verbose && odd.length > 0 ? [''] : []), ...nextLines(next, style)];
}

/** The command that shows most of what is still to be known; none when there is nothing to look at. */
function nextStep({ image, layers, dead }: AnalyzeDocument): NextStep | undefined {
  if (layers.length === 0) return undefined;
  if (!dead) return withLayers(image.names[0] ?? 'IMAGE');
  const name = shellWord(image.reference);
  const layer = worstHider(dead.pairs);
  if (layer === undefined) {
    return { command: `varve ls ${name} -R --long --sort size`, reason: 'every file, the largest first' };
  }
  const pairs = dead.pairs.filter(({ hiddenBy }) => hiddenBy === layer);
  const bytes = formatBytes(bytesOf(pairs));
  // What one tar stores twice is no change that `diff` could show.
  const isOwn = pairs.every(({ cause }) => cause === 'duplicateEntry');
  if (isOwn) return { command: `varve ls ${name} --own --long --layer ${layer}`, reason: `stores ${bytes} in vain` };
  return { command: `varve diff ${name} --layer ${layer}`, reason: `hides ${bytes}` };
}

function withLayers(name: string): NextStep {
  return { command: `docker save ${shellWord(name)} | varve analyze -`, reason: 'reads the layers, too' };
}

/** The layer that hides most; the lower one of two. */
function worstHider(pairs: Pairs): number | undefined {
  const layers = [...new Set(pairs.map(({ hiddenBy }) => hiddenBy))];
  const hidden = layers.map((layer) => ({ layer, bytes: bytesOf(pairs.filter(({ hiddenBy }) => hiddenBy === layer)) }));
  return hidden.sort((a, b) => b.bytes - a.bytes || a.layer - b.layer)[0]?.layer;
}

function bytesOf(pairs: Pairs): number {
  return pairs.reduce((sum, { bytes }) => sum + bytes, 0);
}
