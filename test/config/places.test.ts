import { expect, it } from 'vitest';
import { placesOf } from '../../src/config/places.ts';

it('knows where settings lie on Linux', () => {
  expect(placesOf({ env: { XDG_RUNTIME_DIR: '/run/user/7' }, home: '/me', system: 'linux' }, 7)).toEqual({
    dockerConfig: { path: '/me/.docker/config.json', isChosen: false },
    dockercfg: '/me/.dockercfg',
    containersAuth: ['/run/user/7/containers/auth.json', '/me/.config/containers/auth.json'],
    registriesConf: [
      { path: '/me/.config/containers/registries.conf', folders: ['/me/.config/containers/registries.conf.d'] },
      {
        path: '/etc/containers/registries.conf',
        folders: ['/etc/containers/registries.conf.d', '/me/.config/containers/registries.conf.d'],
      },
    ],
    daemonJson: ['/me/.config/docker/daemon.json', '/etc/docker/daemon.json'],
    certificates: [
      '/me/.config/containers/certs.d',
      '/etc/containers/certs.d',
      '/me/.config/docker/certs.d',
      '/etc/docker/certs.d',
    ],
  });
});

it('knows where settings lie on macOS', () => {
  const places = placesOf({ env: {}, home: '/me', system: 'darwin' }, 501);
  expect(places.containersAuth).toEqual(['/me/.config/containers/auth.json']);
  expect(places.daemonJson).toEqual([
    '/me/.docker/daemon.json',
    '/me/.config/docker/daemon.json',
    '/etc/docker/daemon.json',
  ]);
});

it('knows where settings lie on Windows, and looks into no folder that any user can make', () => {
  const home = 'C:\\me';
  const places = placesOf({ env: { ProgramData: 'C:\\ProgramData' }, home, system: 'win32' }, undefined);
  expect(places.dockerConfig.path).toBe('C:\\me\\.docker\\config.json');
  expect(places.containersAuth).toEqual(['C:\\me\\.config\\containers\\auth.json']);
  expect(places.registriesConf.map(({ path }) => path)).toEqual(['C:\\me\\.config\\containers\\registries.conf']);
  expect(places.daemonJson.at(-1)).toBe('C:\\ProgramData\\docker\\config\\daemon.json');
  expect(places.certificates.at(-1)).toBe('C:\\ProgramData\\docker\\certs.d');
  expect(JSON.stringify(places)).not.toContain('etc');
});

it.each([
  ['DOCKER_CONFIG', 'dockerConfig', { path: '/x/config.json', isChosen: true }],
  ['XDG_CONFIG_HOME', 'containersAuth', ['/run/containers/7/auth.json', '/x/containers/auth.json']],
  ['XDG_RUNTIME_DIR', 'containersAuth', ['/x/containers/auth.json', '/me/.config/containers/auth.json']],
  ['CONTAINERS_REGISTRIES_CONF', 'registriesConf', [{ path: '/x', folders: ['/x.d'] }]],
] as const)('follows %s', (variable, place, expected) => {
  expect(placesOf({ env: { [variable]: '/x' }, home: '/me', system: 'linux' }, 7)[place]).toEqual(expected);
});

it('takes a variable that is empty for one that is not set', () => {
  const surroundings = { home: '/me', system: 'linux' } as const;
  const env = { DOCKER_CONFIG: '', XDG_CONFIG_HOME: '', XDG_RUNTIME_DIR: '', CONTAINERS_REGISTRIES_CONF: '' };
  expect(placesOf({ ...surroundings, env }, 7)).toEqual(placesOf({ ...surroundings, env: {} }, 7));
});
