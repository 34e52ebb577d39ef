import { exitCodeOf, failureText } from '../../../src/cli/failure.ts';
import { openKeyboard } from '../../../src/tui/keyboard.ts';
import { runProgram } from '../../../src/tui/run.ts';
import { isUsable } from '../../../src/tui/surroundings.ts';
import { openTerminal } from '../../../src/tui/terminal.ts';
import { demoProgram } from './demo-program.ts';

const { stdout, env, argv } = process;
const stdin = argv[2] === 'keyboard' ? openKeyboard() : process.stdin;
if (stdin === null) {
  process.stdout.write('no keyboard here\n');
} else if (isUsable(env, stdin, stdout)) {
  try {
    await runProgram(demoProgram, openTerminal({ stdin, stdout, env, color: argv[2] === 'never' ? 'never' : 'auto' }));
    process.stdout.write('ended well\n');
  } catch (error) {
    process.stderr.write(failureText(error));
    process.exitCode = exitCodeOf(error);
  }
} else {
  process.stdout.write('no screen here\n');
}
