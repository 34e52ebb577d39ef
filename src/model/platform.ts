import { printable } from '../base/text.ts';
import { VarveError } from './error.ts';
import type { Platform } from './manifest.ts';

/** Other names of architectures: the kernel's, Debian's, Node's. What they stand for may fix a variant, too. */
const ARCHITECTURES: Readonly<Record<string, readonly [string, string?]>> = {
  x86_64: ['amd64'],
  'x86-64': ['amd64'],
  x64: ['amd64'],
  i386: ['386'],
  i686: ['386'],
  ia32: ['386'],
  aarch64: ['arm64'],
  armhf: ['arm', 'v7'],
  armel: ['arm', 'v6'],
  ppc64: ['ppc64le'],
  mips64el: ['mips64le'],
  mipsel: ['mipsle'],
};

/** The lowest variant of an architecture that has numbered ones; an image without a variant counts below it. */
const LOWEST_VARIANT: Readonly<Record<string, number>> = { arm: 5, arm64: 8, amd64: 1 };

/**
 * Reads `os/arch[/variant]` as people type it; other names of an architecture (`x86_64`, `aarch64`) are understood.
 *
 * @throws VarveError `USAGE`
 */
export function parsePlatform(text: string): Platform {
  if (!isPlatform(text)) {
    throw new VarveError('USAGE', `${printable(text)} is not a platform`, {
      hint: 'Write it as os/arch or os/arch/variant: linux/amd64, linux/arm/v7.',
    });
  }
  const [os, architecture, variant] = text.toLowerCase().split('/') as [string, string, string?];
  return normal({ os: os === 'macos' ? 'darwin' : os, architecture, variant: variant ?? null });
}

/** Whether the text has the form of a platform; what configs say of theirs need not. */
export function isPlatform(text: string): boolean {
  return /^[a-z0-9_.-]+(?:\/[a-z0-9_.-]+){1,2}$/i.test(text);
}

/** The platform that is meant when none is named: Linux on this machine's architecture (as Go or Node call it). */
export function defaultPlatform(hostArchitecture: string): Platform {
  return normal({ os: 'linux', architecture: hostArchitecture, variant: null });
}

/** `linux/arm64/v8`, printable. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return printable([os, architecture, ...(variant ? [variant] : [])].join('/'));
}

/**
 * How well an image's platform serves the one that is wanted: 0 is best, `undefined` is not at all.
 * Variants fall back as docker's do: arm v7, v6, v5, none; arm64 v8, none. Without a wanted variant the highest is best.
 */
export function platformRank(wanted: Platform, offered: Platform): number | undefined {
  const [want, offer] = [normal(wanted), normal(offered)];
  if (want.os !== offer.os || want.architecture !== offer.architecture) return undefined;
  const rank = variantLadder(want).indexOf(offer.variant);
  return rank < 0 ? undefined : rank;
}

/** The variants that will do, best first. */
function variantLadder({ architecture, variant }: Platform): readonly (string | null)[] {
  const lowest = LOWEST_VARIANT[architecture];
  if (lowest === undefined) return [variant];
  if (variant === null) return architecture === 'arm' ? [null, 'v7', 'v6', 'v5'] : [null, `v${lowest}`];
  const highest = Number(/^v(\d{1,2})$/.exec(variant)?.[1] ?? Number.NaN);
  const lower = Array.from({ length: Math.max(0, highest - lowest) || 0 }, (_, i) => `v${highest - 1 - i}`);
  return [variant, ...lower, null];
}

function normal({ os, architecture, variant }: Platform): Platform {
  const known = ARCHITECTURES[architecture];
  return known ? { os, architecture: known[0], variant: variant ?? known[1] ?? null } : { os, architecture, variant };
}
