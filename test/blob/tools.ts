import { spawnSync } from 'node:child_process';

/**
 * Whether a command-line tool is at hand. Where it is not, the tests that need it are skipped and the reason is printed;
 * in CI, which has them all, that is an error.
 */
export function hasTool(name: string): boolean {
  if (!spawnSync(name, ['--version'], { input: '' }).error) return true;
  if (process.env['CI'] === 'true') throw new Error(`${name} is not installed`);
  process.stderr.write(`skipping what needs ${name}: it is not installed\n`);
  return false;
}

/** What `name args` makes of `input`. */
export function runTool(name: string, args: readonly string[], input: Uint8Array): Buffer {
  const { stdout, stderr, status } = spawnSync(name, args, { input, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stderr}`);
  return stdout;
}
