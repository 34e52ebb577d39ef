import { printable } from '../../base/text.ts';
import { rfc3339 } from '../../base/time.ts';
import { isSystemError, onDisk, systemReason } from '../../blob/system-error.ts';
import { documentHead } from '../../examine/opened.ts';
import { type CacheFile, CacheFolder } from '../../layer/cache-folder.ts';
import { isLayer, listCache } from '../../layer/list-cache.ts';
import { clearCache, DEFAULT_CACHE_BYTES, pruneCache } from '../../layer/prune-cache.ts';
import { VarveError } from '../../model/error.ts';
import type { CacheDocument } from '../../report/documents/cache.ts';
import { cacheText } from '../../report/text/cache.ts';
import { type CacheArgs, cachePlace } from '../cache-place.ts';
import { command } from '../command.ts';
import { cacheDirOption, type DocumentArgs, documentOptions } from '../options.ts';
import { checkOutput, printDocument } from '../output.ts';
import { choiceValue, sizeValue } from '../values.ts';

interface Args extends DocumentArgs, CacheArgs {
  readonly action: string;
  readonly 'max-size'?: string | undefined;
}

const ACTIONS = ['ls', 'prune', 'clear'] as const;
type Action = (typeof ACTIONS)[number];

/** `varve cache ls|prune|clear`. */
export const cacheCommand = command<Args>({
  usage: 'cache <action>',
  summary: 'What varve keeps of layers that it had to unpack or to download, so that it need not do so again.',
  examples: [
    ['cache ls', 'which layers, how large, when last used'],
    ['cache prune --max-size 500MB', 'remove what was not used for longest, down to that size'],
    ['cache clear', 'remove all of it'],
  ],
  options: (yargs) =>
    documentOptions(
      cacheDirOption(yargs.positional('action', { type: 'string', demandOption: true, describe: ACTIONS.join(', ') })),
    ).option('max-size', {
      type: 'string',
      requiresArg: true,
      describe: 'With prune: what the cache may take [2GiB]',
    }),
  async run(args, io) {
    checkOutput(args);
    const action = choiceValue('the action', args.action, ACTIONS);
    const size = args['max-size'];
    if (size !== undefined && action !== 'prune') throw new VarveError('USAGE', '--max-size goes with prune only');
    const maxBytes = size === undefined ? DEFAULT_CACHE_BYTES : sizeValue('--max-size', size);
    const directory = cachePlace(args, io);
    if (directory === undefined) {
      throw new VarveError('USAGE', 'there is no place for a cache', { hint: 'Name one with --cache-dir.' });
    }
    await printDocument(await documentOf(directory, action, maxBytes), args, io, cacheText);
    return 0;
  },
});

async function documentOf(directory: string, action: Action, maxBytes: number): Promise<CacheDocument> {
  const folder = new CacheFolder(directory);
  const removed = await removedBy(action, folder, maxBytes);
  const { layers, bytes } = await onDisk(`reading the cache ${printable(folder.path)}`, () => listCache(folder));
  return {
    ...documentHead('cache'),
    directory,
    bytes,
    layers: layers.map(({ usedAtMs, ...layer }) => ({ ...layer, lastUsed: rfc3339(Math.floor(usedAtMs / 1000)) })),
    ...(removed && { removed: { layers: removed.filter(isLayer).length, bytes: bytesOf(removed) } }),
  };
}

async function removedBy(
  action: Action,
  folder: CacheFolder,
  maxBytes: number,
): Promise<readonly CacheFile[] | undefined> {
  if (action === 'ls') return undefined;
  try {
    return await (action === 'clear' ? clearCache(folder) : pruneCache(folder, maxBytes));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const message = `removing files from the cache ${printable(folder.path)}: ${systemReason(error)}`;
    throw new VarveError('OUTPUT_FAILED', message, { cause: error });
  }
}

function bytesOf(files: readonly CacheFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
