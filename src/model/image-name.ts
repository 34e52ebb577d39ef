/** A name under which registries and engines know an image, taken apart. */
export interface ImageName {
  /** `docker.io` when the name does not say. */
  readonly host: string;
  /** `library/nginx`. */
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

const DOCKER_HUB = 'docker.io';
const OFFICIAL = 'library/';
const DEFAULT_TAG = 'latest';

const HOST = /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d{1,5})?$/;
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;

/** Reads `[host[:port]/]repository[:tag][@digest]`; `undefined` when the text cannot be the name of an image. */
export function parseImageName(text: string): ImageName | undefined {
  const at = text.indexOf('@');
  const digest = at < 0 ? null : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon < 0 ? null : named.slice(colon + 1);
  const { host, repository } = splitHost(colon < 0 ? named : named.slice(0, colon));
  if (!HOST.test(host) || repository.length > 255 || !REPOSITORY.test(repository)) return undefined;
  if ((tag !== null && !TAG.test(tag)) || (digest !== null && !DIGEST.test(digest))) return undefined;
  return { host, repository, tag, digest };
}

/** The one spelling of a name: `nginx`, `nginx:latest` and `docker.io/library/nginx` all become `docker.io/library/nginx:latest`. */
export function canonicalName(text: string): string {
  const name = parseImageName(text);
  if (!name) return text;
  const tag = name.tag ?? (name.digest ? null : DEFAULT_TAG);
  return `${name.host}/${name.repository}${tag ? `:${tag}` : ''}${name.digest ? `@${name.digest}` : ''}`;
}

/** The names without those that say the same as an earlier one, each in the spelling that comes first. */
export function distinctNames(names: Iterable<string>): readonly string[] {
  const spelled = new Map<string, string>();
  for (const name of names) {
    const canonical = canonicalName(name);
    if (!spelled.has(canonical)) spelled.set(canonical, name);
  }
  return [...spelled.values()];
}

/** The first part is a host only if it looks like one: docker's rule, by which `lab/app` is on Docker Hub. */
function splitHost(name: string): { readonly host: string; readonly repository: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const host = isHost && first !== `index.${DOCKER_HUB}` ? first : DOCKER_HUB;
  const repository = isHost ? name.slice(slash + 1) : name;
  return { host, repository: host === DOCKER_HUB && !repository.includes('/') ? OFFICIAL + repository : repository };
}
