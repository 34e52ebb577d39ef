import { isObject, record } from '../base/shape.ts';
import { plural, printable } from '../base/text.ts';
import { parseDigest } from '../model/digest.ts';
import { Diagnostics, type Diagnostic } from '../model/diagnostic.ts';
import type { HistoryEntry, ImageConfig } from '../model/manifest.ts';
import { platformOf } from './document.ts';
import { jsonAs, type Origin } from './read-json.ts';

/** A config that was read, and what is odd about it. */
export interface ReadConfig {
  readonly config: ImageConfig;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads an image config. Only a document that is no object stops it: fields of the wrong kind are taken as missing and
 * told, because the layers can be shown without them.
 *
 * @throws VarveError `FORMAT_INVALID`
 */
export function readConfig(bytes: Uint8Array, origin: Origin): ReadConfig {
  const fields = new Fields(jsonAs(bytes, origin, anObject));
  const rootfs = fields.object('rootfs');
  const config: ImageConfig = {
    created: fields.text('created'),
    author: fields.text('author'),
    dockerVersion: fields.text('docker_version'),
    platform: platformOf({
      os: fields.text('os'),
      architecture: fields.text('architecture'),
      variant: fields.text('variant'),
    }),
    diffIds: diffIdsOf(rootfs),
    history: historyOf(fields),
    settings: fields.object('config')?.value ?? {},
  };
  if (!rootfs) fields.odd('rootfs-missing', 'the config has no rootfs: nothing says what the layers hold uncompressed');
  return { config, diagnostics: fields.diagnostics.list() };
}

/** What is odd about a config and the layers of its manifest taken together. */
export function compareWithLayers({ diffIds, history }: ImageConfig, layers: number): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  if (diffIds.length > 0 && diffIds.length !== layers) {
    found.push({
      code: 'diffid-count',
      message: `the config names ${plural(diffIds.length, 'diff_id')} but the image has ${plural(layers, 'layer')}`,
    });
  }
  const steps = history.filter(({ emptyLayer }) => !emptyLayer).length;
  if (history.length > 0 && steps !== layers) {
    const told = plural(steps, 'step that makes a layer', 'steps that make a layer');
    found.push({
      code: 'history-mismatch',
      message: `the history tells of ${told} but the image has ${plural(layers, 'layer')}`,
    });
  }
  return found;
}

/** The claimed diff_id of each layer; `null` for all where the counts differ, because nobody knows which one is missing. */
export function diffIdsOfLayers({ diffIds }: ImageConfig, layers: number): readonly (string | null)[] {
  if (diffIds.length !== layers) return Array.from({ length: layers }, () => null);
  return diffIds.map((diffId) => (parseDigest(diffId) ? diffId : null));
}

function diffIdsOf(rootfs: Fields | undefined): readonly string[] {
  const ids = rootfs?.list('diff_ids').map((id) => (typeof id === 'string' ? id : '')) ?? [];
  const odd = ids.find((id) => !parseDigest(id));
  if (odd !== undefined)
    rootfs!.odd('odd-config', `the config names a diff_id that is no digest: ${printable(JSON.stringify(odd))}`);
  return ids;
}

function historyOf(fields: Fields): readonly HistoryEntry[] {
  return fields.list('history').map((entry, i) => {
    const step = fields.below(entry, `history[${i}]`);
    return {
      created: step.text('created'),
      createdBy: step.text('created_by') ?? '',
      author: step.text('author'),
      comment: step.text('comment'),
      emptyLayer: step.flag('empty_layer'),
    };
  });
}

const anObject = record((value: unknown) => value);

/** Reads fields of a document that may be anything, and notes each that is not of the kind it should be. */
class Fields {
  constructor(
    readonly value: Readonly<Record<string, unknown>>,
    readonly at = '',
    readonly diagnostics = new Diagnostics(),
  ) {}

  text(name: string): string | null {
    return this.#take(name, 'a string', (value) => (typeof value === 'string' ? value : undefined)) || null;
  }

  flag(name: string): boolean {
    return this.#take(name, 'true or false', (value) => (typeof value === 'boolean' ? value : undefined)) ?? false;
  }

  list(name: string): readonly unknown[] {
    return (
      this.#take(name, 'a list', (value) => (Array.isArray(value) ? (value as readonly unknown[]) : undefined)) ?? []
    );
  }

  object(name: string): Fields | undefined {
    const value = this.#take(name, 'an object', (each) => (isObject(each) ? each : undefined));
    return value && new Fields(value, `${this.at}${name}.`, this.diagnostics);
  }

  /** The fields of a thing in a list; none where it is no object. */
  below(value: unknown, at: string): Fields {
    if (!isObject(value)) this.#note(at, 'an object');
    return new Fields(isObject(value) ? value : {}, `${this.at}${at}.`, this.diagnostics);
  }

  odd(code: string, message: string): void {
    this.diagnostics.add({ code, message });
  }

  #take<T>(name: string, expected: string, read: (value: unknown) => T | undefined): T | undefined {
    const value = Object.hasOwn(this.value, name) ? this.value[name] : undefined;
    if (value === undefined || value === null) return undefined;
    const taken = read(value);
    if (taken === undefined) this.#note(name, expected);
    return taken;
  }

  #note(name: string, expected: string): void {
    this.odd('odd-config', `in the config, ${this.at}${name} should be ${expected}; it is taken as missing`);
  }
}
