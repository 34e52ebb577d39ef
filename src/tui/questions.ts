import type { DeadBytes } from './tree/dead-bytes.ts';

/** What a screen wants to know that takes time or the disk. */
export type Question =
  | { /** What nobody sees. */ readonly kind: 'dead' }
  | { /** The paths of all rows, to search in. */ readonly kind: 'paths' };

/** What comes back: of the same kind as the question, or why there is no answer. */
export type Reply =
  | { readonly kind: 'dead'; readonly dead: DeadBytes }
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  | { readonly kind: 'failed'; readonly question: Question; readonly message: string };
