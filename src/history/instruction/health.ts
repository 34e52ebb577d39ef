import { durationNanos, formatDuration } from './duration.ts';
import { goValue } from './go-text.ts';
import { wordList } from './word-list.ts';

/** A health check as configs hold it. Durations in nanoseconds; 0 is the engine's own. */
export interface Health {
  readonly test: readonly string[];
  readonly interval: number;
  readonly timeout: number;
  readonly startPeriod: number;
  readonly startInterval: number;
  readonly retries: number;
}

const FLAGS = {
  interval: 'interval',
  timeout: 'timeout',
  'start-period': 'startPeriod',
  'start-interval': 'startInterval',
} as const;

/** What `HEALTHCHECK` recorded as Go prints it: `&{["CMD-SHELL" "true"] "30s" "3s" "0s" "0s" '\x03'}`. */
export function printedHealth(text: string): Health | undefined {
  const [test, ...rest] = goValue(text) ?? [];
  if (!Array.isArray(test) || !isTexts(test)) return undefined;
  const retries = typeof rest.at(-1) === 'number' ? Number(rest.at(-1)) : 0;
  const durations = rest.slice(0, -1).map((each) => durationNanos(String(each)) ?? 0);
  const [interval = 0, timeout = 0, startPeriod = 0, startInterval = 0] = durations;
  return { test, interval, timeout, startPeriod, startInterval, retries };
}

/** What stands behind `HEALTHCHECK` in a Dockerfile. */
export function writtenHealth(
  text: string,
  shellWords: (text: string) => readonly string[] | undefined,
): Health | undefined {
  const values = { interval: 0, timeout: 0, startPeriod: 0, startInterval: 0 };
  let retries = 0;
  const rest = text.replace(/--([a-z-]+)=(\S+)\s*/g, (_, flag: string, value: string) => {
    const name = Object.hasOwn(FLAGS, flag) ? FLAGS[flag as keyof typeof FLAGS] : undefined;
    if (name) values[name] = durationNanos(value) ?? 0;
    else if (flag === 'retries') retries = Number(value) || 0;
    return '';
  });
  if (/^none\s*$/i.test(rest)) return { ...values, test: ['NONE'], retries };
  const command = /^cmd\s+(.*)$/is.exec(rest)?.[1];
  if (command === undefined) return undefined;
  const words = shellWords(command);
  return { ...values, retries, test: words ? ['CMD', ...words] : ['CMD-SHELL', command] };
}

/** The health check of a config's settings; `undefined` when they have none. */
export function configuredHealth(value: unknown): Health | undefined {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const test = fields['Test'];
  if (!Array.isArray(test) || !isTexts(test) || test.length === 0) return undefined;
  const number = (name: string): number => (typeof fields[name] === 'number' ? fields[name] : 0);
  return {
    test,
    interval: number('Interval'),
    timeout: number('Timeout'),
    startPeriod: number('StartPeriod'),
    startInterval: number('StartInterval'),
    retries: number('Retries'),
  };
}

/** The check as a Dockerfile writes it behind `HEALTHCHECK`. */
export function healthText({ test, retries, ...durations }: Health, shell: readonly string[]): string {
  const [kind, ...words] = test;
  if (kind === 'NONE') return 'NONE';
  const flags = Object.entries(FLAGS).flatMap(([flag, name]) => {
    const nanos = durations[name];
    return nanos > 0 ? [`--${flag}=${formatDuration(nanos)}`] : [];
  });
  if (retries > 0) flags.push(`--retries=${retries}`);
  const isLine = kind === 'CMD-SHELL' && !words.join(' ').includes('\n');
  const listed = kind === 'CMD-SHELL' ? [...shell, ...words] : words;
  return [...flags, 'CMD', isLine ? words.join(' ') : wordList(listed)].join(' ');
}

/** The check as one text: equal for equal checks. */
export function healthKey({ test, interval, timeout, startPeriod, startInterval, retries }: Health): string {
  return test[0] === 'NONE'
    ? '["NONE"]'
    : JSON.stringify({ test, interval, timeout, startPeriod, startInterval, retries });
}

function isTexts(values: readonly unknown[]): values is readonly string[] {
  return values.every((each) => typeof each === 'string');
}
