import type { ImageConfig } from '../model/manifest.ts';
import type { Effect, Instruction } from './instruction/effect.ts';
import { configuredHealth, healthKey } from './instruction/health.ts';
import { portsOf, workdirAt } from './settings.ts';

/** Settings of a config that instructions set, as configs spell them. */
export const FIELDS = [
  ...(['Env', 'Labels', 'User', 'WorkingDir', 'Entrypoint', 'Cmd', 'ExposedPorts', 'Volumes'] as const),
  ...(['StopSignal', 'Healthcheck', 'Shell', 'OnBuild'] as const),
] as const;
export type Field = (typeof FIELDS)[number];

/** Where the config is not what the instructions give. */
export interface Difference {
  readonly field: Field;
  /** The variable, label, port or volume; `null` for fields of one value. */
  readonly key: string | null;
  /** What the instructions give; `null` for nothing. */
  readonly replayed: string | null;
  /** What the config has. */
  readonly found: string | null;
  /** The step that gave it; `null` when none did. */
  readonly step: number | null;
}

/** What came of replaying the instructions. */
export interface Proof {
  /** Instructions that set something in the config. */
  readonly instructions: number;
  /** Those of them that set what the config has, or what a later one replaced. */
  readonly fits: number;
  /** In the order of {@link FIELDS}, then by key. */
  readonly differences: readonly Difference[];
}

interface Value {
  readonly text: string;
  readonly step: number | null;
}

/** A field's values by key; the key of a field of one value is `''`. */
type Values = Map<string, Value>;

const SETTERS: ReadonlySet<Effect['kind']> = new Set([
  ...(['ENV', 'LABEL', 'USER', 'WORKDIR', 'ENTRYPOINT', 'CMD', 'EXPOSE', 'VOLUME', 'STOPSIGNAL'] as const),
  ...(['HEALTHCHECK', 'SHELL', 'ONBUILD'] as const),
]);

/** Replays the instructions of an image, its base's too, and compares what they give with its config. */
export function replay(instructions: readonly Instruction[], config: ImageConfig): Proof {
  const replayed = new Replayed(config.platform?.os === 'windows');
  const setters = instructions.filter(({ effect }) => SETTERS.has(effect.kind));
  for (const { effect, step } of setters) replayed.apply(effect, step);
  const found = configuredValues(config);
  const differences = FIELDS.flatMap((field) => compare(field, replayed.values(field), found.get(field)!)).filter(
    (each) => !isExplained(each, replayed, config),
  );
  const wrong = new Set(differences.map(({ step }) => step));
  return { instructions: setters.length, fits: setters.filter(({ step }) => !wrong.has(step)).length, differences };
}

class Replayed {
  readonly #isWindows: boolean;
  readonly #fields = new Map<Field, Values>(FIELDS.map((field) => [field, new Map<string, Value>()]));

  constructor(isWindows: boolean) {
    this.#isWindows = isWindows;
  }

  values(field: Field): Values {
    return this.#fields.get(field)!;
  }

  apply(effect: Effect, step: number): void {
    const set = (field: Field, text: string, key = ''): void => void this.values(field).set(key, { text, step });
    switch (effect.kind) {
      case 'ENV':
        return effect.values.forEach(([name, value]) => set('Env', value, name));
      case 'LABEL':
        return effect.values.forEach(([name, value]) => set('Labels', value, name));
      case 'EXPOSE':
        return effect.values.flatMap(portsOf).forEach((port) => set('ExposedPorts', '', port));
      case 'VOLUME':
        return effect.values.forEach((path) => set('Volumes', '', path));
      case 'CMD':
        return set('Cmd', JSON.stringify(effect.words));
      case 'ENTRYPOINT':
        return set('Entrypoint', JSON.stringify(effect.words));
      case 'SHELL':
        return set('Shell', JSON.stringify(effect.words));
      case 'USER':
        return set('User', effect.text);
      case 'STOPSIGNAL':
        return set('StopSignal', effect.text);
      case 'WORKDIR':
        return set(
          'WorkingDir',
          workdirAt(this.values('WorkingDir').get('')?.text ?? '', effect.text, this.#isWindows),
        );
      case 'HEALTHCHECK':
        return set('Healthcheck', healthKey(effect.check));
      case 'ONBUILD':
        return set('OnBuild', effect.text, `${this.values('OnBuild').size}`);
      default:
        return undefined;
    }
  }
}

function compare(field: Field, replayed: Values, found: Values): Difference[] {
  if (field === 'OnBuild') return compareTriggers(replayed, found);
  const keys = [...new Set([...replayed.keys(), ...found.keys()])].sort();
  return keys.flatMap((key) => {
    const [a, b] = [replayed.get(key), found.get(key)];
    if (a?.text === b?.text || (isNothing(a) && isNothing(b))) return [];
    return [
      { field, key: key === '' ? null : key, replayed: a?.text ?? null, found: b?.text ?? null, step: a?.step ?? null },
    ];
  });
}

/** A build takes the triggers of its base away: only the last ones need to be there. */
function compareTriggers(replayed: Values, found: Values): Difference[] {
  const texts = (values: Values): string[] => [...values.values()].map(({ text }) => text);
  const [own, there] = [texts(replayed), texts(found)];
  const last = there.length === 0 ? [] : own.slice(-there.length);
  if (JSON.stringify(last) === JSON.stringify(there)) return [];
  const shown = (list: readonly string[]): string | null => (list.length === 0 ? null : JSON.stringify(list));
  const step = [...replayed.values()].at(-1)?.step ?? null;
  return [{ field: 'OnBuild', key: null, replayed: shown(own), found: shown(there), step }];
}

function isNothing(value: Value | undefined): boolean {
  return value === undefined || value.text === '' || value.text === '[]' || value.text === '/';
}

const DEFAULT_PATHS = [
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'c:\\Windows\\System32;c:\\Windows',
];

/** What builders do by themselves: they give a `PATH`, mark the image, and an `ENTRYPOINT` takes the base's `CMD` away. */
function isExplained({ field, key, replayed, found }: Difference, all: Replayed, config: ImageConfig): boolean {
  if (field === 'Env' && key === 'PATH' && replayed === null) return DEFAULT_PATHS.includes(found!);
  if (field === 'Labels' && key === 'io.buildah.version') return replayed === null;
  if (field === 'Labels' || field === 'Env') return false;
  const [cmd, entrypoint] = [all.values('Cmd').get(''), all.values('Entrypoint').get('')];
  if (field === 'Cmd' && found === null) return cmd!.step! < (entrypoint?.step ?? -1);
  const isDropped = field === 'Healthcheck' || field === 'Shell' || field === 'OnBuild';
  return isDropped && found === null && config.settings[field] === undefined && isOci(config);
}

/** What buildah writes in OCI's form, which has no health check, shell or triggers. */
function isOci({ settings }: ImageConfig): boolean {
  return !('Hostname' in settings) && 'io.buildah.version' in objectOf(settings['Labels']);
}

/** What the settings of a config are, in the form the replay has them. */
function configuredValues({ settings }: ImageConfig): ReadonlyMap<Field, Values> {
  const one = (text: string | undefined): Values => new Map(text === undefined ? [] : [['', { text, step: null }]]);
  const keyed = (pairs: Iterable<readonly [string, string]>): Values =>
    new Map([...pairs].map(([key, text]) => [key, { text, step: null }]));
  const words = (name: Field): Values =>
    one(textsOf(settings[name])?.length ? JSON.stringify(textsOf(settings[name])) : undefined);
  const text = (name: Field): Values => one(typeof settings[name] === 'string' ? settings[name] : undefined);
  const health = configuredHealth(settings['Healthcheck']);
  const labels = Object.entries(objectOf(settings['Labels'])).filter(
    (each): each is [string, string] => typeof each[1] === 'string',
  );
  return new Map<Field, Values>([
    [
      'Env',
      keyed(
        (textsOf(settings['Env']) ?? []).map((each) => [each.split('=', 1)[0]!, each.slice(each.indexOf('=') + 1)]),
      ),
    ],
    ['Labels', keyed(labels)],
    ['User', text('User')],
    ['WorkingDir', text('WorkingDir')],
    ['Entrypoint', words('Entrypoint')],
    ['Cmd', words('Cmd')],
    ['ExposedPorts', keyed(Object.keys(objectOf(settings['ExposedPorts'])).map((port) => [port, '']))],
    ['Volumes', keyed(Object.keys(objectOf(settings['Volumes'])).map((path) => [path, '']))],
    ['StopSignal', text('StopSignal')],
    ['Healthcheck', one(health && healthKey(health))],
    ['Shell', words('Shell')],
    ['OnBuild', keyed((textsOf(settings['OnBuild']) ?? []).map((each, i) => [String(i), each]))],
  ]);
}

function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
