import { anyCase, object, optional, record, type Shape, string } from '../base/shape.ts';
import { printable } from '../base/text.ts';
import { DOCKER_HUB_KEY, isDockerHub, namesOfHost } from './docker-hub.ts';
import { invalidSettings } from './invalid-settings.ts';
import { jsonSettings, type SettingsText, shapedSettings } from './settings-text.ts';

/** What an auth file or a helper says of a host. A text that is empty says nothing. */
export interface AuthEntry {
  readonly username: string;
  readonly password: string;
  readonly identityToken: string;
  readonly registryToken: string;
}

/** A program that knows credentials, and the server it is to be asked for. */
export interface HelperCall {
  /** `pass` for the program docker-credential-pass. */
  readonly helper: string;
  readonly server: string;
}

/** docker's config.json and the containers tools' auth.json: one form. */
export interface AuthFile {
  /** As complaints call it. */
  readonly name: string;
  /** By host, URL or, as the containers tools have it, `host/namespace`. Each is read when it is needed. */
  readonly auths: ReadonlyMap<string, unknown>;
  readonly credHelpers: ReadonlyMap<string, string>;
  /** The helper for all hosts that have none of their own; empty for none. */
  readonly credsStore: string;
}

const anything: Shape<unknown> = (value) => value;

// Go reads the names of fields in any letter case.
const document = anyCase(
  ['auths', 'credHelpers', 'credsStore'],
  object({
    auths: optional(record(anything)),
    credHelpers: optional(record(string)),
    credsStore: optional(string),
  }),
);

const entryFields = anyCase(
  ['auth', 'username', 'password', 'identitytoken', 'registrytoken'],
  object({
    auth: optional(string),
    username: optional(string),
    password: optional(string),
    identitytoken: optional(string),
    registrytoken: optional(string),
  }),
);

/**
 * Reads a config.json or an auth.json.
 *
 * @throws VarveError `CONFIG_INVALID`
 */
export function parseAuthFile(text: SettingsText): AuthFile {
  const { auths = {}, credHelpers = {}, credsStore = '' } = jsonSettings(text, document);
  return {
    name: text.name,
    auths: new Map(Object.entries(auths)),
    credHelpers: new Map(Object.entries(credHelpers)),
    credsStore,
  };
}

/**
 * Reads the file of docker before 1.7: nothing but the entries.
 *
 * @throws VarveError `CONFIG_INVALID`
 */
export function parseDockercfg(text: SettingsText): AuthFile {
  const auths = jsonSettings(text, record(anything));
  return { name: text.name, auths: new Map(Object.entries(auths)), credHelpers: new Map(), credsStore: '' };
}

/** The helper that a file names for a host. It is asked by the key it stands under: that is what its login was kept under. */
export function helperFor({ credHelpers, credsStore }: AuthFile, host: string): HelperCall | undefined {
  const key = hostKeys(host).find((each) => credHelpers.has(each));
  const helper = key === undefined ? credsStore : credHelpers.get(key)!;
  return helper === '' ? undefined : { helper, server: key ?? hostKeys(host)[0]! };
}

/**
 * The entry for a repository: of its longest namespace, else of the host, else of a URL with that host.
 *
 * @throws VarveError `CONFIG_INVALID` when that entry is broken
 */
export function entryFor({ name, auths }: AuthFile, host: string, repository: string): AuthEntry | undefined {
  const hosts = new Set(hostKeys(host));
  const keys = [...namespaceKeys(host, repository), ...hosts];
  const key = keys.find((each) => auths.has(each)) ?? [...auths.keys()].find((each) => hosts.has(hostOfKey(each)));
  return key === undefined ? undefined : parseEntry({ name, key, value: auths.get(key) });
}

function hostKeys(host: string): readonly string[] {
  return isDockerHub(host) ? [DOCKER_HUB_KEY, ...namesOfHost(host)] : [host];
}

/** `quay.io/team/app`, `quay.io/team`. */
function namespaceKeys(host: string, repository: string): readonly string[] {
  const parts = repository.split('/');
  const paths = parts.map((_, i) => parts.slice(0, parts.length - i).join('/'));
  return paths.flatMap((path) => namesOfHost(host).map((each) => `${each}/${path}`));
}

/** Old logins were kept under what the user typed. Without a scheme, a path other than the API's is a namespace. */
function hostOfKey(key: string): string {
  const bare = key.replace(/^https?:\/\//, '');
  return bare === key ? key.replace(/\/(?:v[12]\/?)?$/, '') : bare.replace(/\/.*$/s, '');
}

/** One entry of `auths`. */
interface FoundEntry {
  readonly name: string;
  readonly key: string;
  readonly value: unknown;
}

function parseEntry({ name, key, value }: FoundEntry): AuthEntry | undefined {
  const at = `auths[${printable(JSON.stringify(key))}]`;
  const given = shapedSettings(name, () => entryFields(value ?? {}, at));
  const login = given.auth ? decodeAuth(given.auth) : { username: given.username, password: given.password };
  if (!login) throw invalidSettings(name, `${at}.auth should be USER:PASSWORD in base64`);
  const entry = {
    username: login.username ?? '',
    password: login.password ?? '',
    identityToken: given.identitytoken ?? '',
    registryToken: given.registrytoken ?? '',
  };
  return Object.values(entry).some((text) => text !== '') ? entry : undefined;
}

/** The password may hold colons. Old dockers filled up the text with NULs. */
function decodeAuth(auth: string): Pick<AuthEntry, 'username' | 'password'> | undefined {
  const text = Buffer.from(auth, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/^\0+|\0+$/g, '') };
}
