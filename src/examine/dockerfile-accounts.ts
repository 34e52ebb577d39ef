/** A user or a group that a layer added. */
interface Account {
  readonly name: string;
  readonly fields: readonly string[];
}

const NAME = /^[a-z_][a-z0-9_.-]*\$?$/i;
const FIRST_USER = 1000;

/** Users and groups of the text of `passwd` or `group` that the text before does not have. */
function added(before: string, after: string, fields: number): readonly Account[] {
  const known = new Set(before.split('\n').map((line) => line.split(':', 1)[0]));
  return after.split('\n').flatMap((line): Account[] => {
    const parts = line.split(':');
    const [name = ''] = parts;
    return parts.length === fields && NAME.test(name) && !known.has(name) ? [{ name, fields: parts }] : [];
  });
}

/** The texts of `/etc/passwd` and `/etc/group` below and at a layer. */
export interface AccountFiles {
  readonly passwd: readonly [before: string, after: string];
  readonly group: readonly [before: string, after: string];
}

/**
 * Commands that add the users and groups that a layer added, groups first. Where the layer installs packages, those with
 * low numbers are taken for theirs.
 */
export function accountCommands(
  { passwd, group }: AccountFiles,
  isAlpine: boolean,
  withPackages: boolean,
): readonly string[] {
  const isOwn = (id: string | undefined): boolean =>
    /^\d{1,10}$/.test(id ?? '') && (!withPackages || Number(id) >= FIRST_USER);
  const groups = added(...group, 4).filter(({ fields }) => isOwn(fields[2]));
  const users = added(...passwd, 7).filter(({ fields }) => isOwn(fields[2]) && /^\d{1,10}$/.test(fields[3]!));
  return [
    ...groups.map(({ name, fields }) =>
      isAlpine ? `addgroup -g ${fields[2]} ${name}` : `groupadd -g ${fields[2]} ${name}`,
    ),
    ...users.map(({ name, fields }) => userCommand(name, fields, isAlpine)),
  ];
}

function userCommand(name: string, [, , uid, gid, , home, shell]: readonly string[], isAlpine: boolean): string {
  const [at, by] = [quoted(home!), quoted(shell!)];
  if (isAlpine)
    return `adduser -D -H -u ${uid} -G "$(awk -F: '$3 == ${gid} {print $1}' /etc/group)" -h ${at} -s ${by} ${name}`;
  return `useradd -u ${uid} -g ${gid} -d ${at} -s ${by} ${name}`;
}

/** A word for a shell. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
