import type { AuthEntry } from './auth-file.ts';
import { type Certificates, certificatesFor } from './certificates.ts';
import { askHelper } from './credential-helper.ts';
import { credentialSearch } from './credential-search.ts';
import { DOCKER_HUB, isDockerHub } from './docker-hub.ts';
import { oncePerKey } from './once.ts';
import { type RepositoryName, routeTo, type Stop } from './registry-route.ts';
import type { RemoteOptions } from './remote-options.ts';
import { settingsOn } from './settings.ts';
import { localDisk } from './settings-file.ts';

/** One host to ask for a repository, and how. */
export interface Endpoint extends Stop, Certificates {}

/** What a registry is shown: a name and a password, or a token to be exchanged for others, or one to be used as it is. */
export type Credentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'identity'; readonly token: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** How registries are reached, and with whose credentials. Settings are read when they are needed, and once. */
export interface RegistryConfig {
  /**
   * The hosts to ask for a repository: mirrors first, the registry itself last. `byDigest`: mirrors may be for digests or
   * for tags only.
   *
   * @throws VarveError `CONFIG_INVALID`, `ACCESS_DENIED` when registries.conf blocks it, `USAGE` for a mirror option
   */
  endpoints(name: RepositoryName, byDigest: boolean): Promise<readonly Endpoint[]>;
  /**
   * The credentials for a repository on a host, which is the user's or an endpoint's; `null`: ask anonymously. The user's
   * own login is given for hosts only that {@link endpoints} was asked for (before it was: for all).
   *
   * @throws VarveError `CONFIG_INVALID`
   */
  credentials(host: string, repository: string): Promise<Credentials | null>;
}

const HELPER_TIMEOUT_MS = 30_000;

/** What the user, docker and the containers tools say of registries. */
export function registryConfig(options: RemoteOptions, ofMachine = localDisk()): RegistryConfig {
  const disk = { ...ofMachine, read: oncePerKey((path) => ofMachine.read(path)) };
  const settings = settingsOn(disk, options);
  const { env, system, login } = options;
  const askOnce = oncePerKey((call) => {
    const [helper = '', server = ''] = call.split('\n');
    return askHelper({ helper, server }, { env, system, timeoutMs: HELPER_TIMEOUT_MS });
  });
  const search = credentialSearch({
    options,
    settings,
    askHelper: ({ helper, server }) => askOnce(`${helper}\n${server}`),
  });
  const certificates = oncePerKey((host) => certificatesFor(host, { options, places: settings.places, disk }));
  const namedHosts = new Set<string>();
  return {
    async endpoints(name, byDigest) {
      namedHosts.add(usualName(name.host));
      const [registries, daemon] = [await settings.registries(), await settings.daemon()];
      const route = routeTo(name, byDigest, { options, registries, daemon });
      return Promise.all(route.map(async (stop) => ({ ...stop, ...(await certificates(usualName(stop.host))) })));
    },
    async credentials(host, repository) {
      const isNamed = namedHosts.size === 0 || namedHosts.has(usualName(host));
      if (login && isNamed) return { kind: 'basic', ...login };
      const entry = await search(host, repository);
      return entry ? credentialsOf(entry) : null;
    },
  };
}

/** Docker Hub is known by the name that users give it. */
function usualName(host: string): string {
  return isDockerHub(host) ? DOCKER_HUB : host;
}

function credentialsOf({ username, password, identityToken, registryToken }: AuthEntry): Credentials {
  if (registryToken !== '') return { kind: 'bearer', token: registryToken };
  if (identityToken !== '') return { kind: 'identity', token: identityToken };
  // Helpers have no other field for it.
  return username === '<token>' ? { kind: 'identity', token: password } : { kind: 'basic', username, password };
}
