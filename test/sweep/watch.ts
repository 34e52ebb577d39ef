import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const OPEN_FILES = '/proc/self/fd';
const TRIES = 20;
const PAUSE_MS = 10;

/** Files below `folder` that this process has open, the nameless ones too. None where the system does not say. */
export async function filesLeftOpen(folder: string): Promise<readonly string[]> {
  for (let tries = 0; ; tries += 1) {
    const open = openFiles().filter((path) => path.startsWith(folder));
    if (open.length === 0 || tries === TRIES) return open;
    await setTimeout(PAUSE_MS); // what is being closed may still be on its way
  }
}

/** How many files, sockets and pipes this process has open, 0 where the system does not say. */
export function countOpenFiles(): number {
  return openFiles().length;
}

function openFiles(): string[] {
  if (!existsSync(OPEN_FILES)) return [];
  return readdirSync(OPEN_FILES).flatMap((descriptor) => {
    try {
      return readlinkSync(`${OPEN_FILES}/${descriptor}`);
    } catch {
      return []; // the one that listed the folder
    }
  });
}

/** Promises that failed while nobody listened. */
export interface Rejections {
  /** Those since the last time, in words. */
  take(): readonly string[];
  stop(): void;
}

/** Listens for failures that nobody catches, until it is stopped. */
export function watchRejections(): Rejections {
  let seen: string[] = [];
  const note = (reason: unknown) =>
    void seen.push(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
  process.on('unhandledRejection', note);
  return {
    take() {
      const taken = seen;
      seen = [];
      return taken;
    },
    stop: () => void process.off('unhandledRejection', note),
  };
}
