import type { Comparison } from './screens/compare/comparison.ts';
import type { FileContent } from './screens/file/content.ts';
import type { Difference, Version } from './screens/file/difference.ts';
import type { Reasons } from './screens/file/reasons.ts';
import type { Table } from './screens/table/table.ts';
import type { DeadBytes } from './tree/dead-bytes.ts';
import type { RangeChanges } from './tree/scene.ts';

/** What a screen wants to know that takes time or the disk. */
export type Question =
  | { /** What nobody sees. */ readonly kind: 'dead' }
  | { /** The paths of all rows, to search in. */ readonly kind: 'paths' }
  | {
      /** What differs between two views, where rewrites of the same are no change. */
      readonly kind: 'range';
      readonly from: number;
      readonly layer: number;
    }
  | { /** Why a path counts as changed. */ readonly kind: 'reasons'; readonly path: string }
  | { /** A file as it is after a layer. */ readonly kind: 'body'; readonly path: string; readonly layer: number }
  | {
      /** What differs in a path between two layers; `null` for where it is not there. */
      readonly kind: 'difference';
      readonly path: string;
      readonly between: readonly [number | null, number | null];
    }
  | { /** What differs from another image, as people name it. */ readonly kind: 'compare'; readonly reference: string }
  | {
      /** What differs between a file of two images; `null` for where it is not there. */
      readonly kind: 'compareFile';
      readonly versions: readonly [Version | null, Version | null];
    }
  | ExtractQuestion
  | TablesQuestion;

/** What screens of tables show. */
export type TablesQuestion =
  | { readonly kind: 'waste'; readonly dead: DeadBytes }
  | { readonly kind: 'duplicates' }
  | { readonly kind: 'packages' }
  | { readonly kind: 'history' };

/** To write a path, and all below it, as it is after a layer, into a folder. */
export interface ExtractQuestion {
  readonly kind: 'extract';
  readonly path: string;
  readonly layer: number;
  readonly to: string;
  /** Whether files that are there are replaced. */
  readonly overwrites: boolean;
}

/** What comes back: of the same kind as the question, or why there is no answer. */
export type Reply =
  | { readonly kind: 'dead'; readonly dead: DeadBytes }
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  | { readonly kind: 'range'; readonly range: RangeChanges }
  | { readonly kind: 'reasons'; readonly reasons: Reasons }
  | { readonly kind: 'body'; readonly content: FileContent | null }
  | { readonly kind: 'difference' | 'compareFile'; readonly difference: Difference }
  | { readonly kind: 'compare'; readonly comparison: Comparison }
  | (Extracted & { readonly kind: 'extract' })
  | { readonly kind: TablesQuestion['kind']; readonly tables: readonly Table[] }
  | { readonly kind: 'failed'; readonly question: Question; readonly message: string };

/** What came of an extraction. */
export interface Extracted {
  readonly question: ExtractQuestion;
  /** Paths of what is there already: then nothing was written. */
  readonly there: readonly string[];
  /** What was written, in words. */
  readonly written: string;
}
