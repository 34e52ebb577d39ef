import { printable } from '../base/text.ts';
import { during } from '../model/error.ts';
import { type AuthEntry, type AuthFile, entryFor, helperFor, type HelperCall, parseAuthFile } from './auth-file.ts';
import { DOCKER_HUB, isDockerHub } from './docker-hub.ts';
import { invalidSettings } from './invalid-settings.ts';
import type { RemoteOptions } from './remote-options.ts';
import type { Settings } from './settings.ts';

/** Where credentials are looked for. */
export interface CredentialPlaces {
  readonly options: Pick<RemoteOptions, 'env' | 'authfile' | 'trace'>;
  readonly settings: Settings;
  readonly askHelper: (call: HelperCall) => Promise<AuthEntry | undefined>;
}

/** Asked for a host and a repository there. */
type Look = (host: string, repository: string) => Promise<AuthEntry | undefined>;

/** One of the places, and what complaints and traces call it. */
interface Place {
  readonly name: string;
  readonly look: Look;
}

/** In the list of helpers of registries.conf, the files of the containers tools. */
const FILES = 'containers-auth.json';

/**
 * Looks for the credentials of a repository in one place after the other; the first that knows some has the word.
 *
 * What the user says in the environment comes first. Of what lies in the home, the files of podman and skopeo come
 * before docker's, which is their order; docker itself has none to give. Who uses only docker has no such files, and who
 * uses both has one there from a login of this session. The other way round, a `credsStore` of docker's would be asked
 * for every host, or be missed where it is not installed, although `podman login` left all that is needed.
 *
 * @throws VarveError `CONFIG_INVALID`
 */
export function credentialSearch(places: CredentialPlaces): Look {
  const { authfile, trace } = places.options;
  return async (host, repository) => {
    for await (const { name, look } of authfile === undefined ? allPlaces(places) : chosenPlace(authfile, places)) {
      const entry = await look(host, repository);
      if (!entry) continue;
      trace(`credentials of ${printable(host)}: from ${printable(name)}`);
      return entry;
    }
    trace(`credentials of ${printable(host)}: none`);
    return undefined;
  };
}

async function* chosenPlace(path: string, places: CredentialPlaces): AsyncGenerator<Place> {
  const file = await places.settings.authFile(path);
  if (!file) throw invalidSettings(path, 'there is no such file', 'Check what --authfile says.');
  yield inFile(file, places);
}

async function* allPlaces(places: CredentialPlaces): AsyncGenerator<Place> {
  const { env } = places.options;
  const { dockerConfig, dockercfg } = places.settings.places;
  const said = env['DOCKER_AUTH_CONFIG'];
  if (said) {
    yield inFile(parseAuthFile({ name: '$DOCKER_AUTH_CONFIG', bytes: new TextEncoder().encode(said) }), places);
  }
  if (env['REGISTRY_AUTH_FILE']) yield* atPath(env['REGISTRY_AUTH_FILE'], places);
  if (dockerConfig.isChosen) yield* atPath(dockerConfig.path, places);
  yield* containersPlaces(places);
  if (!dockerConfig.isChosen) yield* atPath(dockerConfig.path, places);
  yield* atPath(dockercfg, places);
}

/** The containers tools' own files, or what registries.conf lists in place of them. */
async function* containersPlaces(places: CredentialPlaces): AsyncGenerator<Place> {
  const { credentialHelpers = [FILES] } = await places.settings.registries();
  for (const helper of credentialHelpers) {
    if (helper !== FILES) yield inHelper(helper, places);
    else for (const path of places.settings.places.containersAuth) yield* atPath(path, places);
  }
}

async function* atPath(path: string, places: CredentialPlaces): AsyncGenerator<Place> {
  const file = await places.settings.authFile(path);
  if (file) yield inFile(file, places);
}

/** docker's order: the helper, of the host or of all, before what the file itself holds. */
function inFile(file: AuthFile, { askHelper }: CredentialPlaces): Place {
  const { name } = file;
  return {
    name,
    async look(host, repository) {
      const call = helperFor(file, host);
      const entry = call && (await during(asSaid(name), () => askHelper(call)));
      return entry ?? entryFor(file, host, repository);
    },
  };
}

function inHelper(helper: string, { askHelper }: CredentialPlaces): Place {
  const name = 'registries.conf';
  const server = (host: string) => (isDockerHub(host) ? DOCKER_HUB : host);
  return { name, look: (host) => during(asSaid(name), () => askHelper({ helper, server: server(host) })) };
}

function asSaid(name: string): string {
  return `as ${printable(name)} says`;
}
