import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BaseArchive, baseArchive } from './base-archive.ts';

const CORPUS = join(import.meta.dirname, '../../../shared/corpus');

/** The demo image. */
export function demoArchive(): Promise<BaseArchive> {
  return baseArchive('demo', readFileSync(join(import.meta.dirname, '../../fixtures/demo.tar')));
}

/** The sound cases of the corpus that are a single file; none where there is no corpus beside the checkout. */
export async function corpusArchives(): Promise<readonly BaseArchive[]> {
  if (!existsSync(CORPUS)) return [];
  return Promise.all(
    readdirSync(CORPUS)
      .toSorted()
      .flatMap((name) => caseArchive(name)),
  );
}

function caseArchive(name: string): readonly Promise<BaseArchive>[] {
  const path = join(CORPUS, name, 'case.json');
  if (!existsSync(path)) return [];
  const { expect, input, reference, args } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly expect: string;
    readonly input: string;
    readonly reference?: string;
    readonly args?: readonly string[];
  };
  const file = join(CORPUS, name, input);
  const isPlain = reference === undefined || reference === '-';
  if (expect !== 'ok' || !isPlain || !statSync(file).isFile()) return [];
  return [baseArchive(`corpus ${name}`, readFileSync(file), args)];
}
