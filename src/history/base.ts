import type { ImageConfig } from '../model/manifest.ts';
import { type BaseClaim, buildahBase, NAME_KEY, notedBases } from './base-claim.ts';
import type { Instruction } from './instruction/effect.ts';
import { type Recorder, recordedOf, usualRecorder } from './instruction/recorded.ts';
import type { Step } from './steps.ts';

/** The image that a Dockerfile begins with. */
export interface Base {
  /** As `FROM` takes it; `scratch` where there is none, or none is known. */
  readonly reference: string;
  readonly source: 'annotation' | 'label' | 'history' | 'os-release' | 'none';
  /** Whether the name is a guess. */
  readonly isGuess: boolean;
  /** Steps of the history that are the base's own. */
  readonly steps: number;
  /** What says so, or why there is none; a sentence without a full stop. */
  readonly reason: string;
}

/** What tells of the base beside the history. */
export interface BaseMarks {
  /** Of the manifest. */
  readonly annotations: Readonly<Record<string, string>>;
  /** What `/etc/os-release` of the lowest layer says. */
  readonly distribution?: { readonly id: string; readonly version: string } | undefined;
}

/** The base of an image: named by buildah's history, annotations or labels; else what the lowest layer looks like. */
export function findBase(
  steps: readonly Step[],
  instructions: readonly Instruction[],
  config: ImageConfig,
  { annotations, distribution }: BaseMarks,
): Base {
  const labels = textsOf(config.settings['Labels']);
  const built = builtOn(steps, config);
  const named = notedBases({ annotations, config }).flatMap(namedIn)[0] ?? kiwiBase(labels);
  if (built) return { ...built, ...(named && { reference: named.reference }) };
  if (named) {
    // Where the base would be all, it was flattened, or names itself.
    const own = boundary(steps, instructions, config);
    return own < steps.length ? { ...named, steps: own } : NO_BASE;
  }
  const system = lowestSteps(steps, instructions);
  if (system === 0 || system >= steps.length) return NO_BASE;
  const told = marked(steps, config, labels) ?? fromDistribution(distribution);
  return told ? { ...told, isGuess: true, steps: system } : NO_BASE;
}

const NO_BASE: Base = {
  ...{ reference: 'scratch', source: 'none', isGuess: false, steps: 0 },
  reason: 'nothing names a base',
};

type Named = Omit<Base, 'steps'>;

function namedIn({ name, digest, saidBy: source }: BaseClaim): readonly Named[] {
  if (name === null || !isReference(name)) return [];
  const isPinned = digest !== null && /^sha256:[0-9a-f]{64}$/.test(digest) && !name.includes('@');
  const reference = isPinned ? `${name}@${digest}` : name;
  return [{ reference, source, isGuess: false, reason: `the ${source} ${NAME_KEY}` }];
}

function kiwiBase(labels: Readonly<Record<string, string>>): Named | undefined {
  const reference = labels['org.opensuse.base.reference'];
  if (!reference || !isReference(reference)) return undefined;
  return { reference, source: 'label', isGuess: false, reason: 'the label org.opensuse.base.reference' };
}

/** What goes behind `FROM` as one word. */
function isReference(text: string): boolean {
  return /^[\w][\w.:/@+-]*$/.test(text);
}

/** Buildah writes `FROM name` as the comment of the first step, and of the others the id of the one before. */
function builtOn(steps: readonly Step[], config: ImageConfig): Base | undefined {
  const names = steps.map(({ history }) => (history && buildahBase(history)) ?? '');
  const at = names.findLastIndex(isReference);
  if (at < 0) return undefined;
  const reference = names[at]!;
  const first = firstOfOneLayer(steps, at, usualRecorder(config));
  return { reference, source: 'history', isGuess: false, steps: first, reason: "buildah's comment in the history" };
}

/** Without `--layers` all steps of a build stand before the one that has the layer and the comment. */
function firstOfOneLayer(steps: readonly Step[], at: number, usual: Recorder): number {
  let first = at;
  while (first > 0) {
    const { history } = steps[first - 1]!;
    const isOwn = history?.emptyLayer && recordedOf(history, usual)?.recorder === 'buildah';
    if (!isOwn) break;
    first -= 1;
  }
  return first;
}

/**
 * Where a base ends whose name is known: an image mostly ends with what it starts, so where more layers follow a `CMD` or
 * `ENTRYPOINT`; with another builder; else with its lowest layer.
 */
function boundary(steps: readonly Step[], instructions: readonly Instruction[], config: ImageConfig): number {
  const usual = usualRecorder(config);
  const lastLayer = steps.findLastIndex(({ layer }) => layer !== null);
  const started = instructions.findLast(
    ({ step, effect }) => step < lastLayer && (effect.kind === 'CMD' || effect.kind === 'ENTRYPOINT'),
  );
  const recorders = steps.map(({ history }) => history && recordedOf(history, usual)?.recorder);
  const own = recorders.at(-1);
  const other = recorders.findLastIndex((each) => each !== own) + 1;
  return Math.max(
    started ? started.step + 1 : lowestSteps(steps, instructions),
    own && other < steps.length ? other : 0,
  );
}

const WINDOWS_UPDATE = /^Install update (\S+)/;

/** The steps up to the lowest layer, if that is a whole root, and what only says how to start it. */
function lowestSteps(steps: readonly Step[], instructions: readonly Instruction[]): number {
  const lowest = steps.findIndex(({ layer }) => layer !== null);
  if (lowest < 0) return 0;
  const byStep = new Map(instructions.map((each) => [each.step, each.effect]));
  const made = byStep.get(lowest);
  const isRoot = (made?.kind === 'ADD' || made?.kind === 'COPY') && /^[/.]$/.test(made.target);
  const isBare = !/^(?:RUN|COPY|ADD) |#\(nop\)|^\|\d|^\S*sh -\w*c /.test(steps[lowest]!.history?.createdBy ?? '');
  if (!isRoot && !isBare) return 0;
  const isOwn = ({ layer, history }: Step): boolean => layer !== null && !WINDOWS_UPDATE.test(history?.createdBy ?? '');
  const next = steps.findIndex((step, place) => place > lowest && isOwn(step));
  const end = next < 0 ? steps.length : next;
  const started = instructions.find(({ step, effect }) => step > lowest && step < end && effect.kind === 'CMD');
  const update = steps.slice(0, end).findLastIndex(({ history }) => WINDOWS_UPDATE.test(history?.createdBy ?? ''));
  return Math.max(started?.step ?? lowest, update) + 1;
}

/** Names that makers of bases leave in the history. */
function marked(
  steps: readonly Step[],
  { platform }: ImageConfig,
  labels: Readonly<Record<string, string>>,
): Named | undefined {
  for (const { history } of steps.slice(0, 8)) {
    const text = history?.createdBy ?? '';
    const [, alpine] = /\balpine-minirootfs-(\d+\.\d+(?:\.\d+)?)-/.exec(text) ?? [];
    if (alpine) return inHistory(`alpine:${alpine}`, 'the file that the lowest layer was made of');
    const [, suite] = /^# debian\.sh .*?'([a-z]+)' '@\d+'/.exec(text) ?? [];
    if (suite) return inHistory(`debian:${suite}`, 'how the lowest layer was made');
    const [, busybox] = /^BusyBox (\d+\.\d+\.\d+)/.exec(text) ?? [];
    if (busybox) return inHistory(`busybox:${busybox}`, 'how the lowest layer was made');
    const [, ubuntu] = /\bLABEL org\.opencontainers\.image\.version=(\d\d\.\d\d)\b/.exec(text) ?? [];
    const isUbuntu = labels['org.opencontainers.image.ref.name'] === 'ubuntu';
    if (ubuntu && isUbuntu) return inHistory(`ubuntu:${ubuntu}`, 'labels in the history');
    const [, windows] = /^(?:Apply image|Install update) (\d+(?:\.\d+)+)/.exec(text) ?? [];
    if (windows && platform?.os === 'windows') {
      const update = WINDOWS_UPDATE.exec(steps[1]?.history?.createdBy ?? '')?.[1];
      return inHistory(
        `mcr.microsoft.com/windows/servercore:${update ?? windows}`,
        'the build of Windows in the history',
      );
    }
  }
  return undefined;
}

function inHistory(reference: string, reason: string): Named {
  return { reference, source: 'history', isGuess: true, reason };
}

const IMAGES: Readonly<Record<string, string>> = {
  almalinux: 'almalinux',
  alpine: 'alpine',
  amzn: 'amazonlinux',
  arch: 'archlinux',
  debian: 'debian',
  fedora: 'fedora',
  ol: 'oraclelinux',
  'opensuse-leap': 'opensuse/leap',
  'opensuse-tumbleweed': 'opensuse/tumbleweed',
  photon: 'photon',
  rocky: 'rockylinux/rockylinux',
  ubuntu: 'ubuntu',
};

function fromDistribution(distribution: BaseMarks['distribution']): Named | undefined {
  if (!distribution) return undefined;
  const { id, version } = distribution;
  const image = Object.hasOwn(IMAGES, id)
    ? IMAGES[id]!
    : id === 'rhel'
      ? `redhat/ubi${version.split('.')[0]}`
      : undefined;
  if (image === undefined) return undefined;
  const hasTag = /^[\w.-]+$/.test(version) && id !== 'arch' && id !== 'opensuse-tumbleweed';
  return {
    reference: hasTag ? `${image}:${version}` : image,
    source: 'os-release',
    isGuess: true,
    reason: '/etc/os-release in the lowest layer',
  };
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((each): each is [string, string] => typeof each[1] === 'string'),
  );
}
