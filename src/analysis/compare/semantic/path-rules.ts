import type { FileDifference } from './file-difference.ts';
import type { ReasonId } from './reasons.ts';

/** Paths whose content says nothing, or tells of itself why it differs. */
interface PathRule {
  readonly id: ReasonId;
  readonly at: RegExp;
  /** Also what is there only once. */
  readonly takesSingles: boolean;
  /** Also directories. */
  readonly takesDirectories?: boolean;
}

const RULES: readonly PathRule[] = [
  { id: 'machine-id', at: /^\/(?:etc\/machine-id|var\/lib\/dbus\/machine-id|etc\/hostid)$/, takesSingles: true },
  { id: 'random-seed', at: /^\/var\/lib\/(?:systemd|urandom)\/random-seed$/, takesSingles: true },
  { id: 'log', at: /^\/var\/log\/./, takesSingles: true },
  { id: 'ldconfig-cache', at: /^\/var\/cache\/ldconfig\/aux-cache$/, takesSingles: true },
  {
    id: 'backup',
    at: /^\/(?:var\/lib\/dpkg\/[^/]+-old|var\/backups\/.+|etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-)$/,
    takesSingles: true,
  },
  {
    id: 'cache',
    at: /^\/(?:var\/cache|var\/lib\/apt\/lists|var\/lib\/(?:dnf|yum)\/history|(?:root|home\/[^/]+)\/\.cache)\/.|^\/usr\/share\/fonts\/.*\/\.uuid$|^\/var\/lib\/rpm\/(?:__db\.\d+|\.rpm\.lock)$/,
    takesSingles: true,
    takesDirectories: true,
  },
  { id: 'host-key', at: /^\/etc\/ssh\/ssh_host_[^/]*$/, takesSingles: false },
];
const BYTECODE = /\/__pycache__$|\.py[co]$/;
const EXECUTABLE = 0o111;

/** The reason that lies in the path of a difference alone. Links, programs, and changes of owner or mode have none. */
export function reasonOfPath(difference: FileDifference): ReasonId | undefined {
  const { path, type, mode, change } = difference;
  const isSingle = change === 'A' || change === 'D';
  if (isSingle && BYTECODE.test(path)) return 'python-cache';
  const isFile = (type === 'file' || type === 'hardlink') && (mode & EXECUTABLE) === 0;
  if (!(isFile || type === 'dir') || !(isSingle || isOfContent(difference))) return undefined;
  const rule = RULES.find(({ at }) => at.test(path));
  if (!rule || (isSingle && !rule.takesSingles) || (!isFile && !rule.takesDirectories)) return undefined;
  return rule.id;
}

/** Whether nothing differs but content and the time of the last change. */
export function isOfContent({ change, reasons }: FileDifference): boolean {
  return (
    change === 'C' && reasons.includes('content') && reasons.every((each) => each === 'content' || each === 'mtime')
  );
}
