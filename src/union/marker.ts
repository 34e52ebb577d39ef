import type { Component } from '../base/path.ts';
import { utf8 } from '../base/bytes.ts';

/** What a marker says: hide one name of lower layers, hide all that lower layers have in this directory, or nothing. */
export type Marker =
  | { readonly kind: 'hide'; readonly hidden: Component }
  | { readonly kind: 'opaque' }
  | { readonly kind: 'bare' };

const PREFIX = utf8('.wh.');
const OPAQUE_NAME = utf8('.wh..wh..opq');
const OPAQUE: Marker = { kind: 'opaque' };
const BARE: Marker = { kind: 'bare' };

/**
 * Reads the last component of an entry's name as an overlay marker, if it is one (OCI image specification, layer.md).
 * `.wh.`, `.wh..` and `.wh...` name nothing that can be hidden.
 */
export function markerOf(base: Component): Marker | undefined {
  if (!startsWith(base, PREFIX)) return undefined;
  if (base.end - base.start === OPAQUE_NAME.length && startsWith(base, OPAQUE_NAME)) return OPAQUE;
  const hidden = { ...base, start: base.start + PREFIX.length };
  const length = hidden.end - hidden.start;
  const isDots = length <= 2 && hidden.bytes.subarray(hidden.start, hidden.end).every((byte) => byte === 0x2e);
  return isDots ? BARE : { kind: 'hide', hidden };
}

function startsWith({ bytes, start, end }: Component, text: Uint8Array): boolean {
  if (end - start < text.length) return false;
  for (let i = 0; i < text.length; i += 1) if (bytes[start + i] !== text[i]) return false;
  return true;
}
