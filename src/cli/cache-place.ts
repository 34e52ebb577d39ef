import { isAbsolute, join } from 'node:path';
import { LayerCache } from '../layer/layer-cache.ts';
import { VarveError } from '../model/error.ts';
import type { Io } from './io.ts';

/** Options that say where the cache is, and whether it is used. */
export interface CacheArgs {
  readonly 'cache-dir'?: string | undefined;
  readonly 'no-cache'?: boolean | undefined;
}

/** The cache that a command shall use, `undefined` for none. @throws VarveError `USAGE` */
export function cacheOf(args: CacheArgs, io: Io): LayerCache | undefined {
  const place = cachePlace(args, io);
  return place === undefined || args['no-cache'] ? undefined : new LayerCache(place);
}

/**
 * The directory of the cache: that of `--cache-dir`, of `VARVE_CACHE_DIR`, or where this system keeps caches; `undefined`
 * when the user has no such place. @throws VarveError `USAGE`
 */
export function cachePlace({ 'cache-dir': given }: CacheArgs, io: Io): string | undefined {
  if (given === '') throw new VarveError('USAGE', '--cache-dir names no directory');
  const usual = join(...usualPlace(io));
  return given ?? (io.env['VARVE_CACHE_DIR'] || (isAbsolute(usual) ? usual : undefined));
}

/** The XDG specification has relative paths ignored. */
function usualPlace({ system, env, home }: Io): [string, ...string[]] {
  if (system === 'darwin') return [home, 'Library', 'Caches', 'varve'];
  if (system === 'win32') return [env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'varve', 'Cache'];
  const cacheHome = env['XDG_CACHE_HOME'] ?? '';
  return [isAbsolute(cacheHome) ? cacheHome : join(home, '.cache'), 'varve'];
}
