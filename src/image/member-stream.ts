import { during } from '../model/error.ts';
import { TarStream } from '../tar/stream.ts';
import type { EntryType, Sparse, TarEntry, TarSink } from '../tar/entry.ts';

/** An entry of an archive that passes by, copied from the decoder. */
export interface PassingEntry {
  readonly name: Uint8Array;
  readonly link: Uint8Array;
  readonly type: EntryType;
  readonly sizeBytes: number;
  readonly storedBytes: number;
  readonly sparse: Sparse | null;
  readonly bodyOffset: number;
}

type Event = { readonly entry: PassingEntry } | { readonly body: Uint8Array };

/**
 * Walks through an archive that comes as a stream: each entry with its body, which can be read only before the next
 * entry is asked for. `outer` is told of everything that passes, too. `name` is the archive's, printable.
 *
 * @throws VarveError `TAR_DAMAGED` naming the archive, and what `chunks` throws
 */
export async function* passingEntries(
  chunks: AsyncIterable<Uint8Array>,
  outer: TarSink,
  name: string,
): AsyncGenerator<{ entry: PassingEntry; body: AsyncIterable<Uint8Array> }> {
  const events = tarEvents(chunks, outer, name);
  try {
    for (let next = await events.next(); !next.done; next = await events.next()) {
      if (!('entry' in next.value)) throw new Error('a body without an entry');
      const { entry } = next.value;
      const body = bodyOf(events, entry);
      yield { entry, body: { [Symbol.asyncIterator]: () => body.pieces } };
      await body.passOver();
    }
  } finally {
    await events.return(undefined);
  }
}

/**
 * The body of `entry`: its pieces, or the rest of them gone by unread. Pieces are taken strictly one after the other: a
 * reader that stops early may have asked for one more than it used.
 */
function bodyOf(events: AsyncGenerator<Event>, entry: PassingEntry): Body {
  let left = entry.storedBytes;
  let turn: Promise<Uint8Array | undefined> = Promise.resolve(undefined);
  const take = async (): Promise<Uint8Array | undefined> => {
    if (left === 0) return undefined;
    const event = await events.next();
    if (event.done || !('body' in event.value)) throw new Error('a body is shorter than its entry says');
    left -= event.value.body.length;
    return event.value.body;
  };
  const piece = (): Promise<Uint8Array | undefined> => (turn = turn.then(take));
  return {
    pieces: (async function* () {
      for (let next = await piece(); next; next = await piece()) yield next;
    })(),
    async passOver() {
      while (await piece());
    },
  };
}

interface Body {
  readonly pieces: AsyncGenerator<Uint8Array>;
  passOver(): Promise<void>;
}

/** What each chunk holds, in order. */
async function* tarEvents(
  chunks: AsyncIterable<Uint8Array>,
  outer: TarSink,
  name: string,
): AsyncGenerator<Event, undefined> {
  let ready: Event[] = [];
  const tar = new TarStream({
    entry(entry) {
      outer.entry(entry);
      ready.push({ entry: copyOf(entry) });
    },
    body(chunk) {
      outer.body?.(chunk);
      ready.push({ body: chunk });
    },
    oddity: (code, message, byte) => outer.oddity(code, message, byte),
  });
  for await (const chunk of chunks) {
    await during(`reading ${name}`, async () => tar.push(chunk));
    yield* ready;
    ready = [];
  }
  await during(`reading ${name}`, async () => tar.end());
  yield* ready;
  return undefined;
}

function copyOf({ name, link, type, sizeBytes, storedBytes, sparse, bodyOffset }: TarEntry): PassingEntry {
  return { name: name.slice(), link: link.slice(), type, sizeBytes, storedBytes, sparse, bodyOffset };
}
