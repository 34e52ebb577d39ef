const NANOS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Nanoseconds of a duration as Go writes it, `1m30s`, or of a number of them; `undefined` for all else. */
export function durationNanos(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(?:\d+(?:\.\d*)?(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|μs|ms|s|m|h)/g))
    sum += Number(count) * NANOS[unit!]!;
  return Math.round(sum);
}

/** A duration as people write it: `1m30s`, `5m`, `500ms`. */
export function formatDuration(nanos: number): string {
  if (nanos < NANOS['s']!) return `${nanos / 1e6}ms`;
  const hours = Math.floor(nanos / NANOS['h']!);
  const minutes = Math.floor((nanos % NANOS['h']!) / NANOS['m']!);
  const seconds = (nanos % NANOS['m']!) / NANOS['s']!;
  return [hours && `${hours}h`, minutes && `${minutes}m`, seconds && `${seconds}s`].filter(Boolean).join('');
}
