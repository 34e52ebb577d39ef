/** How a server wants to be convinced: one scheme of a `WWW-Authenticate` header. */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Keys in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

const TOKEN = String.raw`[\w!#$%&'*+.^|~-]+`;
const PARAMETER = new RegExp(String.raw`^\s*(${TOKEN})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(${TOKEN}))\s*(?:,|$)`);
/** What `Negotiate` has in place of parameters. */
const TOKEN68 = /^\s*[\w~+/.-]+=*\s*(?:,|$)/;
const SCHEME = new RegExp(String.raw`^[\s,]*(${TOKEN})(?:\s+|\s*,|$)`);
/** No registry sends more; a hostile one may. */
const MAX_HEADER_CHARACTERS = 8192;

/** The challenges of a `WWW-Authenticate` header, in their order (RFC 9110, 11.6.1); what is no challenge ends the list. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: Challenge[] = [];
  let rest = header.slice(0, MAX_HEADER_CHARACTERS);
  for (let scheme; (scheme = SCHEME.exec(rest));) {
    rest = rest.slice(scheme[0].length);
    const parameters: Record<string, string> = Object.create(null) as Record<string, string>;
    for (let found; (found = PARAMETER.exec(rest));) {
      parameters[found[1]!.toLowerCase()] = found[2]?.replaceAll(/\\(.)/g, '$1') ?? found[3]!;
      rest = rest.slice(found[0].length);
    }
    if (Object.keys(parameters).length === 0) rest = rest.replace(TOKEN68, '');
    challenges.push({ scheme: scheme[1]!.toLowerCase(), parameters });
  }
  return challenges;
}
