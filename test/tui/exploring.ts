import type { LayerLines } from '../../fixtures/layers.ts';
import { VarveError } from '../../src/model/error.ts';
import { EMPTY_CONFIG } from '../../src/model/manifest.ts';
import { answerTo } from '../../src/tui/answers.ts';
import { eventBytes } from '../../src/analysis/view-bytes.ts';
import type { Frame } from '../../src/tui/frame.ts';
import type { TerminalMessage } from '../../src/tui/program.ts';
import { inSlices } from '../../src/base/slices.ts';
import type { Question, Reply } from '../../src/tui/questions.ts';
import type { Effect, Message, State } from '../../src/tui/state.ts';
import { initialState, update } from '../../src/tui/update.ts';
import { view } from '../../src/tui/view.ts';
import { stepsOf } from '../../src/history/steps.ts';
import type { Opened } from '../../src/examine/opened.ts';
import { open } from '../examine/open-layers.ts';

/** A terminal UI without a terminal: keys go in, frames come out, effects are done at once. */
export class Exploring {
  state: State;
  /** Effects that were for the terminal. */
  readonly requests: Effect[] = [];
  /** Images that can be opened beside it, by their references. */
  readonly others = new Map<string, Opened>();
  /** What the user wants left out of duplicates. */
  ignore: readonly string[] = [];
  /** Whether nothing may be written to the disk, whatever keys are pressed. */
  writesNothing = false;
  readonly #opened: Opened;

  private constructor(opened: Opened, state: State) {
    this.#opened = opened;
    this.state = state;
  }

  /** Explores an image of these layers, all of which are read. */
  static async of(size: { columns: number; rows: number }, ...layers: readonly LayerLines[]): Promise<Exploring> {
    return Exploring.image(await open(...layers), size);
  }

  static async image(
    opened: Opened,
    size: { columns: number; rows: number },
    keys: Readonly<Record<string, readonly string[]>> = {},
  ): Promise<Exploring> {
    const { manifest } = opened.image;
    const steps = stepsOf(manifest.config ?? EMPTY_CONFIG, manifest.layers.length);
    const subject = { reference: 'app.tar', manifest, steps, stacked: 0 };
    const nothing = { loaded: null, dead: null, paths: null, failure: null };
    const capabilities = { ...size, unicode: true, colors: true };
    const [state] = initialState({ ...subject, ...nothing }, capabilities, keys);
    const exploring = new Exploring(opened, state);
    const bytes = await inSlices(eventBytes(opened.image.paths));
    await exploring.send({ kind: 'loaded', loaded: { opened, isWhole: true, bytes } });
    return exploring;
  }

  /** Presses keys by their names. */
  async press(...keys: readonly string[]): Promise<this> {
    for (const key of keys) await this.send({ kind: 'key', key });
    return this;
  }

  /** Types text letter by letter. */
  type(text: string): Promise<this> {
    return this.press(...[...text].map((letter) => (letter === ' ' ? 'space' : letter)));
  }

  async send(message: Message | TerminalMessage): Promise<void> {
    const [state, effects] = update(this.state, message);
    this.state = state;
    for (const effect of effects) {
      if (effect.kind !== 'ask') this.requests.push(effect);
      else await this.send({ ...effect, kind: 'reply', reply: await this.#answer(effect.question) });
    }
  }

  async #answer(question: Question): Promise<Reply> {
    if (question.kind === 'extract' && this.writesNothing) {
      return { kind: 'failed', question, message: 'nothing is written here' };
    }
    try {
      const openOther = (reference: string): Promise<Opened> => this.#openOther(reference);
      return await answerTo(question, this.#opened, {
        system: 'linux',
        ignore: this.ignore,
        openOther,
        tell: () => {},
      });
    } catch (error) {
      if (!(error instanceof VarveError)) throw error;
      return { kind: 'failed', question, message: error.message };
    }
  }

  async #openOther(reference: string): Promise<Opened> {
    const other = this.others.get(reference);
    if (!other) throw new VarveError('IMAGE_NOT_FOUND', `${reference} is nowhere`);
    return other;
  }

  frame(): Frame {
    return view(this.state);
  }

  /** The rows as text. */
  screen(): string[] {
    return this.frame().map((row) =>
      row
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    );
  }

  /** Rows that hold the text. */
  rows(text: string): string[] {
    return this.screen().filter((row) => row.includes(text));
  }

  /** The right pane's lines, from the path on, with the letter before it. */
  tree(): string[] {
    return this.screen()
      .slice(3, -2)
      .map((row) =>
        row
          .split('│')
          .at(-2)!
          .slice(this.#pathColumn() - 3)
          .trimEnd(),
      )
      .filter((line) => line.trim() !== '');
  }

  #pathColumn(): number {
    return this.screen()[2]!.split('│').at(-2)!.indexOf('path');
  }
}
