import { VarveError } from '../model/error.ts';

/** What `work` gives, or the `VarveError` that it throws: for things that may fail without stopping the rest. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | VarveError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof VarveError) return error;
    throw error;
  }
}
