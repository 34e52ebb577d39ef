import { boolean, list, object, optional, ShapeError, string } from '../base/shape.ts';
import { type Address, parseAddress } from './address.ts';
import { type SettingsText, tomlSettings } from './settings-text.ts';

/** Where a registry or a mirror of it lies, and how it is asked. */
export interface Location extends Address {
  readonly isInsecure: boolean;
}

/** A mirror, and whether it is asked for digests, for tags or for both. */
export interface MirrorLocation extends Location {
  readonly serves: 'all' | 'digest-only' | 'tag-only';
}

/** What the files say of the names that begin with a prefix. */
export interface RegistryRule {
  /** `host[:port][/path]`, or `*.host` for all hosts below one. */
  readonly prefix: string;
  /** `null`: names stay as they are. */
  readonly location: Location | null;
  readonly isInsecure: boolean;
  readonly isBlocked: boolean;
  readonly mirrors: readonly MirrorLocation[];
}

/** Registry settings of the containers tools (podman, skopeo, buildah), in the form of version 2. */
export interface RegistriesConf {
  readonly rules: readonly RegistryRule[];
  /** Names of helpers; `containers-auth.json` stands for the files. */
  readonly credentialHelpers: readonly string[] | undefined;
}

const NO_SETTINGS: RegistriesConf = { rules: [], credentialHelpers: undefined };

const document = object({
  registry: optional(list(rule)),
  'credential-helpers': optional(list(string)),
});

/**
 * Reads one file.
 *
 * @throws VarveError `CONFIG_INVALID`
 */
export function parseRegistriesConf(text: SettingsText): RegistriesConf {
  const { registry = [], 'credential-helpers': credentialHelpers } = tomlSettings(text, document);
  return { rules: registry, credentialHelpers };
}

/** Of files in order: a rule, and the list of helpers, takes the place of an earlier one, whole. */
export function mergeRegistriesConf(files: readonly RegistriesConf[]): RegistriesConf {
  return files.reduce((merged, file) => {
    const prefixes = new Set(file.rules.map(({ prefix }) => prefix));
    return {
      rules: [...merged.rules.filter(({ prefix }) => !prefixes.has(prefix)), ...file.rules],
      credentialHelpers: file.credentialHelpers ?? merged.credentialHelpers,
    };
  }, NO_SETTINGS);
}

/** The rule for a name (`host/repository`) and how much of the name its prefix covers; the longest prefix wins, then the last. */
export function findRule(
  { rules }: RegistriesConf,
  name: string,
): { readonly rule: RegistryRule; readonly coveredLength: number } | undefined {
  return rules
    .map((each) => ({ rule: each, coveredLength: coveredBy(each.prefix, name) }))
    .filter(({ coveredLength }) => coveredLength > 0)
    .sort((a, b) => a.rule.prefix.length - b.rule.prefix.length)
    .at(-1);
}

/** How many characters at the front of a name a prefix stands for; 0 when it is no prefix of it. */
function coveredBy(prefix: string, name: string): number {
  if (!prefix.startsWith('*.')) return name === prefix || name.startsWith(`${prefix}/`) ? prefix.length : 0;
  const ending = prefix.slice(1).replace(/[^\w/-]/g, String.raw`\$&`);
  return new RegExp(`^[^/]+${ending}(?::\\d+)?(?=/|$)`).exec(name)?.[0].length ?? 0;
}

const fields = object({
  prefix: optional(string),
  location: optional(string),
  insecure: optional(boolean),
  blocked: optional(boolean),
  'mirror-by-digest-only': optional(boolean),
  mirror: optional(list(mirror)),
});

/** A prefix that is not given is the location. One that ends with a tag or a digest is never found: names come without. */
function rule(value: unknown, at: string): RegistryRule {
  const given = fields(value, at);
  const { location, insecure: isInsecure = false, blocked: isBlocked = false, mirror: mirrors = [] } = given;
  const prefix = (given.prefix || location || '').replace(/\/+$/, '');
  if (prefix === '' || prefix.includes('://')) {
    throw new ShapeError(`${at} should have a prefix or a location: a host with or without a path, no scheme`);
  }
  return {
    prefix,
    location: location ? { ...address(location, `${at}.location`), isInsecure } : null,
    isInsecure,
    isBlocked,
    mirrors: given['mirror-by-digest-only'] ? mirrors.map((each) => ({ ...each, serves: 'digest-only' })) : mirrors,
  };
}

const mirrorFields = object({
  location: string,
  insecure: optional(boolean),
  'pull-from-mirror': optional(serves),
});

function mirror(value: unknown, at: string): MirrorLocation {
  const { location, insecure: isInsecure = false, 'pull-from-mirror': served = 'all' } = mirrorFields(value, at);
  return { ...address(location, `${at}.location`), isInsecure, serves: served };
}

function serves(value: unknown, at: string): MirrorLocation['serves'] {
  if (value === '' || value === 'all') return 'all';
  if (value === 'digest-only' || value === 'tag-only') return value;
  throw new ShapeError(`${at} should be all, digest-only or tag-only`);
}

function address(text: string, at: string): Address {
  const parsed = parseAddress(text);
  if (!parsed) throw new ShapeError(`${at} should be a host with or without a path, no scheme`);
  return parsed;
}
