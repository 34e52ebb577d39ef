/**
 * Something odd in the input that did not stop varve: data for the report.
 * `code` is stable and kebab-case; `path` is absolute and printable; `byte` is an offset in the uncompressed tar.
 */
export interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly layer?: number;
  readonly path?: string;
  readonly byte?: number;
}

/** How many diagnostics of one code are kept one by one; the rest are counted in one last diagnostic of that code. */
const KEPT_PER_CODE = 100;

/** Collects diagnostics in the order they are found. A hostile image cannot fill the memory with them. */
export class Diagnostics {
  readonly #kept: Diagnostic[] = [];
  readonly #counts = new Map<string, number>();

  add(diagnostic: Diagnostic): void {
    const count = (this.#counts.get(diagnostic.code) ?? 0) + 1;
    this.#counts.set(diagnostic.code, count);
    if (count <= KEPT_PER_CODE) this.#kept.push(diagnostic);
  }

  /** How many were added. */
  get count(): number {
    let all = 0;
    for (const count of this.#counts.values()) all += count;
    return all;
  }

  addAll(diagnostics: Iterable<Diagnostic>): void {
    for (const diagnostic of diagnostics) this.add(diagnostic);
  }

  /** What was collected, then one line for each code that came too often. */
  list(): readonly Diagnostic[] {
    const more = [...this.#counts]
      .filter(([, count]) => count > KEPT_PER_CODE)
      .map(([code, count]) => ({ code, message: `${count - KEPT_PER_CODE} more of this kind are not listed` }));
    return [...this.#kept, ...more];
  }
}
