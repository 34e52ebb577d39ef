import type { Program } from './program.ts';
import { performer, type World } from './perform.ts';
import { runProgram } from './run.ts';
import type { Subject } from './session.ts';
import type { Effect, Message, State } from './state.ts';
import type { Terminal } from './terminal.ts';
import { initialState, update } from './update.ts';
import { view } from './view.ts';

/** What the user set up. */
export interface ExploreOptions {
  /** Other keys for commands. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** The input as the user named it, where no image of it is chosen yet. */
  readonly reference?: string;
}

/** Shows an image, or those there are to choose from, on the terminal until the user has seen enough. */
export async function explore(
  subject: Subject | null,
  world: World,
  terminal: Terminal,
  options: ExploreOptions,
): Promise<void> {
  await runProgram(explorer(subject, world, options), terminal);
}

/** The terminal UI as a program. */
export function explorer(
  subject: Subject | null,
  world: World,
  { keys, reference = '' }: ExploreOptions,
): Program<State, Message, Effect> {
  const choice = { reference, hasOthers: world.images !== undefined };
  return {
    init: (capabilities) => initialState(subject, capabilities, keys, choice),
    update,
    view,
    perform: performer(world),
    terminal: (effect) => ('text' in effect || effect.kind === 'quit' || effect.kind === 'suspend' ? effect : null),
  };
}
