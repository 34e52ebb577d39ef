import { object, optional, string } from '../../base/shape.ts';
import { printable } from '../../base/text.ts';
import type { Credentials } from '../../config/registry-config.ts';
import { VarveError } from '../../model/error.ts';
import { jsonAs } from '../read-json.ts';
import { readBody, reasonIn } from './answer-body.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import type { HttpAnswer, HttpRequest } from './http.ts';

const MAX_TOKEN_BYTES = 2 ** 20;
const CLIENT_ID = 'varve';

const tokenAnswer = object({ token: optional(string), access_token: optional(string) });

/** What a token is asked for, and with what. */
export interface AccessOptions {
  /** For messages: `host/repository`. */
  readonly name: string;
  readonly repository: string;
  readonly credentials: () => Promise<Credentials | null>;
  /** Sends a request; retries, and never follows it to another host. */
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>;
}

/**
 * The right to read one repository, as docker's token specification and RFC 7617 have it: nothing until the server asks,
 * then a token, or name and password.
 */
export class Access {
  readonly #options: AccessOptions;
  #header: string | undefined;
  #asked: Promise<string | undefined> | undefined;

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /** The `Authorization` header as far as is known. */
  get header(): string | undefined {
    return this.#header;
  }

  /**
   * Answers the challenge of a 401 that came for a request with `used` as its header. Requests that are turned away
   * together ask together, once. `undefined` when there is nothing else to try.
   *
   * @throws VarveError `ACCESS_DENIED`, `NETWORK_FAILED`, `FORMAT_INVALID`
   */
  async answer(challenge: string, from: URL, used: string | undefined): Promise<string | undefined> {
    if (this.#header !== used) return this.#header;
    this.#asked ??= this.#ask(parseChallenges(challenge), from).finally(() => (this.#asked = undefined));
    const header = await this.#asked;
    if (header === used) return undefined;
    this.#header = header;
    return header;
  }

  async #ask(challenges: readonly Challenge[], from: URL): Promise<string | undefined> {
    const credentials = await this.#options.credentials();
    if (credentials?.kind === 'bearer') return `Bearer ${credentials.token}`;
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer) return `Bearer ${await this.#token(bearer, from, credentials)}`;
    const isBasic = challenges.some(({ scheme }) => scheme === 'basic');
    return isBasic && credentials?.kind === 'basic' ? basic(credentials) : undefined;
  }

  async #token({ parameters }: Challenge, from: URL, credentials: Credentials | null): Promise<string> {
    const realm = this.#realm(parameters['realm'], from);
    const service = parameters['service'];
    const scope = parameters['scope'] || `repository:${this.#options.repository}:pull`;
    const answer = await this.#options.send(tokenRequest(realm, { service, scope, credentials }));
    if (answer.status !== 200) {
      throw this.#denied(realm, `HTTP ${answer.status}${await reasonIn(answer)}`, credentials !== null);
    }
    const origin = { input: realm.host, what: 'the token' };
    const bytes = await readBody(answer, `the token of ${realm.host}`, MAX_TOKEN_BYTES);
    const { token, access_token: access } = jsonAs(bytes, origin, tokenAnswer);
    const found = token || access;
    if (!found || !/^[\x21-\x7e]+$/.test(found)) {
      throw new VarveError('NETWORK_FAILED', `${realm.host} answered without a token for ${this.#options.name}`);
    }
    return found;
  }

  /** A token service may stand anywhere, but a password that came by TLS does not leave without it. */
  #realm(text: string | undefined, from: URL): URL {
    const realm = text && URL.canParse(text) ? new URL(text) : undefined;
    if (realm && (realm.protocol === 'https:' || (realm.protocol === 'http:' && from.protocol === 'http:')))
      return realm;
    const shown = realm ? `${realm.protocol}//${realm.host}` : `"${printable(text ?? '')}"`;
    throw new VarveError('ACCESS_DENIED', `${from.host} sends its users for a token to ${shown}, which is not safe`, {
      hint: 'If the registry is your own, ask it without TLS: --plain-http.',
    });
  }

  #denied(realm: URL, said: string, hadLogin: boolean): VarveError {
    const message = `${realm.host} gives no token for ${this.#options.name} (${said})`;
    if (!/^HTTP 40[013]/.test(said)) return new VarveError('NETWORK_FAILED', message);
    return accessDenied(message, hadLogin);
  }
}

/** The error for a door that stays shut. */
export function accessDenied(message: string, hadLogin: boolean): VarveError {
  return new VarveError('ACCESS_DENIED', message, {
    hint: hadLogin
      ? 'The login that was found does not open it: log in again (docker login, skopeo login), or use --creds.'
      : 'Log in first (docker login, skopeo login), or use --creds USER with --password-stdin; or the name is wrong.',
  });
}

function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** GET with a name and a password or with neither; an identity token is changed for an access token by POST (OAuth 2). */
function tokenRequest(
  realm: URL,
  { service, scope, credentials }: { service: string | undefined; scope: string; credentials: Credentials | null },
): HttpRequest {
  if (credentials?.kind === 'identity') {
    const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: CLIENT_ID, scope });
    if (service) form.set('service', service);
    form.set('refresh_token', credentials.token);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url: realm, headers, form: form.toString() };
  }
  const url = new URL(realm);
  if (service) url.searchParams.set('service', service);
  for (const each of scope.split(' ')) url.searchParams.append('scope', each);
  return { method: 'GET', url, headers: credentials?.kind === 'basic' ? { authorization: basic(credentials) } : {} };
}
