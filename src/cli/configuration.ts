import { localDisk } from '../config/settings-file.ts';
import { readVarveConfig } from '../config/varve-config.ts';
import type { KeyWords, VarveConfig } from '../config/varve-config-text.ts';
import { BINDINGS } from '../tui/bindings.ts';
import { isKeyName, nearestKeyName } from '../tui/key-names.ts';
import type { Io } from './io.ts';
import type { ConfigArgs } from './options.ts';

const WORDS: KeyWords = {
  commands: BINDINGS.map(({ command }) => command),
  isKey: isKeyName,
  nearestKey: nearestKeyName,
};

/** What the user set up: in the file that is named, else in the nearest one. @throws VarveError `CONFIG_INVALID` */
export function configurationOf({ config: file }: ConfigArgs, io: Io): Promise<VarveConfig> {
  return readVarveConfig(localDisk(), { file, folder: io.folder(), words: WORDS });
}
