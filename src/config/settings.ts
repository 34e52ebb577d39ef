import { type AuthFile, parseAuthFile, parseDockercfg } from './auth-file.ts';
import { type DaemonSettings, NO_DAEMON, parseDaemonJson } from './daemon-json.ts';
import { unlessInvalid } from './invalid-settings.ts';
import { oncePerKey } from './once.ts';
import { type Places, placesOf } from './places.ts';
import { mergeRegistriesConf, parseRegistriesConf, type RegistriesConf } from './registries-conf.ts';
import type { RemoteOptions } from './remote-options.ts';
import type { SettingsDisk } from './settings-file.ts';
import type { SettingsText } from './settings-text.ts';

/** The files of docker and the containers tools. Each is read when it is first asked for, and once. */
export interface Settings {
  readonly places: Places;
  /** `undefined` when there is no such file. @throws VarveError `CONFIG_INVALID` */
  authFile(path: string): Promise<AuthFile | undefined>;
  /** @throws VarveError `CONFIG_INVALID` */
  registries(): Promise<RegistriesConf>;
  /**
   * All of docker's daemon. Files of its that are broken or not for the user's eyes are passed over: they only make
   * things easier (mirrors, insecure hosts), so that without them nothing is done that they forbid.
   */
  daemon(): Promise<DaemonSettings>;
}

/** The settings on a disk. */
export function settingsOn(disk: SettingsDisk, options: RemoteOptions): Settings {
  const places = placesOf(options, disk.userId);
  const registries = oncePerKey(() => readRegistries(disk, places));
  const daemon = oncePerKey(() => readDaemon(disk, places, options.trace));
  return {
    places,
    authFile: oncePerKey((path) => readAuthFile(disk, path, path === places.dockercfg)),
    registries: () => registries(''),
    daemon: () => daemon(''),
  };
}

async function readAuthFile(disk: SettingsDisk, path: string, isDockercfg: boolean): Promise<AuthFile | undefined> {
  const text = await textAt(disk, path);
  return text && (isDockercfg ? parseDockercfg(text) : parseAuthFile(text));
}

/** A user's file takes the place of the system's and of the folder beside that, as the containers tools have it. */
async function readRegistries(disk: SettingsDisk, { registriesConf }: Places): Promise<RegistriesConf> {
  const files: RegistriesConf[] = [];
  for (const { path, folders } of registriesConf) {
    const text = await textAt(disk, path);
    if (!text && path !== registriesConf.at(-1)?.path) continue;
    if (text) files.push(parseRegistriesConf(text));
    for (const folder of folders) files.push(...(await readFolder(disk, folder)));
    break;
  }
  return mergeRegistriesConf(files);
}

async function readFolder(disk: SettingsDisk, folder: string): Promise<readonly RegistriesConf[]> {
  const names = (await disk.list(folder)).filter((name) => name.endsWith('.conf'));
  const texts = await Promise.all(names.map((name) => textAt(disk, `${folder}/${name}`)));
  return texts.flatMap((text) => (text ? parseRegistriesConf(text) : []));
}

async function readDaemon(
  disk: SettingsDisk,
  { daemonJson }: Places,
  trace: RemoteOptions['trace'],
): Promise<DaemonSettings> {
  const read = async (path: string) => {
    const text = await textAt(disk, path);
    return text ? parseDaemonJson(text) : NO_DAEMON;
  };
  const files = await Promise.all(daemonJson.map((path) => unlessInvalid(trace, NO_DAEMON, () => read(path))));
  return { mirrors: files.flatMap(({ mirrors }) => mirrors), insecure: files.flatMap(({ insecure }) => insecure) };
}

async function textAt(disk: SettingsDisk, path: string): Promise<SettingsText | undefined> {
  const bytes = await disk.read(path);
  return bytes && { name: path, bytes };
}
