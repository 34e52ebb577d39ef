import { plural, printableBytes } from '../base/text.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import { EntryType } from '../tar/entry.ts';
import type { Finding } from './check.ts';
import { entryPath, linkTarget, parentsOf, shownPath } from './entry-path.ts';
import { Faults } from './findings.ts';

/**
 * What of a layer's entries no engine should unpack: paths that come twice, names and hard links that lead out of the
 * layer, entries that lie behind a symlink that does. Symlinks may point anywhere; devices are what they are.
 */
export function checkEntries(index: LayerIndex): readonly Finding[] {
  const entries = new LayerEntries(index);
  return [...entries.duplicates(), ...entries.unsafe()];
}

class LayerEntries {
  readonly #index: LayerIndex;
  readonly #keys: string[] = [];
  readonly #firstRows = new Map<string, number>();
  readonly #duplicates = new Faults();
  readonly #unsafe = new Faults();
  /** Symlinks whose target climbs out of the root. */
  readonly #leadOut = new Set<string>();

  constructor(index: LayerIndex) {
    this.#index = index;
    for (let row = 0; row < index.rows; row += 1) this.#take(row);
  }

  duplicates(): readonly Finding[] {
    return this.#duplicates.findings(
      'duplicate-entries',
      `${plural(this.#index.rows, 'entry', 'entries')}, no path twice`,
    );
  }

  unsafe(): readonly Finding[] {
    for (let row = 0; row < this.#index.rows; row += 1) this.#judge(row);
    return this.#unsafe.findings('unsafe-entries', 'no entry leads out of the layer');
  }

  #take(row: number): void {
    const name = this.#index.name(row);
    const { key, climbed } = entryPath(name);
    this.#keys.push(key);
    if (climbed) this.#unsafe.add(this.#fault(row, `the name ${printableBytes(name)} climbs out of the root`));
    if (this.#firstRows.has(key))
      this.#duplicates.add(this.#fault(row, `${shownPath(key)} comes again in the same tar`));
    else this.#firstRows.set(key, row);
    if (this.#index.types[row] === EntryType.symlink && linkTarget(key, this.#index.link(row)).climbed)
      this.#leadOut.add(key);
  }

  #judge(row: number): void {
    const key = this.#keys[row]!;
    if (this.#leadOut.size > 0) {
      const link = [...parentsOf(key)].find((parent) => this.#leadOut.has(parent));
      if (link !== undefined)
        this.#unsafe.add(
          this.#fault(row, `${shownPath(key)} lies behind ${shownPath(link)}, a symlink out of the root`),
        );
    }
    if (this.#index.types[row] === EntryType.hardlink) this.#judgeHardLink(row);
  }

  #judgeHardLink(row: number): void {
    const target = entryPath(this.#index.link(row));
    const link = `the hard link ${shownPath(this.#keys[row]!)}`;
    if (target.climbed) this.#unsafe.add(this.#fault(row, `${link} climbs out of the root`));
    else if (!this.#firstRows.has(target.key))
      this.#unsafe.add(this.#fault(row, `${link} leads to ${shownPath(target.key)}, which the layer does not have`));
  }

  #fault(row: number, message: string) {
    return { message, path: shownPath(this.#keys[row]!), byte: this.#index.headerOffsets[row]! };
  }
}
