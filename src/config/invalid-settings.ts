import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';

/** The failure of a file of settings, in a sentence such as `reading /etc/x.conf: it is larger than 1 MiB`. */
export function invalidSettings(path: string, problem: string, hint?: string): VarveError {
  return new VarveError('CONFIG_INVALID', `reading ${printable(path)}: ${problem}`, { hint });
}

/** The outcome of `work`, or `otherwise` when settings are broken: then only those who want to know are told. */
export async function unlessInvalid<T>(
  trace: (line: string) => void,
  otherwise: T,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof VarveError) || error.code !== 'CONFIG_INVALID') throw error;
    trace(`passed over: ${error.message}`);
    return otherwise;
  }
}
