import type { ImageConfig } from '../model/manifest.ts';
import type { DockerfileLine } from './dockerfile-line.ts';
import type { Effect } from './instruction/effect.ts';
import { configuredHealth } from './instruction/health.ts';
import { writeInstruction } from './instruction/write-instruction.ts';
import type { Difference, Proof } from './replay.ts';

/** Lines that give an image what its config has and no step of its history says: `docker commit --change` leaves none. */
export function restoredLines({ differences }: Proof, config: ImageConfig, escape: string): DockerfileLine[] {
  const effects = [...assigned('ENV', 'Env', differences), ...assigned('LABEL', 'Labels', differences)];
  for (const text of triggersOf(differences, config)) effects.push({ kind: 'ONBUILD', text });
  for (const difference of differences) {
    const effect = restored(difference, config);
    if (effect) effects.push(effect);
  }
  return effects.map((effect, i) => {
    const { lines } = writeInstruction({ effect, shell: ['/bin/sh', '-c'] }, escape);
    return {
      lines,
      notes: i === 0 ? ['no step of the history says what follows, the config does'] : [],
      origin: 'config',
      step: null,
      layer: null,
    };
  });
}

/** BuildKit's history leaves them out. */
function triggersOf(differences: readonly Difference[], { settings }: ImageConfig): readonly string[] {
  const isMissing = differences.some(({ field, replayed }) => field === 'OnBuild' && replayed === null);
  const triggers: readonly unknown[] = isMissing && Array.isArray(settings['OnBuild']) ? settings['OnBuild'] : [];
  return triggers.filter((each): each is string => typeof each === 'string');
}

function assigned(kind: 'ENV' | 'LABEL', field: 'Env' | 'Labels', differences: readonly Difference[]): Effect[] {
  const values = differences.flatMap(({ field: each, key, found }) =>
    each === field && key !== null && found !== null ? [[key, found] as const] : [],
  );
  return values.length === 0 ? [] : [{ kind, values }];
}

function restored({ field, key, found }: Difference, { settings }: ImageConfig): Effect | undefined {
  switch (field) {
    case 'Cmd':
      return { kind: 'CMD', words: wordsIn(found) };
    case 'Entrypoint':
      return { kind: 'ENTRYPOINT', words: wordsIn(found) };
    case 'Shell':
      return found === null ? undefined : { kind: 'SHELL', words: wordsIn(found) };
    case 'User':
      return { kind: 'USER', text: found || 'root' };
    case 'WorkingDir':
      return { kind: 'WORKDIR', text: found || '/' };
    case 'StopSignal':
      return found ? { kind: 'STOPSIGNAL', text: found } : undefined;
    case 'ExposedPorts':
      return found === null ? undefined : { kind: 'EXPOSE', values: [key!] };
    case 'Volumes':
      return found === null ? undefined : { kind: 'VOLUME', values: [key!] };
    case 'Healthcheck': {
      const check = configuredHealth(settings['Healthcheck']);
      return check && { kind: 'HEALTHCHECK', check };
    }
    default:
      return undefined;
  }
}

function wordsIn(found: string | null): readonly string[] {
  return found === null ? [] : (JSON.parse(found) as readonly string[]);
}
