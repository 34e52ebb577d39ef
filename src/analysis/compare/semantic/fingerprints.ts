import { createHash } from 'node:crypto';
import type { Form } from './content-rule.ts';
import { CONTENT_RULES } from './content-rules.ts';
import type { ReasonId } from './reasons.ts';

/** Larger bodies are not looked into. */
export const MAX_BODY_BYTES = 64 * 2 ** 20;

/** For each rule, by its place in the list, the sha256 of the normal form it makes of a content. */
export type Fingerprint = ReadonlyMap<number, string>;

/** What the content at a path is like under each rule that knows it: all that has to be kept of it to be compared. */
export function fingerprintOf(path: string, content: Uint8Array): Fingerprint {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  const found = new Map<number, string>();
  for (const [place, { at, form }] of CONTENT_RULES.entries()) {
    if (at && !at.test(path)) continue;
    const made = form(bytes, path);
    if (made) found.set(place, digestOf(made));
  }
  return found;
}

/** The first rule under which two contents are the same. */
export function sharedReason(before: Fingerprint, after: Fingerprint): ReasonId | undefined {
  return CONTENT_RULES.find((_, place) => before.has(place) && before.get(place) === after.get(place))?.id;
}

function digestOf(form: Form): string {
  const hash = createHash('sha256');
  for (const part of form) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    hash.update(`${bytes.length}\n`).update(bytes);
  }
  return hash.digest('base64');
}
