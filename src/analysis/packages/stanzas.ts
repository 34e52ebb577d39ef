/** A paragraph of `Field: value` lines; names in lower case, continued lines joined by newlines. */
export type Stanza = ReadonlyMap<string, string>;

/** The paragraphs of an RFC 822 like text: dpkg's status, Python's METADATA up to its first empty line. */
export function* stanzasOf(text: string): Generator<Stanza> {
  let stanza = new Map<string, string>();
  let field = '';
  for (const line of linesOf(text)) {
    if (line === '') {
      if (stanza.size > 0) yield stanza;
      stanza = new Map();
      field = '';
      continue;
    }
    const isContinued = line.startsWith(' ') || line.startsWith('\t');
    const colon = isContinued ? -1 : line.indexOf(':');
    if (isContinued && field !== '') stanza.set(field, `${stanza.get(field)}\n${line.trim()}`);
    if (colon <= 0) continue;
    field = line.slice(0, colon).toLowerCase();
    // Of a field given twice the first counts: headers of Python packages repeat `Classifier`.
    if (stanza.has(field)) field = '';
    else stanza.set(field, line.slice(colon + 1).trim());
  }
  if (stanza.size > 0) yield stanza;
}

/** Lines without their ends. */
export function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    yield text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
    start = end + 1;
  }
}
