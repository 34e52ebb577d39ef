import type { Program, TerminalMessage } from './program.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs the program on the terminal until it asks to end. However it ends, the terminal is given back.
 *
 * @throws whatever the program throws, and what nobody else caught
 */
export async function runProgram<State, Message, Effect>(
  program: Program<State, Message, Effect>,
  terminal: Terminal,
): Promise<void> {
  const stopped = new AbortController();
  const ended = new Promise<void>((end, fail) => start(program, terminal, { signal: stopped.signal, end, fail }));
  try {
    await Promise.race([ended, terminal.failed]);
  } finally {
    stopped.abort();
    await terminal.close();
  }
}

interface Outcome {
  readonly signal: AbortSignal;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
}

function start<State, Message, Effect>(
  program: Program<State, Message, Effect>,
  terminal: Terminal,
  { signal, end, fail }: Outcome,
): void {
  let isDrawing = false;
  let state: State;

  const dispatch = (message: Message | TerminalMessage): void => {
    if (!signal.aborted) attempt(() => take(program.update(state, message)));
  };
  const take = ([next, effects]: readonly [State, readonly Effect[]]): void => {
    state = next;
    if (!isDrawing) setImmediate(draw);
    isDrawing = true;
    for (const effect of effects) obey(effect);
  };
  const draw = (): void => {
    isDrawing = false;
    if (!signal.aborted) attempt(() => terminal.draw(program.view(state)));
  };
  const obey = (effect: Effect): void => {
    const request = program.terminal(effect);
    if (request === null) void perform(effect);
    else if (request.kind === 'quit') end();
    else if (request.kind === 'suspend') terminal.suspend();
    else terminal.copy(request.text);
  };
  const perform = async (effect: Effect): Promise<void> => {
    try {
      for await (const message of program.perform(effect, signal)) dispatch(message);
    } catch (error) {
      // Work that was told to stop may end as it likes.
      if (!signal.aborted) fail(error);
    }
  };
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      fail(error);
    }
  };

  terminal.listen(dispatch);
  attempt(() => take(program.init(terminal.capabilities)));
}
