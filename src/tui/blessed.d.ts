/** The two parts of blessed that are used, and what of them; `@types/blessed` knows only the whole. */
declare module 'blessed/lib/tput.js' {
  const Tput: {
    /** Where descriptions of terminals are looked for before blessed's own. */
    readonly ipaths: (string | readonly string[])[];
  };
  export = Tput;
}

declare module 'blessed/lib/widgets/screen.js' {
  import type { EventEmitter } from 'node:events';

  /** What the screen reads keys from; it is never given any. */
  interface Input extends EventEmitter {
    isRaw: boolean;
  }

  /** What it draws to. */
  interface Output extends EventEmitter {
    readonly isTTY: boolean;
    readonly writable: boolean;
    readonly columns: number;
    readonly rows: number;
    write(text: string): void;
  }

  interface Options {
    readonly input: Input;
    readonly output: Output;
    readonly terminal: string;
    readonly forceUnicode: boolean;
  }

  type Cell = [look: number, text: string];

  interface Line extends Array<Cell> {
    dirty: boolean;
  }

  class Screen extends EventEmitter {
    constructor(options: Options);
    readonly lines: Line[];
    readonly destroyed?: boolean;
    readonly tput: { brokenACS: boolean; colors: number; readonly strings: Record<string, string> };
    readonly program: { isAlt: boolean; flush(): void };
    enter(): void;
    leave(): void;
    /** Writes what changed since in these lines. */
    draw(first: number, last: number): void;
    destroy(): void;
  }
  export = Screen;
}
