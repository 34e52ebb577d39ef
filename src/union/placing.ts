import { type Component, components, isAbsolute, isParent, saysSomething, withoutParents } from '../base/path.ts';
import { printableBytes } from '../base/text.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import type { Diagnostics } from '../model/diagnostic.ts';
import { VarveError } from '../model/error.ts';
import { EntryType } from '../tar/entry.ts';
import { Content, contentOf, DEAD_FILE, isDirectory, OPAQUE, WHITEOUT } from './event.ts';
import { isFollowed, MAX_DEPTH } from './kernel-limits.ts';
import { type Displaced, LayerEdit } from './layer-edit.ts';
import { type Marker, markerOf } from './marker.ts';
import { OwnLinks } from './own-links.ts';
import { type PathTree, ROOT } from './path-tree.ts';
import type { Placement } from './placement.ts';
import { Trail } from './trail.ts';
import { pathOf } from './tree-path.ts';

const MAX_NAME_BYTES = 255;
const SLASH = 0x2f;
const ROWS_PER_STEP = 4096;

/**
 * Settles what each layer says, entry by entry in tar order, until an event a path is left in which order no longer
 * matters: names normalised, the layer's own symlinks followed, duplicates, void markers and hard links decided
 * (DESIGN.md, rules 1, 5, 6, 7, 9).
 */
export class Placer {
  readonly #tree: PathTree;
  readonly #edit: LayerEdit;
  #index!: LayerIndex;
  #diagnostics!: Diagnostics;
  #layer = 0;
  #links!: OwnLinks;
  #markers: number[] = [];
  #rootRows: number[] = [];
  #counts = { whiteouts: 0, opaques: 0, bodyBytes: 0 };
  readonly #trail: Trail;

  constructor(tree: PathTree) {
    this.#tree = tree;
    this.#edit = new LayerEdit(tree);
    this.#trail = new Trail(tree, this.#edit, (slot, node, row) => this.#imply(slot, node, row));
  }

  /** Places all entries of a layer. Yields now and then. @throws VarveError `LIMIT` */
  *place(index: LayerIndex, layer: number, diagnostics: Diagnostics): Generator<void, Placement> {
    this.#index = index;
    this.#layer = layer;
    this.#diagnostics = diagnostics;
    this.#links = new OwnLinks(this.#tree, this.#edit, index);
    this.#markers = [];
    this.#rootRows = [];
    this.#counts = { whiteouts: 0, opaques: 0, bodyBytes: 0 };
    this.#trail.forget();
    this.#edit.begin();
    for (let row = 0; row < index.rows; row += 1) {
      this.#placeRow(row);
      if (row % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield;
    }
    return this.#finish();
  }

  #placeRow(row: number): void {
    const name = this.#index.name(row);
    const { parent, base } = this.#split(name, row);
    if (!base) return this.#placeRoot(row);
    const marker = markerOf(base);
    if (marker) return this.#placeMarker(row, parent, marker);
    if (parent < 0) throw new Error('only markers have no parent');
    const node = this.#tree.child(parent, base.bytes, base.start, base.end);
    if (base.end - base.start > MAX_NAME_BYTES)
      this.#refused('long-name', node, row, 'has a name of more than 255 bytes');
    if (this.#index.xattrs(row).length > 0) this.#noteOverlayXattrs(row, node);
    if (this.#isDeviceWhiteout(row)) return this.#placeDeviceWhiteout(row, node);
    this.#countBody(row);
    this.#put(row, node);
  }

  /** The node of the directory an entry lies in, and its own name; no name for the root. */
  #split(name: Uint8Array, row: number): { parent: number; base: Component | undefined } {
    let end = name.length;
    while (end > 0 && name[end - 1] === SLASH) end -= 1;
    const start = end === 0 ? 0 : name.lastIndexOf(SLASH, end - 1) + 1;
    const base = { bytes: name, start, end };
    const isPlain = saysSomething(base) && !isParent(base);
    if (isPlain && this.#trail.follow(name, start, row)) return { parent: this.#trail.node, base };
    const { path, climbed } = withoutParents(components(name));
    if (climbed)
      this.#note(
        'climbing-path',
        row,
        `the name ${printableBytes(name)} climbs out of the root; it is clamped to the root`,
      );
    const last = path.pop();
    const parent = this.#enter(path, row, last !== undefined && markerOf(last) !== undefined);
    this.#trail.forget();
    if (isPlain && !climbed && parent >= 0) this.#trail.start(name, start, parent);
    return { parent, base: last };
  }

  /**
   * The directory that `path` leads to inside this layer; what is not there is implied. For a marker -1 where a file of
   * this layer stands in the way: a marker turns nothing into a directory.
   */
  #enter(path: readonly Component[], row: number, isForMarker: boolean): number {
    const pending = path.toReversed();
    let node = ROOT;
    let depth = 0;
    let links = 0;
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (isParent(next)) {
        if (node !== ROOT) depth -= 1;
        node = node === ROOT ? ROOT : this.#tree.parent(node);
        continue;
      }
      if (depth >= MAX_DEPTH) throw this.#tooDeep(row);
      const child = this.#tree.child(node, next.bytes, next.start, next.end);
      const slot = this.#edit.slot(child);
      const content = contentOf(this.#edit.flags[slot]!);
      const target = content === Content.symlink ? this.#index.link(this.#edit.entries[slot]!) : undefined;
      if (target && isFollowed(target, links)) {
        links += 1;
        pending.push(...components(target).reverse());
        if (isAbsolute(target)) [node, depth] = [ROOT, 0];
        continue;
      }
      if (content >= Content.symlink) {
        if (isForMarker) return -1;
        this.#replaceDeadFile(slot, child, row);
      } else if (content === Content.none) this.#imply(slot, child, row);
      node = child;
      depth += 1;
    }
    return node;
  }

  #imply(slot: number, node: number, row: number): void {
    if (this.#edit.flags[slot]! & WHITEOUT)
      this.#refused('engine-refuses', node, row, 'is whited out and lies above an entry of the same layer');
    this.#edit.setContent(slot, Content.imply, -1);
  }

  /** Applied one by one the entries make a file, then a directory in its place; what was below is gone for good. */
  #replaceDeadFile(slot: number, node: number, row: number): void {
    this.#refused('engine-refuses', node, row, 'is no directory, but the same layer has a path below it');
    this.#edit.setContent(slot, Content.imply, -1);
    this.#edit.mark(slot, DEAD_FILE);
  }

  #placeRoot(row: number): void {
    this.#rootRows.push(row);
    this.#countBody(row);
    if (this.#index.types[row] !== EntryType.dir) this.#edit.displaced.push({ row, node: ROOT });
  }

  #placeMarker(row: number, parent: number, marker: Marker): void {
    this.#markers.push(row);
    if (marker.kind === 'bare') {
      return this.#note(
        'bare-whiteout',
        row,
        `the whiteout ${printableBytes(this.#index.name(row))} names nothing; engines refuse it`,
      );
    }
    if (parent < 0) return;
    if (marker.kind === 'opaque') return this.#placeOpaque(row, parent);
    this.#counts.whiteouts += 1;
    const { bytes, start, end } = marker.hidden;
    const node = this.#tree.child(parent, bytes, start, end);
    const slot = this.#edit.slot(node);
    if (this.#edit.flags[slot]! & WHITEOUT)
      this.#refused('duplicate-path', node, row, 'is whited out twice in one layer');
    if (contentOf(this.#edit.flags[slot]!) !== Content.none) {
      this.#refused('engine-refuses', node, row, 'is whited out after its own entry in the same layer');
    }
    this.#edit.mark(slot, WHITEOUT);
  }

  #placeOpaque(row: number, parent: number): void {
    this.#counts.opaques += 1;
    if (parent === ROOT) return this.#note('opaque-root', row, 'an opaque marker in the root directory hides nothing');
    this.#edit.mark(this.#edit.slot(parent), OPAQUE);
  }

  #placeDeviceWhiteout(row: number, node: number): void {
    this.#markers.push(row);
    this.#counts.whiteouts += 1;
    const slot = this.#edit.slot(node);
    this.#clearForEntry(slot, node, row, Content.none);
    this.#edit.setContent(slot, Content.none, -1);
    this.#edit.mark(slot, WHITEOUT);
  }

  #put(row: number, node: number): void {
    const type = this.#index.types[row];
    const content = type === EntryType.dir ? Content.dir : type === EntryType.symlink ? Content.symlink : Content.other;
    if (type === EntryType.hardlink) this.#links.add(row);
    const slot = this.#edit.slot(node);
    this.#clearForEntry(slot, node, row, content);
    this.#edit.setContent(slot, content, row);
  }

  /** Makes way for what comes to `slot`: reports what stood there, sweeps below it, voids its whiteout. */
  #clearForEntry(slot: number, node: number, row: number, content: Content): void {
    const flags = this.#edit.flags[slot]!;
    const old = contentOf(flags);
    if (old > Content.imply)
      this.#refused('duplicate-path', node, row, 'stands more than once in the same layer; the last entry wins');
    const stays = isDirectory(flags) && content === Content.dir;
    if (old !== Content.none && !stays) this.#trail.forget();
    if (isDirectory(flags) && !stays) this.#edit.wipeBelow(slot);
    if (content === Content.dir && flags & WHITEOUT) {
      this.#edit.unmark(slot, WHITEOUT);
      const message = `${pathOf(this.#tree, node)} is whited out and then made again as a directory: on overlayfs it merges with the lower directory, although the OCI specification hides that`;
      this.#note('void-whiteout', row, message, node);
    }
  }

  #finish(): Placement {
    const foreignLinks = this.#links.settle((row) => this.#noteLateLink(row));
    const settled = this.#edit.settled();
    return {
      ...settled,
      links: this.#links.targets,
      lastNames: this.#links.lastNames(),
      foreignLinks,
      unnamed: this.#unnamed(settled.entries),
      markers: this.#markers,
      rootRows: this.#rootRows,
      ...this.#counts,
    };
  }

  #unnamed(entries: Int32Array): Displaced[] {
    const lost = this.#edit.displaced.filter(
      ({ row }) => this.#index.types[row] === EntryType.file && this.#index.stored[row]! > 0,
    );
    if (lost.length === 0) return [];
    const shown = new Set<number>();
    for (const row of entries) if (row >= 0) shown.add(this.#links.targets.get(row) ?? row);
    return lost.filter(({ row }) => !shown.has(row)).sort((a, b) => a.row - b.row);
  }

  #noteLateLink(row: number): void {
    const shown = printableBytes(this.#index.name(row));
    this.#note('link-before-target', row, `the hard link ${shown} stands before its target; engines refuse it`);
  }

  #countBody(row: number): void {
    if (this.#index.types[row] === EntryType.file) this.#counts.bodyBytes += this.#index.stored[row]!;
  }

  #isDeviceWhiteout(row: number): boolean {
    if (this.#index.types[row] !== EntryType.char) return false;
    const { major, minor } = this.#index.device(row);
    return major === 0 && minor === 0;
  }

  #noteOverlayXattrs(row: number, node: number): void {
    for (const { name } of this.#index.xattrs(row)) {
      if (!name.startsWith('trusted.overlay.')) continue;
      const shown = printableBytes(new TextEncoder().encode(name));
      this.#note(
        'overlay-xattr',
        row,
        `the xattr ${shown} changes nothing here; docker's overlay2 and podman would obey it`,
        node,
      );
    }
  }

  #tooDeep(row: number): VarveError {
    const at = this.#index.headerOffsets[row];
    return new VarveError('LIMIT', `the entry at byte ${at} lies more than ${MAX_DEPTH} directories deep`);
  }

  #refused(code: string, node: number, row: number, what: string): void {
    this.#note(code, row, `${pathOf(this.#tree, node)} ${what}; engines refuse that`, node);
  }

  #note(code: string, row: number, message: string, node?: number): void {
    const where = {
      layer: this.#layer,
      ...(node !== undefined && { path: pathOf(this.#tree, node) }),
      byte: this.#index.headerOffsets[row]!,
    };
    this.#diagnostics.add({ code, message, ...where });
  }
}
