const MAX_PORTS = 65_536;

/** The ports of one word of `EXPOSE` as configs spell them: `8000-8001/udp` are two; without a protocol they are TCP's. */
export function portsOf(text: string): readonly string[] {
  const [, range = text, protocol = 'tcp'] = /^(.*?)(?:\/(\w+))?$/s.exec(text) ?? [];
  const [, first, last] = /^(?:.*:)?(\d{1,5})(?:-(\d{1,5}))?$/.exec(range) ?? [];
  if (first === undefined) return [text];
  const count = Math.min(Math.max(Number(last ?? first) - Number(first), 0), MAX_PORTS) + 1;
  return Array.from({ length: count }, (_, i) => `${Number(first) + i}/${protocol.toLowerCase()}`);
}

/** The directory that `WORKDIR path` leads to from `from`. */
export function workdirAt(from: string, path: string, isWindows: boolean): string {
  const separator = isWindows ? '\\' : '/';
  const isAbsolute = isWindows ? /^(?:[A-Za-z]:)?[\\/]/.test(path) : path.startsWith('/');
  const whole = isAbsolute ? path : `${from}${separator}${path}`;
  if (isWindows) return whole.length > 3 ? whole.replace(/[\\/]+$/, '') : whole;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
