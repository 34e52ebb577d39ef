import { isObject } from '../../base/shape.ts';
import type { ImageConfig } from '../../model/manifest.ts';
import { compareTexts } from '../packages/versions/pieces.ts';

/**
 * What a change of the config means for whoever runs the image. `none`: it tells of the build only. `harmless`: it
 * differs from build to build, and only a label says it. `real`: containers run otherwise.
 */
export const CONFIG_WEIGHTS = ['none', 'harmless', 'real'] as const;

/** A field of the config that differs, with both values as the image has them; what is no text is JSON. */
export interface ConfigChange {
  /** `env.PATH`, `label.version`, `port.80/tcp`, `volume./data`, `cmd`, `os`, or the field as the config spells it. */
  readonly key: string;
  readonly change: 'A' | 'C' | 'D';
  readonly before: string | null;
  readonly after: string | null;
  readonly weight: (typeof CONFIG_WEIGHTS)[number];
}

type Values = ReadonlyMap<string, string>;

/** Settings that have another name here: the Dockerfile's. */
const NAMES: Readonly<Record<string, string>> = {
  Entrypoint: 'entrypoint',
  Cmd: 'cmd',
  User: 'user',
  WorkingDir: 'workdir',
  StopSignal: 'stopSignal',
  Healthcheck: 'healthcheck',
  Shell: 'shell',
  OnBuild: 'onbuild',
};

/**
 * Who made it, when and with what; the container in which the classic builder took the last step, and the image it began
 * with: containers do not take over these, and a copy to an OCI layout loses them.
 */
const BUILD_FIELDS = new Set(['created', 'author', 'dockerVersion', 'Hostname', 'Domainname', 'Image']);
/** Of fields that BuildKit writes into every image, the one that means something on Windows only. */
const WINDOWS_FIELD = 'ArgsEscaped';
/** Labels that say when, as the annotations of OCI and those before them. */
const DATE_LABEL = /^label\.(?:org\.opencontainers\.image\.created|org\.label-schema\.build-date|build-date)$/;

/** The fields in which two configs differ, ordered by key; the order of `Env` is none. */
export function configChanges(before: ImageConfig, after: ImageConfig): ConfigChange[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort(compareTexts);
  const isForWindows = after.platform?.os === 'windows';
  return keys.flatMap((key): ConfigChange[] => {
    const [one, two] = [old.get(key), now.get(key)];
    if (one === two) return [];
    const change = one === undefined ? 'A' : two === undefined ? 'D' : 'C';
    return [{ key, change, before: one ?? null, after: two ?? null, weight: weightOf(key, isForWindows) }];
  });
}

function weightOf(key: string, isForWindows: boolean): ConfigChange['weight'] {
  if (BUILD_FIELDS.has(key) || (key === WINDOWS_FIELD && !isForWindows)) return 'none';
  return DATE_LABEL.test(key) ? 'harmless' : 'real';
}

function valuesOf({ created, author, dockerVersion, platform, settings }: ImageConfig): Values {
  const fields = [
    ...Object.entries({ created, author, dockerVersion, ...platform }).flatMap(fieldOf),
    ...Object.entries(settings).flatMap(settingsOf),
  ];
  return new Map(fields);
}

type Field = readonly [key: string, value: string];

function settingsOf([name, value]: readonly [string, unknown]): readonly Field[] {
  if (name === 'Env' && Array.isArray(value)) return value.map((item) => variableOf(textOf(item)));
  if (name === 'Labels' && isObject(value))
    return Object.entries(value).map(([key, each]) => [`label.${key}`, textOf(each)]);
  if (name === 'ExposedPorts' && isObject(value)) return membersOf('port', value);
  if (name === 'Volumes' && isObject(value)) return membersOf('volume', value);
  return fieldOf([Object.hasOwn(NAMES, name) ? NAMES[name]! : name, value]);
}

/** Go writes what is not set as it likes: as `null`, `""`, `false`, an empty list or object, or not at all. */
function fieldOf([key, value]: readonly [string, unknown]): readonly Field[] {
  const isUnset = value == null || value === false || ['', '""', '[]', '{}'].includes(textOf(value));
  return isUnset ? [] : [[key, textOf(value)]];
}

/** `NAME=value`; of a name given twice the last counts, as it does for whoever runs it. */
function variableOf(text: string): Field {
  const equals = text.indexOf('=');
  return equals < 0 ? [`env.${text}`, '(no value)'] : [`env.${text.slice(0, equals)}`, text.slice(equals + 1)];
}

/** Go writes a set as an object of empty objects. */
function membersOf(kind: string, set: Readonly<Record<string, unknown>>): readonly Field[] {
  return Object.keys(set).map((key) => [`${kind}.${key}`, key]);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, sortedKeys);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareTexts(a, b)));
}
