/**
 * `npm run lab -- FOLDER[=DOCKER_HOST]…`: compares what varve makes of saved images with what others make of them, and
 * writes `reports/lab.md`: `docker history`, `docker export`, `umoci unpack`, and what dpkg-query, apk and rpm say in a
 * chroot. Only for root, and only for images whose programs may run here. DOCKER_HOST is the engine that saved the
 * folder; beside an image may lie what docker said of it once (`NAME.truth`). What is not there is not asked.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Docker } from './docker.ts';
import { compareHistory } from './history.ts';
import { comparePackages } from './packages.ts';
import { orComplaint } from './run.ts';
import { type SavedImage, savedImages, shownImage } from './saved-images.ts';
import { Trees } from './trees.ts';

const sections: string[] = [];
for (const argument of process.argv.slice(2)) {
  const [, folder, host] = /^([^=]+)(?:=(.+))?$/.exec(argument) ?? [];
  if (!folder) throw new Error(`FOLDER[=DOCKER_HOST] was expected, ${argument} was found`);
  sections.push(checkFolder(folder, host === undefined ? undefined : new Docker(host)));
}
writeFileSync('reports/lab.md', `${introduction()}\n\n${sections.join('\n\n')}\n`);

function checkFolder(folder: string, docker: Docker | undefined): string {
  const images = [...savedImages(folder)];
  const lines = images.map((image) => {
    const isOnly = images.filter(({ path }) => path === image.path).length === 1;
    const cells = [shownImage(image, isOnly), ...checkImage(image, docker)];
    console.error(cells.join(' | '));
    return `| ${cells.join(' | ')} |`;
  });
  return `## ${basename(folder)}, ${docker?.about() ?? 'no engine'}

| image | history | export: docker | export: umoci | extract | packages |
|---|---|---|---|---|---|
${lines.join('\n')}`;
}

function checkImage(image: SavedImage, docker: Docker | undefined): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'varve-lab-'));
  try {
    const trees = new Trees(image, docker, folder);
    const told = [
      () => compareHistory(image, docker),
      () => trees.compareDocker(),
      () => trees.compareUmoci(),
      () => trees.compareExtract(),
      () => comparePackages(image, trees), // last: a package manager may write to its database
    ];
    return told.map(orComplaint);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function introduction(): string {
  const [day] = new Date().toISOString().split('T');
  return `# Images of real engines, judged by other tools

Made on ${day} by \`npm run lab -- FOLDER[=DOCKER_HOST]…\`: each image as it was saved, then what differs.

- **history**: all columns of \`docker history\`, as rows and as tables. "Symlinks": docker counts a byte for each letter of a
  symlink's target in layers that BuildKit did not make, checked to the byte. "Blocks": the containerd store counts what its disk uses. "Ids of parents": those of
  an engine's own build steps, which no archive holds.
- **export: docker**: a container's \`docker export\`, unpacked by tar; type, mode, owner, time, content, links, other names and
  extended attributes of every path. A container's own \`/.dockerenv\`, \`/dev\`, \`/proc\`, \`/sys\`, \`/etc/hosts\`, \`hostname\`,
  \`resolv.conf\`, \`mtab\` and the time of \`/etc\` and \`/dev\` are left out, and fractions of seconds, which docker does not
  give. "Contents": digests that were written down when docker had it.
- **export: umoci**: the same of \`umoci unpack\`, times to the nanosecond.
- **extract**: the same of \`varve extract\` beside \`varve export\`, but for attributes, and times to the microsecond.
- **packages**: what \`dpkg-query -W\`, \`apk info -v\` and \`rpm -qa\` say in a chroot: name, version, architecture.`;
}
