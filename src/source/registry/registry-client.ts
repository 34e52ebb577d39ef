import { printable } from '../../base/text.ts';
import type { Credentials, Endpoint } from '../../config/registry-config.ts';
import type { RemoteOptions } from '../../config/remote-options.ts';
import { type ErrorCode, VarveError } from '../../model/error.ts';
import { Access, accessDenied } from './access.ts';
import { reasonIn } from './answer-body.ts';
import { type Http, type HttpAnswer, type HttpRequest, openHttp, type Patience } from './http.ts';
import { isAboutTls, isAbsent, reasonFor } from './network-error.ts';
import { isPassing, Retries } from './retry.ts';

const MAX_REDIRECTS = 10;
const OWN_HEADERS = { 'user-agent': 'varve', 'accept-encoding': 'identity' };

/** What a client needs beside the endpoint; times are shorter in tests. */
export interface ClientOptions {
  /** `host/repository` as people know it, for messages. Printable. */
  readonly name: string;
  readonly remote: RemoteOptions;
  readonly credentials: () => Promise<Credentials | null>;
  /** Ends all asking: nobody wants the answers any more. */
  readonly signal: AbortSignal;
  readonly patience?: Patience | undefined;
  readonly tries?: number | undefined;
  readonly firstPauseMs?: number | undefined;
}

/** What is asked for, in words, and the error for a registry that does not have it. */
export interface Wanted {
  readonly what: string;
  readonly missing: ErrorCode;
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
    return new Retries(this.#options);
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

  /** The same for what must be there: an answer other than 200 (or 206 for a part) becomes an error. */
  async getFine(path: string, wanted: Wanted, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    const answer = await this.get(path, headers);
    if (answer.status === 200 || (answer.status === 206 && headers['range'])) return answer;
    throw await this.#refusal(answer, wanted);
  }

  /** Tells the user what is done, when asked to say more. */
  trace(line: string): void {
    this.#options.remote.trace(line);
  }

  async close(): Promise<void> {
    await this.#http?.close();
  }

  /** Asks with the login that is known; when that is turned away, asks once more as the registry wants it. */
  async #allowed(url: URL, headers: HttpRequest['headers']): Promise<HttpAnswer> {
    const known = this.#access.header;
    const first = await this.#redirected(url, withAccess(headers, known));
    const challenge = await this.#challengeIn(first, url);
    const better = challenge === undefined ? undefined : await this.#access.answer(challenge, url, known);
    if (better === undefined && !isRefused(first)) return first;
    if (better === undefined) throw await this.#denied(first, url);
    first.close();
    const second = await this.#redirected(url, withAccess(headers, better));
    if (isRefused(second)) throw await this.#denied(second, url);
    return second;
  }

  /** What the registry itself wants; what others want, to whom it redirects, does not count: they could ask for anything. */
  async #challengeIn(answer: HttpAnswer, asked: URL): Promise<string | undefined> {
    if (answer.from.origin !== asked.origin) return undefined;
    if (answer.status === 401) return answer.header('www-authenticate');
    // Some hide from strangers what is there: with a login in hand, the door itself is asked how to open it.
    const isStranger = answer.status === 404 && this.#access.header === undefined;
    if (!isStranger || (await this.#options.credentials()) === null) return undefined;
    const door = await this.#persistently({ method: 'GET', url: new URL('/v2/', asked), headers: {} });
    door.close();
    return door.status === 401 ? door.header('www-authenticate') : undefined;
  }

  async #denied(answer: HttpAnswer, asked: URL): Promise<VarveError> {
    const said = `HTTP ${answer.status}${await reasonIn(answer)}`;
    if (answer.from.origin !== asked.origin) {
      return new VarveError('ACCESS_DENIED', `${answer.from.host}, to which ${this.name} leads, refuses (${said})`);
    }
    const hadLogin = (await this.#options.credentials()) !== null;
    return accessDenied(`${this.name} does not let you read it (${said})`, hadLogin);
  }

  async #refusal(answer: HttpAnswer, { what, missing }: Wanted): Promise<VarveError> {
    const said = `HTTP ${answer.status}${await reasonIn(answer)}`;
    if (answer.status !== 404) return new VarveError('NETWORK_FAILED', `${this.name} did not give ${what} (${said})`);
    const isImage = missing === 'IMAGE_NOT_FOUND';
    const hint = isImage ? `Check the name; \`varve tags ${this.name}\` lists what is there.` : undefined;
    return new VarveError(missing, `${this.name} does not have ${what} (${said})`, { hint });
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
      if (this.#options.signal.aborted) throw this.#failed(request.url, 'nobody wants it any more');
      const answer = await this.#once(request);
      if (answer instanceof Error) {
        if (!this.#mayPass(answer) || !(await retries.wait())) {
          throw this.#failed(request.url, reasonFor(answer), answer);
        }
      } else {
        this.#hasAnswered = true;
        if (!isPassing(answer.status) || !(await retries.wait(answer.header('retry-after')))) return answer;
        answer.close();
      }
      this.trace(`asking ${request.url.host} again`);
    }
  }

  /** A wrong name, a port where nobody listens, a certificate nobody trusts: no better in a second. */
  #mayPass(error: Error): boolean {
    return !isAboutTls(error) && (this.#hasAnswered || !isAbsent(error));
  }

  async #once(request: HttpRequest): Promise<HttpAnswer | Error> {
    const shown = `${request.method} ${request.url.origin}${request.url.pathname}`;
    this.#http ??= openHttp(this.endpoint, this.#options.remote, this.#options.patience);
    try {
      const answer = await this.#http.send({ ...request, headers: { ...OWN_HEADERS, ...request.headers } });
      this.trace(`${shown}: ${answer.status}`);
      return answer;
    } catch (error) {
      if (error instanceof VarveError || !(error instanceof Error)) throw error;
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

function isRefused({ status }: HttpAnswer): boolean {
  return status === 401 || status === 403;
}

function withAccess(headers: HttpRequest['headers'], access: string | undefined): HttpRequest['headers'] {
  return access === undefined ? headers : { ...headers, authorization: access };
}

function withoutAccess({ authorization: _secret, ...headers }: HttpRequest['headers']): HttpRequest['headers'] {
  return headers;
}

/** Without path and query, which may be signed. */
function shownTarget(target: URL | undefined, location: string): string {
  return target ? `${target.protocol}//${target.host}` : `"${printable(location.slice(0, 100))}"`;
}
