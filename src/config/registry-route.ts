import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import { type Address, joinPaths, type MirrorAddress, parseMirrorAddress } from './address.ts';
import type { DaemonSettings } from './daemon-json.ts';
import { apiHost, isDockerHub } from './docker-hub.ts';
import { invalidSettings } from './invalid-settings.ts';
import { isInsecureHost } from './insecure-hosts.ts';
import { findRule, type RegistriesConf, type RegistryRule } from './registries-conf.ts';
import type { RemoteOptions } from './remote-options.ts';

/** A repository, as the user names it. */
export interface RepositoryName {
  /** `docker.io` for Docker Hub. */
  readonly host: string;
  readonly repository: string;
}

/** One host to ask for a repository. */
export interface Stop {
  /** `host[:port]` as it stands in the URL; Docker Hub's is registry-1.docker.io. */
  readonly host: string;
  /** The repository's name there. */
  readonly repository: string;
  /** Tried in this order. */
  readonly schemes: readonly ('https' | 'http')[];
  readonly verifyTls: boolean;
  /** Whether it stands in for the host that the user named, by registries.conf's location, too: logins there are not for it. */
  readonly isMirror: boolean;
}

/** All that decides where a repository is asked for. */
export interface RouteSettings {
  readonly options: Pick<RemoteOptions, 'mirrors' | 'plainHttp' | 'tlsVerify'>;
  readonly registries: RegistriesConf;
  readonly daemon: DaemonSettings;
}

/**
 * The hosts to ask for a repository, in order: mirrors that the user names, those of registries.conf, those that docker
 * has for Docker Hub, the registry itself. Some mirrors serve digests or tags only.
 *
 * @throws VarveError `ACCESS_DENIED` when registries.conf blocks it; `CONFIG_INVALID`; `USAGE` for a mirror of the user's
 */
export function routeTo(name: RepositoryName, byDigest: boolean, settings: RouteSettings): readonly Stop[] {
  const { options, registries, daemon } = settings;
  const fullName = `${name.host}/${name.repository}`;
  const { rule, coveredLength } = findRule(registries, fullName) ?? { rule: NO_RULE, coveredLength: 0 };
  if (rule.isBlocked) throw blocked(fullName, rule.prefix);
  const rest = fullName.slice(coveredLength).replace(/^\//, '');
  const registry = rule.location ? moved(rule.location, rest) : name;
  const mirrors = rule.mirrors.filter(({ serves }) => serves === 'all' || (serves === 'digest-only') === byDigest);
  const hubMirrors = isDockerHub(registry.host) ? daemon.mirrors : [];
  const stop = (place: RepositoryName, manner: Manner) => stopAt(place, manner, settings);
  return [
    ...options.mirrors
      .map((mirror, i) => usersMirror(mirror, i))
      .map((mirror) => stop(moved(mirror, name.repository), { isMirror: true, isUsers: true, scheme: mirror.scheme })),
    ...mirrors.map((mirror) => stop(moved(mirror, rest), { isMirror: true, isInsecure: mirror.isInsecure })),
    ...hubMirrors.map((mirror) => stop(moved(mirror, registry.repository), { isMirror: true, scheme: mirror.scheme })),
    stop(registry, { isMirror: registry.host !== name.host, isUsers: true, isInsecure: rule.isInsecure }),
  ];
}

const NO_RULE: RegistryRule = { prefix: '', location: null, isInsecure: false, isBlocked: false, mirrors: [] };

/** What is known of a host but its name. */
interface Manner {
  readonly isMirror: boolean;
  readonly isInsecure?: boolean;
  /** The one scheme to use, where one was written. */
  readonly scheme?: MirrorAddress['scheme'];
  /** Whether the user named it: --plain-http and --tls-verify speak of those. */
  readonly isUsers?: boolean;
}

function stopAt({ host, repository }: RepositoryName, manner: Manner, { options, daemon }: RouteSettings): Stop {
  const { isMirror, isUsers, scheme } = manner;
  const isUnverified = isUsers && !options.tlsVerify;
  const isInsecure = manner.isInsecure || isUnverified || isInsecureHost(host, daemon.insecure);
  const usual = isInsecure ? (['https', 'http'] as const) : (['https'] as const);
  const only = scheme ?? (isUsers && options.plainHttp ? 'http' : undefined);
  return { host: apiHost(host), repository, schemes: only ? [only] : usual, verifyTls: !isInsecure, isMirror };
}

/** The name at another address; `rest` is what follows a prefix, or a whole repository. */
function moved({ host, path }: Address, rest: string): RepositoryName {
  const repository = joinPaths(path, rest);
  if (repository !== '') return { host, repository };
  throw invalidSettings('registries.conf', `a location for a whole repository should not be a host alone: ${host}`);
}

/** What is wrong is not quoted: people put passwords there. */
function usersMirror(text: string, i: number): MirrorAddress {
  const mirror = parseMirrorAddress(text);
  if (mirror) return mirror;
  throw new VarveError('USAGE', `mirror ${i + 1} should be HOST[:PORT][/PREFIX], with or without http:// or https://`, {
    hint: 'Credentials for a mirror are looked up like those for a registry: leave them out.',
  });
}

function blocked(name: string, prefix: string): VarveError {
  const message = `asking for ${printable(name)}: registries.conf blocks ${printable(prefix)}`;
  return new VarveError('ACCESS_DENIED', message, {
    hint: 'CONTAINERS_REGISTRIES_CONF may name another registries.conf.',
  });
}
