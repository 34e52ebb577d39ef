/** Every failure a user can reach: its stable code, the exit code it leads to, and what it means in a few words. */
export const ERRORS = {
  USAGE: { exit: 2, meaning: 'The command line is wrong' },
  IMAGE_AMBIGUOUS: { exit: 2, meaning: 'The input holds more than one image' },
  IMAGE_NOT_FOUND: { exit: 3, meaning: 'The image could not be found' },
  FORMAT_UNKNOWN: { exit: 3, meaning: 'The input is not a container image' },
  FORMAT_INVALID: { exit: 3, meaning: 'A manifest, index or config does not have the form it must have' },
  UNSUPPORTED: { exit: 3, meaning: 'The image is of a kind that varve does not read' },
  BLOB_MISSING: { exit: 3, meaning: 'A manifest names a blob that is not there' },
  DIGEST_MISMATCH: { exit: 3, meaning: 'A blob does not match its digest' },
  TAR_DAMAGED: { exit: 3, meaning: 'A tar archive is damaged' },
  STREAM_DAMAGED: { exit: 3, meaning: 'A compressed stream is damaged' },
  LIMIT: { exit: 3, meaning: 'The input goes beyond a limit' },
  PATH_NOT_FOUND: { exit: 3, meaning: 'The path is not in the image' },
  READ_FAILED: { exit: 3, meaning: 'The system could not read the input' },
  ACCESS_DENIED: { exit: 3, meaning: 'A registry or an engine does not let the user in' },
  NETWORK_FAILED: { exit: 3, meaning: 'A registry or an engine could not be reached, or did not answer as it should' },
  CONFIG_INVALID: { exit: 2, meaning: 'A configuration file is wrong' },
  OUTPUT_FAILED: { exit: 4, meaning: 'The result could not be written' },
} as const;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorDetails {
  /** What the user can do about it, as an imperative sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** A failure that the user can act on. Programmer mistakes stay plain `Error`s. */
export class VarveError extends Error {
  override readonly name = 'VarveError';
  readonly hint: string | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.hint = details.hint;
  }
}

/** Runs `work`; a `VarveError` that leaves it says first what was being attempted. Other errors pass untouched. */
export async function during<T>(attempt: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    throw new VarveError(error.code, `${attempt}: ${error.message}`, { hint: error.hint, cause: error });
  }
}
