import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BARE_MACHINE } from '../../fixtures/remote.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { ERRORS, VarveError } from '../../src/model/error.ts';
import { parsePlatform } from '../../src/model/platform.ts';
import { parseReference } from '../../src/model/reference.ts';
import { chooseImage } from '../../src/source/choose-image.ts';
import type { ImageManifest } from '../../src/source/image-source.ts';
import { openSource } from '../../src/source/open-source.ts';
import { pathKind } from '../../src/source/path-kind.ts';

/** Cases with independent truth, beside the checkout where the project is worked on. */
const CORPUS = join(import.meta.dirname, '../../../shared/corpus');

interface Case {
  readonly name: string;
  readonly oddity: string;
  readonly input: string;
  readonly reference?: string;
  readonly args?: readonly string[];
  readonly stdin?: boolean;
  readonly expect: 'ok' | 'error' | 'any';
  readonly exit: number | readonly number[];
  readonly errorMentions: readonly string[];
  readonly mustNotMention?: readonly string[];
  readonly images?: number | '*';
  readonly layers?: number;
}

/** Damage within a layer shows when layers are read, an unknown option before anything is. */
const NOT_OURS = /^(layer-(damage|stream)-|usage-1$)/;
/** Two gigabytes of zeros: who writes them to a temporary file tests the disk. */
const SLOW = /^bomb-2$/;

const cases = existsSync(CORPUS) ? readdirSync(CORPUS).sort().flatMap(readCase) : [];
if (cases.length === 0) console.log('skipped: there is no corpus beside the checkout');

function readCase(folder: string): readonly Case[] {
  const path = join(CORPUS, folder, 'case.json');
  if (!existsSync(path) || NOT_OURS.test(folder) || SLOW.test(folder)) return [];
  return [JSON.parse(readFileSync(path, 'utf8')) as Case];
}

async function open(each: Case): Promise<{ readonly listed: number; readonly image: ImageManifest }> {
  const input = join(CORPUS, each.name, each.input);
  const option = (name: string) => each.args?.[each.args.indexOf(name) + 1 || Number.NaN];
  const reference = parseReference((each.reference ?? '{}').replace('{}', input), pathKind);
  const stdin = (async function* () {
    yield readFileSync(input);
  })();
  const openStream = () => Promise.reject(new Error('all is read again here'));
  const machine = { remote: BARE_MACHINE, note: () => {} };
  const source = await openSource(reference, {
    limits: DEFAULT_LIMITS,
    rereadable: true,
    openStream,
    stdin,
    ...machine,
  });
  try {
    const entries = source.list();
    const platform = option('--platform');
    const { entry } = chooseImage(entries, {
      image: option('--image') ?? (reference.kind === 'name' ? null : reference.image) ?? undefined,
      platform: platform === undefined ? undefined : parsePlatform(platform),
      hostArchitecture: 'amd64',
    });
    return { listed: entries.length, image: await source.open(entry) };
  } finally {
    await source.close();
  }
}

const named = (expected: Case['expect']) =>
  cases.filter((each) => each.expect === expected).map((each) => [`${each.name}: ${each.oddity}`, each] as const);

describe.skipIf(cases.length === 0)('the corpus', () => {
  it.each(named('ok'))('opens %s', async (_what, each) => {
    const { listed, image } = await open(each);
    expect(image.layers).toHaveLength(each.layers!);
    expect([listed, '*']).toContain(each.images);
  });

  it.each(named('error'))('refuses %s', async (_what, each) => {
    const error = await open(each).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(VarveError);
    const { code, message, hint = '' } = error as VarveError;
    expect([each.exit].flat()).toContain(ERRORS[code].exit);
    const said = `${message}\n${hint}`.toLowerCase();
    const isSaid = (wanted: string) =>
      wanted
        .replace('{input}', basename(each.input))
        .toLowerCase()
        .split('|')
        .some((choice) => said.includes(choice));
    expect({ said, missing: each.errorMentions.filter((wanted) => !isSaid(wanted)) }).toEqual({ said, missing: [] });
    for (const unwanted of each.mustNotMention ?? []) expect(said).not.toContain(unwanted);
  });

  it.each(named('any'))('does not break at %s', async (_what, each) => {
    const error = await open(each).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect([undefined, VarveError]).toContain((error as VarveError | undefined)?.constructor);
  });
});
