import { formatBytes, plural, printable } from '../../base/text.ts';
import { ago } from '../../base/time.ts';
import { formatPlatform } from '../../model/platform.ts';
import type { AnalyzeDocument } from '../documents/analyze.ts';
import { builderOf } from './builder.ts';
import { flow, type Part } from './flow.ts';
import { columnsOf, painted, type TextStyle } from './style.ts';

/** Dates up to here are what builds that must be repeatable write, not when something was built. */
const FIRST_REAL_DATE = '2000-01-02';
/** The date that Go writes for none. */
const NO_DATE = '0001-01-01';

/** Which image this is: name, platform, form and size, who made it and when. */
export function headerLines(document: AnalyzeDocument, style: TextStyle): string[] {
  const { image, layers } = document;
  const texts = [
    image.platform ? formatPlatform(image.platform) : '',
    [printable(image.format), sizeText(document)].filter(Boolean).join(', '),
    [builderOf(layers), image.created === null ? '' : createdText(image.created, style.now)].filter(Boolean).join(', '),
  ];
  const parts = texts.filter((text) => text !== '').map((text): Part => ({ text }));
  return flow(
    '',
    [{ text: nameText(image), paint: (text) => painted(style, 'bold', text) }, ...parts],
    columnsOf(style),
  );
}

function nameText({ names, reference, dangling }: AnalyzeDocument['image']): string {
  const name = names[0] || reference;
  const others = names.slice(1);
  if (dangling) return `${printable(name)} (without a name)`;
  return others.length === 0 ? printable(name) : `${printable(name)} (+ ${plural(others.length, 'name')})`;
}

/** What the layers take where they lie. */
function sizeText({ totals, layers }: AnalyzeDocument): string {
  const { compressedBytes, layerBytes } = totals;
  if (layerBytes === null) return compressedBytes === null ? '' : formatBytes(compressedBytes);
  if (compressedBytes !== null) return `${formatBytes(compressedBytes)} compressed`;
  return formatBytes(layers.reduce((sum, { tarBytes }) => sum + (tarBytes ?? 0), 0));
}

/** When an image says it was made: `3 weeks ago`, `dated 1980-01-01` for a date that builds write that must be repeatable. */
export function createdText(created: string, now: number): string {
  const seconds = Date.parse(created) / 1000;
  const date = /^\d{4}-\d\d-\d\d/.exec(created)?.[0];
  if (Number.isNaN(seconds) || date === undefined || date === NO_DATE) return '';
  return date < FIRST_REAL_DATE || seconds > now ? `dated ${date}` : ago(seconds, now);
}
