/** What a `Date` can hold, in seconds either side of 1970. */
const MAX_SECONDS = 8.64e12;

/** A time as RFC 3339 in UTC, whole seconds; times no calendar reaches are moved to the end of it. */
export function rfc3339(seconds: number): string {
  const within = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, seconds));
  return new Date(within * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** How long before `now` something was, as docker words it: `3 weeks ago`. Both in seconds since 1970. */
export function ago(seconds: number, now: number): string {
  const elapsed = now - seconds;
  if (elapsed < 0) return 'in the future';
  return `${duration(elapsed)} ago`;
}

/** docker's words (go-units `HumanDuration`). */
function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.round(seconds / 3600);
  if (seconds < 1) return 'Less than a second';
  if (seconds < 2) return '1 second';
  if (seconds < 60) return `${Math.floor(seconds)} seconds`;
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(hours / 24 / 365)} years`;
}
