import { JsonError, parseJson } from '../../base/json.ts';
import { isObject } from '../../base/shape.ts';
import { printable } from '../../base/text.ts';
import type { Credentials, Endpoint } from '../../config/registry-config.ts';
import type { RemoteOptions } from '../../config/remote-options.ts';
import { VarveError } from '../../model/error.ts';
import { attempt } from '../attempt.ts';
import { Access, accessDenied } from './access.ts';
import { readBody } from './answer-body.ts';
import { type Http, type HttpAnswer, type HttpRequest, openHttp, type Patience } from './http.ts';
import { isAboutTls, isAbsent, reasonFor } from './network-error.ts';
import { isPassing, Retries } from './retry.ts';

const MAX_REDIRECTS = 10;
const MAX_ERROR_BYTES = 64 * 1024;
const SHOWN_CHARACTERS = 300;
const USER_AGENT = 'varve';

/** What a client needs beside the endpoint; times are shorter in tests. */
export interface ClientOptions {
  /** `host/repository` as people know it, for messages. Printable. */
  readonly name: string;
  readonly remote: RemoteOptions;
  readonly credentials: () => Promise<Credentials | null>;
  readonly patience?: Patience | undefined;
  readonly firstPauseMs?: number | undefined;
}

/** Asks one host for one repository: with the user's login when it wants one, again when it fails in passing. */
export class RegistryClient {
  readonly endpoint: Endpoint;
  /** `host/repository`, for messages. */
  readonly name: string;
  readonly #options: ClientOptions;
  readonly #access: Access;
  #http: Http | undefined;
  #scheme: 'https' | 'http' | undefined;
  /** A host that answered before and does not now will be back: it is waited for. */
  #hasAnswered = false;

  constructor(endpoint: Endpoint, options: ClientOptions) {
    this.endpoint = endpoint;
    this.#options = options;
    this.name = options.name;
    const { repository } = endpoint;
    this.#access = new Access({
      ...{ name: this.name, repository, credentials: options.credentials },
      send: (request) => this.#persistently(request),
    });
  }

  /** Pauses between tries, for what is done with answers. */
  retries(): Retries {
    return new Retries(this.#options.firstPauseMs);
  }

  /**
   * Asks for `path` below the repository (`manifests/1.0`). Gives every answer but those that mean no access or a passing
   * failure that did not pass; redirects are followed, to another host without the login.
   *
   * @throws VarveError `NETWORK_FAILED`, `ACCESS_DENIED`
   */
  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    const schemes = this.#scheme ? [this.#scheme] : this.endpoint.schemes;
    for (const [place, scheme] of schemes.entries()) {
      const url = new URL(`${scheme}://${this.endpoint.host}/v2/${this.endpoint.repository}/${path}`);
      try {
        const answer = await this.#allowed(url, headers);
        this.#scheme = scheme;
        return answer;
      } catch (error) {
        const isLast = place === schemes.length - 1;
        if (isLast || !(error instanceof VarveError) || error.code !== 'NETWORK_FAILED') throw error;
      }
    }
    throw new Error('an endpoint has at least one scheme');
  }

  /** The same for an answer other than 200 (or `alsoFine`), which becomes an error of what was asked for. */
  async getFine(path: string, what: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    const answer = await this.get(path, headers);
    if (answer.status === 200 || (answer.status === 206 && headers['range'])) return answer;
    throw await this.refusal(answer, what);
  }

  /** What an answer other than the wanted one means. */
  async refusal(answer: HttpAnswer, what: string): Promise<VarveError> {
    const said = await reasonOf(answer);
    const message = `${this.name} does not have ${what} (HTTP ${answer.status}${said})`;
    if (answer.status === 404) {
      if (what.startsWith('the blob')) return new VarveError('BLOB_MISSING', message);
      return new VarveError('IMAGE_NOT_FOUND', message, {
        hint: `Check the name; \`varve tags ${this.name}\` lists what is there.`,
      });
    }
    return new VarveError('NETWORK_FAILED', `${this.name} did not give ${what} (HTTP ${answer.status}${said})`);
  }

  /** Tells the user what is done, when asked to say more. */
  trace(line: string): void {
    this.#options.remote.trace(line);
  }

  async close(): Promise<void> {
    await this.#http?.close();
  }

  /** Asks with the login that is known; when that is turned away, asks once more as the server wants it. */
  async #allowed(url: URL, headers: HttpRequest['headers']): Promise<HttpAnswer> {
    const known = this.#access.header;
    const first = await this.#redirected(url, withAccess(headers, known));
    if (first.status !== 401 && first.status !== 403) return first;
    const challenge = first.header('www-authenticate');
    const better = challenge && first.status === 401 ? await this.#access.answer(challenge, url, known) : undefined;
    if (better === undefined) throw await this.#denied(first);
    first.close();
    const second = await this.#redirected(url, withAccess(headers, better));
    if (second.status === 401 || second.status === 403) throw await this.#denied(second);
    return second;
  }

  async #denied(answer: HttpAnswer): Promise<VarveError> {
    const said = await reasonOf(answer);
    const message = `${this.name} does not let you read it (HTTP ${answer.status}${said})`;
    return accessDenied(message, (await this.#options.credentials()) !== null);
  }

  /** Blob stores stand elsewhere: what a redirect leads to must not see the login (CVE-2020-15157). */
  async #redirected(start: URL, headers: HttpRequest['headers']): Promise<HttpAnswer> {
    let url = start;
    let sent = headers;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const answer = await this.#persistently({ method: 'GET', url, headers: sent });
      const location = answer.header('location');
      if (answer.status < 301 || answer.status > 308 || answer.status === 304 || location === undefined) return answer;
      answer.close();
      const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
      if (!next || !this.#mayLead(url, next)) throw this.#failed(url, `redirects to ${shownTarget(next, location)}`);
      if (next.host !== start.host || next.protocol !== start.protocol) sent = withoutAccess(headers);
      url = next;
    }
    throw this.#failed(start, `redirects more than ${MAX_REDIRECTS} times`);
  }

  /** Never from TLS to none, unless the user said that this registry may go without. */
  #mayLead(from: URL, to: URL): boolean {
    if (to.username || to.password) return false;
    if (to.protocol === 'https:') return true;
    return to.protocol === 'http:' && (from.protocol === 'http:' || this.endpoint.schemes.includes('http'));
  }

  /** Sends a request until it is answered with more than a passing failure, or patience ends. */
  async #persistently(request: HttpRequest): Promise<HttpAnswer> {
    const retries = this.retries();
    for (;;) {
      const answer = await this.#once(request);
      const isFinal = answer instanceof Error ? !this.#mayPass(answer) : !isPassing(answer.status);
      if (answer instanceof Error) {
        if (isFinal || !(await retries.wait())) throw this.#failed(request.url, reasonFor(answer), answer);
      } else {
        this.#hasAnswered = true;
        if (isFinal || !(await retries.wait(answer.header('retry-after')))) return answer;
        answer.close();
      }
    }
  }

  #mayPass(error: Error): boolean {
    return !isAboutTls(error) && (this.#hasAnswered || !isAbsent(error));
  }

  async #once(request: HttpRequest): Promise<HttpAnswer | Error> {
    const shown = `${request.method} ${request.url.origin}${request.url.pathname}`;
    this.#http ??= openHttp(this.endpoint, this.#options.remote, this.#options.patience);
    try {
      const answer = await this.#http.send({ ...request, headers: { 'user-agent': USER_AGENT, ...request.headers } });
      this.trace(`${shown}: ${answer.status}`);
      return answer;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.trace(`${shown}: ${reasonFor(error)}`);
      return error;
    }
  }

  #failed({ protocol, host }: URL, what: string, cause?: Error): VarveError {
    const hint =
      cause && isAboutTls(cause)
        ? 'Trust its certificate with --ca-cert FILE; --tls-verify=false trusts any, --plain-http uses none.'
        : 'Check the name and the network; a proxy is taken from HTTPS_PROXY.';
    return new VarveError('NETWORK_FAILED', `asking ${protocol}//${host} for ${this.name}: ${what}`, { cause, hint });
  }
}

function withAccess(headers: HttpRequest['headers'], access: string | undefined): HttpRequest['headers'] {
  return access === undefined ? headers : { ...headers, authorization: access };
}

function withoutAccess({ authorization: _secret, ...headers }: HttpRequest['headers']): HttpRequest['headers'] {
  return headers;
}

/** Without path and query, which may be signed. */
function shownTarget(target: URL | undefined, location: string): string {
  return target ? `${target.protocol}//${target.host}` : JSON.stringify(printable(location.slice(0, 100)));
}

/** The code and message of a registry's error document, as `: MANIFEST_UNKNOWN, manifest unknown`. Closes the answer. */
async function reasonOf(answer: HttpAnswer): Promise<string> {
  const document = await attempt(async () => valueIn(await readBody(answer, 'the reason', MAX_ERROR_BYTES)));
  if (document instanceof VarveError || !isObject(document)) return ''; // the status says enough
  const errors = Array.isArray(document['errors']) ? (document['errors'] as unknown[]) : [];
  const first = errors.find(isObject);
  const said = [first?.['code'], first?.['message']].filter((each) => typeof each === 'string');
  return said.length > 0 ? `: ${printable(said.join(', ')).slice(0, SHOWN_CHARACTERS)}` : '';
}

function valueIn(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}
