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
}

/** Shows an image on the terminal until the user has seen enough. */
export async function explore(
  subject: Subject,
  world: World,
  terminal: Terminal,
  options: ExploreOptions,
): Promise<void> {
  await runProgram(explorer(subject, world, options), terminal);
}

/** The terminal UI as a program. */
export function explorer(subject: Subject, world: World, { keys }: ExploreOptions): Program<State, Message, Effect> {
  return {
    init: (capabilities) => initialState(subject, capabilities, keys),
    update,
    view,
    perform: performer(world),
    terminal: (effect) => (effect.kind === 'load' || effect.kind === 'ask' ? null : effect),
  };
}
