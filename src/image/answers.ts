import { VERSION } from '../base/version.ts';
import { utf8 } from '../base/bytes.ts';
import { digestOf } from '../blob/hash.ts';
import type { LayerCache } from '../layer/layer-cache.ts';
import type { Limits } from '../model/limits.ts';
import type { ImageManifest } from '../source/image-source.ts';

/**
 * What was made of one image before. Only for images of registries: their layers are known by the digests that they are
 * asked for with, so the same manifest can only give the same answer.
 */
export class Answers {
  readonly #cache: LayerCache;
  readonly #image: readonly unknown[];

  constructor(cache: LayerCache, { digest }: ImageManifest, limits: Limits) {
    this.#cache = cache;
    this.#image = [VERSION, digest, limits];
  }

  /** The answer to a question, as this version of varve gave it. */
  get(question: readonly unknown[]): Promise<Uint8Array | undefined> {
    return this.#cache.answer(this.#keyOf(question));
  }

  async keep(question: readonly unknown[], answer: Uint8Array): Promise<void> {
    await this.#cache.keepAnswer(this.#keyOf(question), answer);
  }

  #keyOf(question: readonly unknown[]): string {
    return digestOf(utf8(JSON.stringify([...this.#image, ...question])));
  }
}
