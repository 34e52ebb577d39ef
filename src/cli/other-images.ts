import type { Opened } from '../examine/opened.ts';
import type { SharedLayers } from '../image/shared-layers.ts';
import { VarveError } from '../model/error.ts';
import type { OpenOther } from '../tui/answers.ts';
import type { Io } from './io.ts';
import { openedOf, type ReadArgs, withLocated } from './with-image.ts';

/** Opens images beside another one, by the same options. */
export interface OtherImages {
  readonly open: OpenOther;
  /** Lets go of all of them. */
  close(): Promise<void>;
}

/** Images beside one whose layers are in `shared`: those that both have are read once. */
export function otherImages(args: ReadArgs, io: Io, shared: SharedLayers): OtherImages {
  const held: Promise<void>[] = [];
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const hold = (
    reference: string,
    tell: (notice: string) => void,
    [resolve, reject]: readonly [(opened: Opened) => void, (error: unknown) => void],
  ): void => {
    const own = { ...args, reference, quiet: true, verbose: false };
    const watcher = {
      stacked(count: number, layers: number) {
        tell(`${reference}: ${count} of ${layers} layers`);
        return false;
      },
      grown() {},
    };
    const closed = withLocated(
      own,
      io,
      (located) => {
        held.push(closed);
        const opened = openedOf(own, located, watcher, shared);
        return Promise.race([ended, opened.then(resolve).then(() => ended, reject)]);
      },
      true,
    );
    closed.catch(reject);
  };
  return {
    async open(reference, tell) {
      if (reference === '-') throw new VarveError('USAGE', 'standard input holds no image to compare with');
      return new Promise((resolve, reject) => hold(reference, tell, [resolve, reject]));
    },
    async close() {
      end();
      await Promise.all(held);
    },
  };
}
