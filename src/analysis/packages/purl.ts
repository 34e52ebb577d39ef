import type { Claim, Distribution, PackageType } from './claim.ts';

interface Parts {
  readonly namespace?: string;
  readonly name: string;
  readonly qualifiers?: Readonly<Record<string, string | undefined>>;
}

/**
 * The package URL of a claim, as the purl specification and its list of types spell it. Our own, because packageurl-js
 * throws at half a surrogate pair and leaves `+` as it is.
 */
export function purlOf(claim: Claim, distribution: Distribution | undefined): string {
  const { namespace = '', name, qualifiers = {} } = PARTS[claim.type](claim, distribution);
  const path = [...namespace.split('/'), name]
    .filter((part) => part !== '')
    .map(encoded)
    .join('/');
  const plain = claim.type === 'rpm' ? claim.version.replace(EPOCH, '') : claim.version;
  const version = plain === '' ? '' : `@${encoded(plain)}`;
  const pairs = Object.entries(qualifiers).flatMap(([key, value]) => (value ? [`${key}=${encoded(value)}`] : []));
  return `pkg:${claim.type}/${path}${version}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}

/** Namespace, name and qualifiers (in the order of their keys) of each type. */
const PARTS: Readonly<Record<PackageType, (claim: Claim, distribution: Distribution | undefined) => Parts>> = {
  deb: (claim, distribution) => ofDistribution(claim, distribution, 'debian'),
  apk: (claim, distribution) => ofDistribution(claim, distribution, 'alpine'),
  rpm: rpmParts,
  npm: ({ name }) => splitAtLast(name),
  pypi: ({ name }) => ({ name: name.toLowerCase().replaceAll('_', '-') }),
  gem: ({ name, arch }) => ({ name, qualifiers: { platform: arch } }),
  golang: ({ name }) => splitAtLast(name.toLowerCase()),
  cargo: ({ name }) => ({ name }),
  maven: ({ name }) => splitAtLast(name),
  composer: ({ name }) => splitAtLast(name.toLowerCase()),
};

const EPOCH = /^\d+:/;

/** The epoch is no part of the version. */
function rpmParts(claim: Claim, distribution: Distribution | undefined): Parts {
  const { namespace, name, qualifiers } = ofDistribution(claim, distribution, '');
  const epoch = EPOCH.exec(claim.version)?.[0].slice(0, -1);
  return {
    namespace: namespace ?? '',
    name,
    qualifiers: { arch: claim.arch, distro: qualifiers?.['distro'], epoch, upstream: claim.source },
  };
}

function ofDistribution({ name, arch, source }: Claim, distribution: Distribution | undefined, usual: string): Parts {
  const { id = usual, version = '' } = distribution ?? {};
  const distro = distribution && [id, version].filter((part) => part !== '').join('-');
  return { namespace: id.toLowerCase(), name: name.toLowerCase(), qualifiers: { arch, distro, upstream: source } };
}

function splitAtLast(name: string): Parts {
  const slash = name.lastIndexOf('/');
  return { namespace: name.slice(0, Math.max(0, slash)), name: name.slice(slash + 1) };
}

/** Letters, digits, `.-_~` and the colon stand as they are; all else is escaped byte by byte. */
function encoded(text: string): string {
  // By way of bytes, because half a surrogate pair cannot be escaped.
  const escaped = encodeURIComponent(Buffer.from(text).toString()).replaceAll('%3A', ':');
  return escaped.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
