import { type LayerLines, layerTar } from '../../../fixtures/layers.ts';
import { eventBytes } from '../../../src/analysis/view-bytes.ts';
import { digestOf } from '../../../src/blob/hash.ts';
import type { Opened } from '../../../src/examine/opened.ts';
import { stepsOf } from '../../../src/history/steps.ts';
import { loadImage } from '../../../src/image/load-image.ts';
import type { Found } from '../../../src/inventory/find-images.ts';
import { type ListedImage, listedImage, referenceOf } from '../../../src/inventory/listed-image.ts';
import { VarveError } from '../../../src/model/error.ts';
import { DEFAULT_LIMITS } from '../../../src/model/limits.ts';
import type { ImageManifest } from '../../../src/source/image-source.ts';
import { explorer } from '../../../src/tui/explore.ts';
import type { World } from '../../../src/tui/perform.ts';
import type { Program, TerminalMessage } from '../../../src/tui/program.ts';
import type { Effect, Message, State } from '../../../src/tui/state.ts';
import { manifestOf, NAMING } from '../../examine/open-layers.ts';

/** An image of an input: what it is called, when it was made, its layers. */
export interface Made {
  readonly name: string | null;
  readonly created?: string;
  readonly layers: readonly LayerLines[];
}

/** 2024-01-31. */
export const NOW_SEC = 1_706_659_200;

/** The terminal UI on an input of several images, without a terminal. Effects are done when they are waited for. */
export class Choosing {
  state: State;
  /** Images in the order in which they were opened, by their references. */
  readonly opened: string[] = [];
  readonly copied: string[] = [];
  readonly #program: Program<State, Message, Effect>;
  readonly #pending: Effect[] = [];

  constructor(made: readonly Made[], size: { columns: number; rows: number }, unreadable: readonly Found[] = []) {
    const images = made.map(manifestFor);
    const world: World = {
      images: {
        async *list() {
          for (const [number, manifest] of images.entries()) {
            const image = listedImage('several.tar', number, manifest);
            yield { image, locate: () => Promise.reject(new Error('the list opens nothing')) };
          }
          yield* unreadable;
        },
        open: async (image) => this.#open(image, images),
        nowSec: () => NOW_SEC,
      },
      clock: () => performance.now(),
      system: 'linux',
      ignore: [],
      openOther: () => Promise.reject(new VarveError('IMAGE_NOT_FOUND', 'there is no other')),
    };
    this.#program = explorer(null, world, { keys: {}, reference: 'several.tar' });
    const [state, effects] = this.#program.init({ ...size, unicode: true, colors: true });
    this.state = state;
    this.#pending.push(...effects);
  }

  /** Takes a message; what it asks for waits. */
  take(message: Message | TerminalMessage): void {
    const [state, effects] = this.#program.update(this.state, message);
    this.state = state;
    for (const effect of effects) {
      if (effect.kind === 'copy') this.copied.push(effect.text);
      else this.#pending.push(effect);
    }
  }

  /** Presses keys; nothing is done meanwhile. */
  press(...keys: readonly string[]): this {
    for (const key of keys) this.take({ kind: 'key', key });
    return this;
  }

  /** Does all that was asked for, and what that asks for. */
  async settle(): Promise<this> {
    for (let effect = this.#pending.shift(); effect; effect = this.#pending.shift()) {
      for await (const message of this.#program.perform(effect, new AbortController().signal)) this.take(message);
    }
    return this;
  }

  /** The messages of the next effect, which are not taken yet. */
  async held(): Promise<Message[]> {
    const effect = this.#pending.shift();
    if (!effect) throw new Error('nothing was asked for');
    const messages: Message[] = [];
    for await (const message of this.#program.perform(effect, new AbortController().signal)) messages.push(message);
    return messages;
  }

  screen(): string[] {
    return this.#program.view(this.state).map((row) =>
      row
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    );
  }

  /** The lines of the list, blanks as one. */
  lines(): string[] {
    const rows = this.screen();
    const end = rows.findIndex((row) => row.startsWith('└'));
    return rows
      .slice(3, end)
      .map((row) => row.slice(1, -1).replace(/\s+/g, ' ').trim())
      .filter((line) => line !== '');
  }

  /** The line under the cursor. */
  chosen(): string {
    const row = this.#program.view(this.state).find((spans) => spans.some(({ inverse }) => inverse));
    return (row ?? [])
      .filter(({ inverse }) => inverse)
      .map(({ text }) => text)
      .join('')
      .replace(/\s+/g, ' ')
      .trim();
  }

  async #open(listed: ListedImage, images: readonly ImageManifest[]) {
    const manifest = images[Number(listed.image.slice(1))]!;
    const reference = referenceOf(listed);
    this.opened.push(reference);
    if (manifest.names[0] === 'broken:1') throw new VarveError('BLOB_MISSING', 'the config is not there');
    const openedOf = (image: Opened['image']): Opened => ({ naming: NAMING, image, limits: DEFAULT_LIMITS });
    const steps = stepsOf(manifest.config, manifest.layers.length);
    return {
      subject: { reference, manifest, steps, stacked: 0, loaded: null, dead: null, paths: null, failure: null },
      openedOf,
      load: async () => openedOf(await loadImage(manifest, { limits: DEFAULT_LIMITS, verify: false, jobs: 1 })),
    };
  }
}

/** The image as the UI has it when it is read, for messages that come from outside. */
export async function loadedOf(made: Made) {
  const image = await loadImage(manifestFor(made), { limits: DEFAULT_LIMITS, verify: false, jobs: 1 });
  const steps = eventBytes(image.paths);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return { opened: { naming: NAMING, image, limits: DEFAULT_LIMITS }, isWhole: true, bytes: step.value };
}

function manifestFor({ name, created, layers }: Made): ImageManifest {
  const manifest = manifestOf(layers);
  const diffIds = layers.map((lines) => digestOf(layerTar(lines)));
  return {
    ...manifest,
    names: name === null ? [] : [name],
    configDigest: digestOf(new TextEncoder().encode(`${name} ${diffIds.join(' ')}`)),
    config: { ...manifest.config, created: created ?? null },
    layers: manifest.layers.map((layer, at) => ({ ...layer, diffId: diffIds[at]! })),
  };
}
