import type { ListedCommand } from './command.ts';

/** What `varve --help` prints. */
export function overviewText(commands: Readonly<Record<string, ListedCommand>>): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length)) + 2;
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`);
  return `varve shows what is inside a container image, why it is that big, and what changed.

Usage: varve <image>                 the same as varve analyze <image>
       varve <command> <image> …

Commands:
${lines.join('\n')}

An image is a file of \`docker save\`, an OCI layout or archive, a root filesystem,
a saved manifest, or - for standard input; what it is, its content tells. Else it is
a name, looked for in docker, podman and its registry; docker:// is a registry only.

Examples:
  varve app.tar                      what is in it, and what is dead weight
  docker save app | varve -          the same, without a file
  varve docker://alpine:3            the same, from a registry
  varve ls app.tar /etc --long       files as the running image shows them
  varve diff app.tar --layer 3       what layer 3 adds, changes, deletes
  varve cat app.tar /etc/passwd --layer 0

\`varve <command> --help\` tells more.
`;
}
