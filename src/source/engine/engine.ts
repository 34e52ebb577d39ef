import type { RemoteOptions } from '../../config/remote-options.ts';
import type { EngineAddress } from './engine-address.ts';

/** A kind of engine: what it is called, and where one of it may listen. */
export interface Engine {
  /** `docker engine`; with its article `the docker engine`. */
  readonly noun: string;
  readonly withArticle: string;
  /** Its client on the command line: `docker`. */
  readonly command: string;
  /** What makes one answer, as an imperative sentence. */
  readonly startHint: string;
  /**
   * The places to try, one after the other.
   *
   * @throws VarveError `CONFIG_INVALID`, `UNSUPPORTED`, `READ_FAILED`, `LIMIT`
   */
  addresses(options: RemoteOptions): Promise<readonly EngineAddress[]>;
}
