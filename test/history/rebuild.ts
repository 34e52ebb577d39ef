/**
 * Builds rebuilt Dockerfiles again with buildah and compares the configs: writes reports/rebuild.md.
 * `npx tsx test/history/rebuild.ts`; wants buildah, and a busybox that needs no library.
 */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FIELDS } from '../../src/history/replay.ts';
import { runInProcess } from '../cli/run-varve.ts';

/** Dockerfiles over a root of busybox alone, by what they try. */
const CASES: Readonly<Record<string, string>> = {
  'every setting': `LABEL one=1 two="with blanks and \\"quotes\\"" three=a\\ b
ENV A=1 B="two words" EMPTY= PRICE=\\$5
WORKDIR /srv/dir
WORKDIR relative
VOLUME /data /logs
EXPOSE 80 443/tcp 53/udp
STOPSIGNAL SIGQUIT
USER 1000:1000
SHELL ["/bin/sh", "-ec"]
HEALTHCHECK --interval=5m --timeout=3s --retries=5 CMD ["true"]
ENTRYPOINT ["/bin/sh", "-c"]
CMD echo hello`,
  'build arguments': `ARG VERSION=1.2.3
ENV RELEASE=$VERSION
RUN echo "$VERSION" > /version && echo 'a && b' >> /version && echo "a long line that is broken where commands are joined" >> /version`,
  files: `COPY a.txt b.txt /srv/
COPY --chown=1000:1000 folder /app/
ADD archive.tar /unpacked/
RUN rm /srv/b.txt && ln -s /app /link
CMD ["cat", "/srv/a.txt"]`,
  'lists and shells': `RUN ["/bin/sh", "-c", "echo exec form > /exec"]
CMD ["sh", "-c", "echo \\"quoted\\" $HOME"]
ONBUILD RUN echo child`,
};
/** Images of docker that lie beside the checkout or in the lab, whose rebuilt Dockerfile needs no network. */
const SAMPLES = ['secrets', 'multi-stage', 'variety', 'no-health', 'odd-files', 'dangling', 'imported'];

/** Builders give it where nothing else does. */
const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const work = mkdtempSync(join(tmpdir(), 'varve-rebuild-'));
const storage = ['--root', join(work, 'root'), '--runroot', join(work, 'run'), '--storage-driver', 'vfs'];

function buildah(...args: readonly string[]): string {
  return execFileSync('buildah', [...storage, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

async function varve(...argv: readonly string[]): Promise<string> {
  const { exit, stdout, stderr } = await runInProcess(argv);
  if (exit !== 0) throw new Error(`varve ${argv.join(' ')}: ${stderr}`);
  return stdout;
}

function build(context: string, tag: string, archive: string, options: readonly string[] = []): void {
  buildah(
    'bud',
    '--isolation',
    'chroot',
    '--cap-add',
    'CAP_MKNOD',
    '--format',
    'docker',
    ...options,
    '-t',
    tag,
    context,
  );
  buildah('push', '-q', tag, `docker-archive:${archive}:${tag}`);
}

/** Config settings that Dockerfiles set, without what builders add. */
async function settingsOf(archive: string): Promise<Readonly<Record<string, unknown>>> {
  const { image } = JSON.parse(await varve('inspect', archive, '--image', '@0', '--json')) as {
    image: { config: Record<string, unknown> };
  };
  return Object.fromEntries(FIELDS.map((field) => [field, normal(field, image.config[field])]));
}

function normal(field: string, value: unknown): unknown {
  if (field === 'Env') return ((value ?? []) as readonly unknown[]).filter((each) => each !== DEFAULT_PATH).toSorted();
  if (value === null || value === undefined || value === '' || (field === 'WorkingDir' && value === '/')) return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value;
  if (JSON.stringify((value as { Test?: unknown }).Test) === '["NONE"]') return 'NONE';
  if (typeof value !== 'object') return value;
  const pairs = Object.entries(value).filter(([key, each]) => key !== 'io.buildah.version' && each !== 0);
  return pairs.length === 0 ? null : Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

interface Row {
  readonly name: string;
  readonly origin: string;
  readonly proof: string;
  readonly outcome: string;
}

async function rebuilt(name: string, origin: string, archive: string): Promise<Row> {
  const context = join(work, `context-${name.replaceAll(' ', '-')}`);
  try {
    await varve('dockerfile', archive, '--image', '@0', '--to', context, '--quiet');
    const proof = /^# proof: (.*)$/m.exec(readFileSync(join(context, 'Dockerfile'), 'utf8'))?.[1] ?? 'none';
    const again = join(work, `again-${name.replaceAll(' ', '-')}.tar`);
    build(context, 'localhost/again:1', again);
    const [before, after] = [await settingsOf(archive), await settingsOf(again)];
    const unlike = FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
    return {
      name,
      origin,
      proof,
      outcome:
        unlike.length === 0
          ? 'the same'
          : `differs: ${unlike.map((field) => `${field} ${JSON.stringify(before[field])} → ${JSON.stringify(after[field])}`).join('; ')}`,
    };
  } catch (error) {
    const text =
      error instanceof Error
        ? `${error.message} ${String((error as { stderr?: unknown }).stderr ?? '')}`
        : String(error);
    return {
      name,
      origin,
      proof: '',
      outcome: `does not build: ${text.replaceAll(work, '').trim().split('\n').slice(-2).join(' ').slice(0, 300)}`,
    };
  }
}

function makeContext(name: string, lines: string): string {
  const context = join(work, name.replaceAll(' ', '-'));
  mkdirSync(join(context, 'folder/below'), { recursive: true });
  mkdirSync(join(context, 'bin'));
  copyFileSync(process.env['BUSYBOX'] ?? '/bin/busybox', join(context, 'bin/busybox'));
  for (const each of ['a.txt', 'b.txt', 'folder/c', 'folder/below/d']) writeFileSync(join(context, each), each);
  execFileSync('tar', ['-C', context, '-cf', join(context, 'archive.tar'), 'folder']);
  writeFileSync(
    join(context, 'Dockerfile'),
    `FROM scratch\nCOPY bin /bin\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n${lines}\n`,
  );
  return context;
}

function samples(): (readonly [name: string, origin: string, archive: string])[] {
  const lab = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'varve-lab/images');
  const engines = existsSync(lab) ? readdirSync(lab).filter((each) => /^\d/.test(each)) : [];
  const made = engines.flatMap((engine) =>
    SAMPLES.map((name) => [`${name}-${engine}`, `docker ${engine}`, join(lab, engine, `${name}.tar`)] as const),
  );
  const folder = process.env['VARVE_SAMPLES'] ?? join(import.meta.dirname, '../../../shared/samples');
  const stored = existsSync(folder) ? readdirSync(folder).filter((each) => each.endsWith('.tar')) : [];
  return [
    ...made.filter(([, , archive]) => existsSync(archive)),
    ...stored
      .filter((each) => !each.includes('blackbox'))
      .map((each) => [each.replace('.tar', ''), 'sample', join(folder, each)] as const),
  ];
}

async function report(): Promise<string> {
  const rows: Row[] = [];
  for (const [name, lines] of Object.entries(CASES)) {
    for (const [form, options] of [
      ['one layer', []],
      ['a layer a step', ['--layers']],
    ] as const) {
      const archive = join(work, `${name.replaceAll(' ', '-')}-${form.replaceAll(' ', '-')}.tar`);
      build(makeContext(`${name} ${form}`, lines), 'localhost/first:1', archive, options);
      rows.push(await rebuilt(`${name}, ${form}`, 'buildah', archive));
    }
  }
  for (const [name, origin, archive] of samples()) rows.push(await rebuilt(name, origin, archive));
  const same = rows.filter(({ outcome }) => outcome === 'the same').length;
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return [
    '# Dockerfiles that were built again',
    '',
    `\`varve dockerfile IMAGE --to DIR\`, then \`buildah bud DIR\` (${execFileSync('buildah', ['--version'], { encoding: 'utf8' }).trim().split(' (')[0]}), then both configs compared: ${FIELDS.join(', ')}. ${same} of ${rows.length} are the same. Made by \`test/history/rebuild.ts\`. Not compared: the default PATH and the label io.buildah.version, which builders add, and the durations beside HEALTHCHECK NONE. The builds have CAP_MKNOD. Left out: images that need a network or packages (node-app, python-app, apt-*), committed ones, and for their time big-deleted and many-layers.`,
    '',
    '| image | built by | proof | config |',
    '|---|---|---|---|',
    ...rows.map((row) => `| ${[row.name, row.origin, row.proof, row.outcome].map(cell).join(' | ')} |`),
    '',
  ].join('\n');
}

try {
  writeFileSync('reports/rebuild.md', await report());
} finally {
  rmSync(work, { recursive: true, force: true });
}
