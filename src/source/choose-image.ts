import { printable } from '../base/text.ts';
import { parseDigest, shortDigest } from '../model/digest.ts';
import { VarveError } from '../model/error.ts';
import { canonicalName, parseImageName } from '../model/image-name.ts';
import type { Platform } from '../model/manifest.ts';
import { defaultPlatform, formatPlatform, platformRank } from '../model/platform.ts';
import type { ImageEntry } from './image-source.ts';

/** What the user said about which image is meant. */
export interface Choice {
  /** `--image`, or what followed the path: a name, `@N`, a digest or the start of one. */
  readonly image?: string | undefined;
  readonly platform?: Platform | undefined;
  /** As Go or Node call it. */
  readonly hostArchitecture: string;
}

/** The image that is meant. */
export interface Chosen {
  readonly entry: ImageEntry;
  /** What the user should know about the choice, as a sentence. */
  readonly note?: string;
}

/** An entry with its number in the source's list, which `@N` names. */
interface Numbered {
  readonly entry: ImageEntry;
  readonly number: number;
}

const SHOWN_LINES = 10;
const SHOWN_NAMES = 3;
/** Fewer digits are a name. */
const MIN_DIGITS = 6;

/**
 * Picks one of a source's images: by name, number or digest first, then by platform. A lone image is always taken.
 *
 * @throws VarveError `IMAGE_NOT_FOUND`, `IMAGE_AMBIGUOUS`, both with the images there are; `USAGE`
 */
export function chooseImage(entries: readonly ImageEntry[], { image, platform, hostArchitecture }: Choice): Chosen {
  const all = entries.map((entry, number) => ({ entry, number }));
  const named = image === undefined || image === '' ? all : byText(all, image);
  const wanted = platform ?? defaultPlatform(hostArchitecture);
  if (named.length === 1) return lone(named[0]!.entry, wanted);
  const fitting = bestOfEach(named, (offered) => (offered ? platformRank(wanted, offered) : platform ? undefined : 0));
  if (fitting.length === 1) return { entry: fitting[0]!.entry };
  if (fitting.length === 0 && platform) throw noPlatform(named, platform);
  const several = fitting.length > 0 ? fitting : named;
  throw ambiguous(
    several,
    image
      ? `${several.length} images fit ${printable(image)}`
      : `there are ${several.length} images and none is chosen`,
  );
}

function lone(entry: ImageEntry, wanted: Platform): Chosen {
  if (!entry.platform || platformRank(wanted, entry.platform) !== undefined) return { entry };
  return {
    entry,
    note: `the only image here is for ${formatPlatform(entry.platform)}, not for ${formatPlatform(wanted)}; it is taken all the same`,
  };
}

/** Of the images that go by one name, those whose platform ranks best; images of different names do not compete. */
function bestOfEach(
  images: readonly Numbered[],
  rankOf: (platform: Platform | null) => number | undefined,
): readonly Numbered[] {
  const best = new Map<string, number>();
  const ranked = images.flatMap((each) => {
    const rank = rankOf(each.entry.platform);
    if (rank === undefined) return [];
    const family = [...each.entry.names, ...(each.entry.within ?? []).slice(0, 1)].join(' ');
    best.set(family, Math.min(rank, best.get(family) ?? rank));
    return [{ each, rank, family }];
  });
  return ranked.filter(({ rank, family }) => best.get(family) === rank).map(({ each }) => each);
}

function byText(images: readonly Numbered[], text: string): readonly Numbered[] {
  const found = byNumber(images, text) ?? byName(images, text) ?? byDigest(images, text) ?? byTag(images, text);
  if (found) return found;
  throw new VarveError(
    'IMAGE_NOT_FOUND',
    `no image is called ${printable(text)}; there ${images.length === 1 ? 'is' : 'are'}:${listed(images)}`,
    { hint: hint(images) },
  );
}

/** `@N`, as skopeo counts: from 0, in the order of the source's list. */
function byNumber(images: readonly Numbered[], text: string): readonly Numbered[] | undefined {
  if (!text.startsWith('@') || parseDigest(text.slice(1))) return undefined;
  if (!/^@\d+$/.test(text)) {
    throw new VarveError('USAGE', `${printable(text)} does not name an image`, {
      hint: 'Write @0 for the first image, @1 for the second.',
    });
  }
  const found = images[Number(text.slice(1))];
  return found && [found];
}

function byName(images: readonly Numbered[], text: string): readonly Numbered[] | undefined {
  const exact = images.filter(({ entry }) => entry.names.includes(text));
  const canonical = canonicalName(text);
  return someOf(
    exact.length > 0
      ? exact
      : images.filter(({ entry }) => entry.names.some((name) => canonicalName(name) === canonical)),
  );
}

/** `sha256:…` or its hexadecimal part, whole or the start; what stands before an `@` is only decoration. */
function byDigest(images: readonly Numbered[], text: string): readonly Numbered[] | undefined {
  const start = /^(?:.*@)?((?:sha256:|sha512:)?[0-9a-f]+)$/s.exec(text)?.[1] ?? '';
  const [algorithm, digits] = start.includes(':') ? start.split(':') : [undefined, start];
  if (digits!.length < MIN_DIGITS) return undefined;
  const fits = (digest: string) =>
    digest.startsWith(digits!, digest.indexOf(':') + 1) && (!algorithm || digest.startsWith(algorithm));
  const digestsOf = ({ entry }: Numbered) =>
    [entry.digest, entry.configDigest, ...(entry.within ?? [])].filter((each) => each !== null);
  const found = images.filter((each) => digestsOf(each).some(fits));
  const digests = new Set(found.map((each) => digestsOf(each).find(fits)));
  if (digests.size > 1) throw ambiguous(found, `several digests begin with ${start}`);
  return someOf(found);
}

/** In an index of one repository people know the images by their tags alone. */
function byTag(images: readonly Numbered[], text: string): readonly Numbered[] | undefined {
  const found = images.filter(({ entry }) => entry.names.some((name) => parseImageName(name)?.tag === text));
  const names = new Set(found.map(({ entry }) => entry.names.join(' ')));
  return names.size === 1 ? found : undefined;
}

function someOf(images: readonly Numbered[]): readonly Numbered[] | undefined {
  return images.length > 0 ? images : undefined;
}

function noPlatform(images: readonly Numbered[], wanted: Platform): VarveError {
  const offered = images.flatMap(({ entry }) => (entry.platform ? [formatPlatform(entry.platform)] : []));
  const there = [...new Set(offered)].slice(0, SHOWN_LINES).join(', ');
  return new VarveError(
    'IMAGE_NOT_FOUND',
    `there is no image for ${formatPlatform(wanted)}; there is one for ${there || 'no known platform'}`,
  );
}

function ambiguous(images: readonly Numbered[], why: string): VarveError {
  return new VarveError('IMAGE_AMBIGUOUS', `${why}:${listed(images)}`, { hint: hint(images) });
}

/** Names differ: the name chooses. Only the platforms differ: the platform does. */
function hint(images: readonly Numbered[]): string {
  const [first, second] = images.map(({ entry }) => entry);
  const byPlatform = first?.platform && second?.platform && first.names.join(' ') === second.names.join(' ');
  if (byPlatform) return `Choose one with --platform: --platform ${formatPlatform(first.platform)}.`;
  return `Choose one with --image: --image ${printable(first?.names[0] ?? '@0')}.`;
}

function listed(images: readonly Numbered[]): string {
  const lines = images.slice(0, SHOWN_LINES).map(({ entry, number }) => `\n  @${number}  ${described(entry)}`);
  const more = images.length - lines.length;
  return `${lines.join('')}${more > 0 ? `\n  and ${more} more` : ''}`;
}

function described({ names, platform, digest }: ImageEntry): string {
  const shown = names.length > 0 ? names.slice(0, SHOWN_NAMES).map(printable).join(', ') : '<none>';
  const more = names.length > SHOWN_NAMES ? [`and ${names.length - SHOWN_NAMES} more names`] : [];
  return [
    shown,
    ...more,
    ...(platform ? [formatPlatform(platform)] : []),
    ...(digest ? [printable(shortDigest(digest))] : []),
  ].join('  ');
}
