import { posix, win32 } from 'node:path';
import type { RemoteOptions } from './remote-options.ts';

/** What decides where settings lie: the user's surroundings. */
export type Surroundings = Pick<RemoteOptions, 'env' | 'home' | 'system'>;

/** Where the settings of docker and the containers tools lie; none of it has to be there. */
export interface Places {
  /** docker's config.json; `isChosen` when the environment says where. */
  readonly dockerConfig: { readonly path: string; readonly isChosen: boolean };
  /** The file of docker before 1.7. */
  readonly dockercfg: string;
  /** Files of `podman login` and `skopeo login`, the first one first. */
  readonly containersAuth: readonly string[];
  /** The first one that is there counts. Beside each may be a folder, and beside the system's also the user's. */
  readonly registriesConf: readonly RegistriesConfPlace[];
  /** All that are there count. */
  readonly daemonJson: readonly string[];
  /** Folders that have a folder for each host, the user's first. */
  readonly certificates: readonly string[];
}

export interface RegistriesConfPlace {
  readonly path: string;
  /** Folders of further files, later ones over earlier ones. */
  readonly folders: readonly string[];
}

/** Where settings lie for a user. */
export function placesOf({ env, home, system }: Surroundings, userId: number | undefined): Places {
  const { join } = system === 'win32' ? win32 : posix;
  const configHome = env['XDG_CONFIG_HOME'] || join(home, '.config');
  const dotDocker = join(home, '.docker');
  // Windows has no /etc: there it would be a folder that any user can make.
  const etc = (...names: string[]) => (system === 'win32' ? [] : [join('/etc', ...names)]);
  const ofDaemon = (...names: string[]) => [
    ...(system === 'linux' ? [] : [join(dotDocker, ...names)]), // Docker Desktop
    join(configHome, 'docker', ...names),
    ...etc('docker', ...names),
  ];
  const programData = system === 'win32' && env['ProgramData'] ? join(env['ProgramData'], 'docker') : undefined;
  return {
    dockerConfig: {
      path: join(env['DOCKER_CONFIG'] || dotDocker, 'config.json'),
      isChosen: Boolean(env['DOCKER_CONFIG']),
    },
    dockercfg: join(home, '.dockercfg'),
    containersAuth: [
      ...new Set([...containersPrimary({ env, home, system }, userId), join(configHome, 'containers', 'auth.json')]),
    ],
    registriesConf: registriesConf({ env, home, system }),
    daemonJson: [...ofDaemon('daemon.json'), ...(programData ? [join(programData, 'config', 'daemon.json')] : [])],
    certificates: [
      join(home, '.config', 'containers', 'certs.d'),
      ...etc('containers', 'certs.d'),
      ...ofDaemon('certs.d'),
      ...(programData ? [join(programData, 'certs.d')] : []),
    ],
  };
}

function containersPrimary({ env, home, system }: Surroundings, userId: number | undefined): readonly string[] {
  const { join } = system === 'win32' ? win32 : posix;
  if (system !== 'linux') return [join(home, '.config', 'containers', 'auth.json')];
  if (env['XDG_RUNTIME_DIR']) return [join(env['XDG_RUNTIME_DIR'], 'containers', 'auth.json')];
  return userId === undefined ? [] : [`/run/containers/${userId}/auth.json`];
}

function registriesConf({ env, home, system }: Surroundings): readonly RegistriesConfPlace[] {
  const { join } = system === 'win32' ? win32 : posix;
  const place = (path: string, ...more: string[]) => ({ path, folders: [`${path}.d`, ...more] });
  const chosen = env['CONTAINERS_REGISTRIES_CONF'];
  if (chosen) return [place(chosen)];
  const user = join(home, '.config', 'containers', 'registries.conf');
  if (system === 'win32') return [place(user)];
  return [place(user), place('/etc/containers/registries.conf', `${user}.d`)];
}
