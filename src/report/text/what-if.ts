import { formatBytes, formatCount, plural, printable } from '../../base/text.ts';
import type { AnalyzeDocument } from '../documents/analyze.ts';
import type { BaseDocument, SquashDocument } from '../documents/what-if.ts';
import { VERBS } from './dead.ts';
import type { Part } from './flow.ts';
import { labelledLines } from './labelled.ts';
import { painted, type TextStyle, titleLines } from './style.ts';

const WORST = 5;

/** What would be stored if some layers were one, and what that costs. */
export function squashLines({ squash }: AnalyzeDocument, style: TextStyle): string[] {
  if (!squash) return [];
  const { layer, hiddenBelowBytes } = squash;
  const whiteouts = layer.whiteouts === 0 ? '' : ` (${plural(layer.whiteouts, 'whiteout')})`;
  const counts = plural(layer.entries, 'entry', 'entries') + whiteouts;
  return [
    ...titleLines(squashTitle(squash), style),
    ...labelledLines('layer', [{ text: `${formatBytes(layer.bytes)} in ${counts}` }], style),
    ...goingParts(squash, style).flatMap((part, place) => labelledLines(place === 0 ? 'goes' : '', [part], style)),
    ...(hiddenBelowBytes > 0
      ? labelledLines('stays', [deadPart(hiddenBelowBytes, 'of lower layers that these hide', style)], style)
      : []),
    ...labelledLines('costs', costParts(squash), style),
  ];
}

function squashTitle({ from, to, savedBytes, before, after }: SquashDocument): string {
  const what = from === to ? `layer ${from} were made anew` : `layers ${from}-${to} were one`;
  const sizes = `${formatBytes(before.layerBytes)} -> ${formatBytes(after.layerBytes)}`;
  const less = savedBytes === 0 ? 'nothing' : formatBytes(savedBytes);
  return `If ${what}: ${sizes}, ${less} less (of ${formatBytes(before.deadBytes)} dead)`;
}

function goingParts({ pairs }: SquashDocument, style: TextStyle): Part[] {
  const worst = style.all ? pairs : pairs.slice(0, WORST);
  const parts = worst.map(({ bytes, createdIn, hiddenBy, cause }) =>
    deadPart(bytes, `written by ${createdIn}, ${VERBS[cause]} ${hiddenBy}`, style),
  );
  const more = pairs.length - worst.length;
  return more === 0 ? parts : [...parts, { text: `${plural(more, 'more pair')} (--all)` }];
}

function costParts({ from, to, replacedCompressedBytes }: SquashDocument): Part[] {
  const anew = from === to ? [] : [{ text: 'stored and pulled as a whole when any of it changes' }];
  const packed = replacedCompressedBytes === null ? [] : [`${formatBytes(replacedCompressedBytes)} compressed now,`];
  return [...anew, { text: [...packed, 'compressed size of the new layer unknown'].join(' ') }];
}

/** Which bytes are the image's own and which its base's, and what a host that has the base must pull. */
export function baseLines({ base, totals, layers }: AnalyzeDocument, style: TextStyle): string[] {
  if (!base) return [];
  const name = printable(base.reference);
  if (base.sharedLayers === 0)
    return [...titleLines(`No layer is shared with ${name}`, style), ...saysLines(base, style)];
  const isRead = totals.layerBytes !== null;
  return [
    ...titleLines(baseTitle(base, layers.length), style),
    ...labelledLines('yours', partsOf(base.yours, style), style),
    ...labelledLines('base', [...partsOf(base.bases, style), ...hiddenParts(base, style)], style),
    ...labelledLines('pull', [{ text: pullText(base) }], style),
    ...noteTexts(base, isRead).flatMap((text) => labelledLines('note', [{ text }], style)),
    ...(base.isPrefix ? [] : saysLines(base, style)),
  ];
}

function baseTitle({ reference, yours, bases }: BaseDocument, layers: number): string {
  const name = printable(reference);
  if (bases.bytes === null || yours.bytes === null) {
    return `Of ${plural(layers, 'layer')}, ${formatCount(bases.layers)} of ${name} and ${formatCount(yours.layers)} of yours`;
  }
  const all = formatBytes(bases.bytes + yours.bytes);
  return `Of ${all} stored, ${formatBytes(yours.bytes)} are yours and ${formatBytes(bases.bytes)} those of ${name}`;
}

function partsOf({ layers, bytes, visibleBytes, deadBytes }: BaseDocument['yours'], style: TextStyle): Part[] {
  if (bytes === null || visibleBytes === null || deadBytes === null) return [{ text: plural(layers, 'layer') }];
  return [
    { text: `${formatBytes(bytes)} in ${plural(layers, 'layer')}` },
    { text: `${formatBytes(visibleBytes)} seen` },
    deadPart(deadBytes, 'dead', style),
  ];
}

function hiddenParts({ bases }: BaseDocument, style: TextStyle): Part[] {
  return bases.hiddenBytes ? [deadPart(bases.hiddenBytes, 'of that hidden by yours', style)] : [];
}

function pullText({ pull }: BaseDocument): string {
  const { layers, bytes, compressedBytes } = pull;
  if (layers === 0) return 'nothing, by a host that has the base';
  // Of layers that were not read nobody knows whether they are compressed.
  const how = bytes === null ? 'as stored' : 'compressed';
  const packed = compressedBytes === null ? [] : [`${formatBytes(compressedBytes)} ${how}`];
  const tar = bytes === null ? [] : [`${formatBytes(bytes)} of tar`];
  const size = [...packed, ...tar].join(', ') || 'an unknown size';
  return `${size} in ${plural(layers, 'layer')}, by a host that has the base`;
}

function noteTexts({ isPrefix, verified, sharedLayers, layers }: BaseDocument, isRead: boolean): string[] {
  const start = `${plural(sharedLayers, 'layer')} shared of the base's ${formatCount(layers)}, and the image does not begin with it: the base was rebuilt, or this was built on another`;
  const claims = 'shared as both images claim: not all of these layers were hashed';
  return [...(isPrefix ? [] : [start]), ...(verified ? [] : [isRead ? `${claims} (--verify)` : claims])];
}

/** What the image says of its base, where that is not the one it is held against. */
function saysLines({ claimed }: BaseDocument, style: TextStyle): string[] {
  if (!claimed) return labelledLines('says', [{ text: 'nothing of what it was built on' }], style);
  const { name, digest, saidBy } = claimed;
  const what = [name, digest].filter((text) => text !== null).map(printable);
  return labelledLines('says', [{ text: `it was built on ${what.join(' ')}` }, { text: `(${saidBy})` }], style);
}

function deadPart(bytes: number, what: string, style: TextStyle): Part {
  const size = formatBytes(bytes);
  const text = `${size} ${what}`;
  return { text, paint: (shown) => (bytes > 0 ? shown.replace(size, (each) => painted(style, 'dead', each)) : shown) };
}
