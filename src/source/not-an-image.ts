import { decodeUtf8 } from '../base/bytes.ts';
import { VarveError } from '../model/error.ts';

/** What people drop on varve that is no image, by its first bytes. */
const KNOWN: readonly (readonly [name: string, magic: string])[] = [
  ['a PNG picture', '89504e47'],
  ['a JPEG picture', 'ffd8ff'],
  ['a GIF picture', '47494638'],
  ['a ZIP archive', '504b0304'],
  ['an empty ZIP archive', '504b0506'],
  ['a PDF document', '25504446'],
  ['an ELF program', '7f454c46'],
  ['a Windows program', '4d5a'],
  ['a 7z archive', '377abcaf271c'],
  ['a RAR archive', '526172211a07'],
  ['a squashfs filesystem', '68737173'],
  ['a qcow2 disk', '514649fb'],
  ['an ar archive or Debian package', '213c617263683e'],
  ['an RPM package', 'edabeedb'],
  ['a cpio archive', '303730373031'],
  ['a SQLite database', '53514c69746520'],
  ['a gzip stream that is cut short', '1f8b'],
  ['an lz4 stream', '04224d18'],
  ['an old LZMA stream', '5d0000'],
];

const SHOWN_BYTES = 8;

/** The error for an input that begins with `head` and is neither tar nor manifest; `name` is printable. */
export function notAnImage(name: string, head: Uint8Array): VarveError {
  const found = head.length === 0 ? 'it is empty' : `it begins with ${describeBytes(head)}`;
  return new VarveError('FORMAT_UNKNOWN', `${name} is not a container image: ${found}`, {
    hint: 'Make one with `docker save IMAGE -o FILE`, or name an OCI layout or a root filesystem as a tar.',
  });
}

/** The start of a file in words: `bytes 89 50 4e 47 0d 0a 1a 0a (a PNG picture)`. */
function describeBytes(head: Uint8Array): string {
  const shown = Buffer.from(head.subarray(0, SHOWN_BYTES)).toString('hex');
  const bytes = `bytes ${shown.replace(/..(?=.)/g, '$& ')}`;
  const start = Buffer.from(head.subarray(0, 32)).toString('hex');
  const known = KNOWN.find(([, magic]) => start.startsWith(magic))?.[0] ?? (isText(head) ? 'text' : undefined);
  return known ? `${bytes} (${known})` : bytes;
}

/** The head may end within a character: its last bytes are not judged. */
function isText(head: Uint8Array): boolean {
  const text = [0, 1, 2, 3]
    .map((cut) => decodeUtf8(head.subarray(0, Math.max(1, head.length - cut))))
    .find((each) => each !== undefined);
  return text !== undefined && !/[^\P{Cc}\t\n\r\f]/u.test(text);
}
