/** Where a key means something. The more special place wins. */
export type Place =
  | 'everywhere'
  | /** Something with lines to move among, or to scroll in. */ 'list'
  | /** A chosen line that can be looked at. */ 'line'
  | /** There is another pane, or another table. */ 'pane'
  | 'table'
  | 'layers'
  | 'files'
  | 'file'
  | 'compare'
  | 'images'
  | 'treemap'
  | 'history';

/** One thing people can do; the names are those of `keys` in `.varve.yaml`. */
export interface Binding {
  readonly command: string;
  readonly keys: readonly string[];
  readonly places: readonly Place[];
  readonly does: string;
  /** A word for the footer, for those that belong there. */
  readonly short?: string;
}

/** All that keys do: help, footer and README come from here. */
export const BINDINGS = [
  { command: 'up', keys: ['up', 'k'], places: ['list'], does: 'up' },
  { command: 'down', keys: ['down', 'j'], places: ['list'], does: 'down', short: 'move' },
  { command: 'pageUp', keys: ['pageup', 'ctrl-b'], places: ['list'], does: 'a page up' },
  { command: 'pageDown', keys: ['pagedown', 'ctrl-f'], places: ['list'], does: 'a page down' },
  { command: 'halfUp', keys: ['ctrl-u'], places: ['list'], does: 'half a page up' },
  { command: 'halfDown', keys: ['ctrl-d'], places: ['list'], does: 'half a page down' },
  { command: 'first', keys: ['home', 'g'], places: ['list'], does: 'to the first line' },
  { command: 'last', keys: ['end', 'G'], places: ['list'], does: 'to the last line' },
  { command: 'right', keys: ['right', 'l'], places: ['line'], does: 'unfold, or into it', short: 'open' },
  { command: 'left', keys: ['left', 'h'], places: ['line'], does: 'fold, or to the parent' },
  { command: 'toggle', keys: ['space'], places: ['files', 'table', 'compare'], does: 'fold or unfold' },
  {
    command: 'enter',
    keys: ['enter'],
    places: ['line'],
    does: 'look at it: a file, a directory, a layer',
    short: 'look',
  },
  { command: 'nextPane', keys: ['tab', 'shift-tab'], places: ['pane'], does: 'the other pane or table', short: 'pane' },
  {
    command: 'mode',
    keys: ['v'],
    places: ['layers', 'files'],
    does: 'next of: view, changes, range, dead',
    short: 'view/changes/dead',
  },
  { command: 'viewMode', keys: ['1'], places: ['layers', 'files'], does: 'the image as it is after the layer' },
  { command: 'changesMode', keys: ['2'], places: ['layers', 'files'], does: 'what the layer changes' },
  {
    command: 'rangeMode',
    keys: ['3'],
    places: ['layers', 'files'],
    does: 'what the layers from the marked one on change',
  },
  { command: 'deadMode', keys: ['4'], places: ['layers', 'files'], does: 'what of the layer nobody sees any more' },
  { command: 'mark', keys: ['m'], places: ['layers', 'files'], does: 'mark the layer: a range begins here' },
  { command: 'nextLayer', keys: [']', 'J'], places: ['layers', 'files'], does: 'the next layer, whatever pane' },
  { command: 'previousLayer', keys: ['[', 'K'], places: ['layers', 'files'], does: 'the layer below, whatever pane' },
  { command: 'emptySteps', keys: ['e'], places: ['layers'], does: 'show or hide steps that made no layer' },
  {
    command: 'filter',
    keys: ['/'],
    places: ['files', 'layers', 'table'],
    does: 'find paths, as you type',
    short: 'find',
  },
  { command: 'glob', keys: ['*'], places: ['files', 'layers'], does: 'only paths that match a glob' },
  { command: 'goTo', keys: [':'], places: ['files', 'layers'], does: 'go to a path' },
  { command: 'sort', keys: ['s'], places: ['files', 'table', 'compare'], does: 'by name or by size' },
  { command: 'unfoldAll', keys: ['+'], places: ['files', 'compare'], does: 'unfold all' },
  { command: 'foldAll', keys: ['-'], places: ['files', 'compare'], does: 'fold all' },
  { command: 'deeper', keys: ['>'], places: ['files', 'compare'], does: 'unfold one level more' },
  { command: 'shallower', keys: ['<'], places: ['files', 'compare'], does: 'unfold one level less' },
  {
    command: 'parent',
    keys: ['backspace', 'u'],
    places: ['files', 'compare', 'treemap'],
    does: 'to the parent directory',
  },
  { command: 'nextChange', keys: ['n'], places: ['files', 'compare'], does: 'to the next change' },
  { command: 'previousChange', keys: ['N'], places: ['files', 'compare'], does: 'to the change before' },
  { command: 'nextBig', keys: ['b'], places: ['files'], does: 'to the next big file: the largest first' },
  { command: 'copyPath', keys: ['y'], places: ['list'], does: 'copy the path, or what the line tells' },
  { command: 'copyDigest', keys: ['Y'], places: ['layers', 'files', 'table'], does: 'copy the digest of the layer' },
  {
    command: 'extract',
    keys: ['x'],
    places: ['files', 'file'],
    does: 'copy out of the image, into a folder',
    short: 'extract',
  },
  {
    command: 'nextVersion',
    keys: [']'],
    places: ['file'],
    does: 'the next version of the file, deletions too',
    short: 'versions',
  },
  { command: 'previousVersion', keys: ['['], places: ['file'], does: 'the version before' },
  { command: 'further', keys: ['right', 'l'], places: ['file'], does: 'further right in long lines' },
  { command: 'nearer', keys: ['left', 'h'], places: ['file'], does: 'back to the left in long lines' },
  {
    command: 'difference',
    keys: ['d'],
    places: ['file'],
    does: 'what changed since the version before, or the content',
    short: 'diff',
  },
  { command: 'sideBySide', keys: ['s'], places: ['file'], does: 'the difference side by side, or as one' },
  { command: 'hex', keys: ['b'], places: ['file'], does: 'bytes, or text', short: 'bytes' },
  { command: 'narrower', keys: ['alt-left', '{'], places: ['layers', 'files'], does: 'make the left pane narrower' },
  { command: 'wider', keys: ['alt-right', '}'], places: ['layers', 'files'], does: 'make the left pane wider' },
  {
    command: 'waste',
    keys: ['w'],
    places: ['everywhere'],
    does: 'dead bytes: who wrote and who hid them',
    short: 'waste',
  },
  { command: 'duplicates', keys: ['D'], places: ['everywhere'], does: 'files that are there twice' },
  { command: 'packages', keys: ['p'], places: ['everywhere'], does: 'packages', short: 'packages' },
  { command: 'history', keys: ['H'], places: ['everywhere'], does: 'history and Dockerfile', short: 'history' },
  { command: 'treemap', keys: ['t'], places: ['everywhere'], does: 'a directory as a map of its sizes', short: 'map' },
  { command: 'unchanged', keys: ['a'], places: ['compare'], does: 'paths that are the same, too', short: 'all' },
  { command: 'compareWith', keys: ['c'], places: ['compare'], does: 'compare with yet another image' },
  { command: 'compare', keys: ['c'], places: ['everywhere'], does: 'compare with another image' },
  { command: 'images', keys: ['i'], places: ['everywhere'], does: 'all images of the input', short: 'images' },
  { command: 'help', keys: ['?', 'f1'], places: ['everywhere'], does: 'what the keys do', short: 'help' },
  { command: 'back', keys: ['escape'], places: ['everywhere'], does: 'back; ends a filter', short: 'back' },
  { command: 'suspend', keys: ['ctrl-z'], places: ['everywhere'], does: 'stop; fg goes on' },
  { command: 'quit', keys: ['q', 'ctrl-c'], places: ['everywhere'], does: 'quit', short: 'quit' },
] as const satisfies readonly Binding[];

/** The name of something people can do. */
export type Command = (typeof BINDINGS)[number]['command'];

/** Which command a key is, by place. */
export type KeyMap = ReadonlyMap<Place, ReadonlyMap<string, Command>>;

/** The bindings with other keys for some commands, as the user's configuration has them. */
export function boundTo(keys: Readonly<Record<string, readonly string[]>>): readonly Binding[] {
  return BINDINGS.map((binding) => ({ ...binding, keys: keys[binding.command] ?? binding.keys }));
}

/** The keys of all bindings. Of two that want a key in one place the one that comes last has it. */
export function keyMap(bindings: readonly Binding[]): KeyMap {
  const map = new Map<Place, Map<string, Command>>();
  for (const { command, keys, places } of bindings) {
    for (const place of places) {
      const ofPlace = map.get(place) ?? new Map<string, Command>();
      map.set(place, ofPlace);
      for (const key of keys) ofPlace.set(key, command as Command);
    }
  }
  return map;
}

/** What a key does where one is; the first of the places that knows it decides. */
export function commandFor(map: KeyMap, places: readonly Place[], key: string): Command | null {
  for (const place of places) {
    const command = map.get(place)?.get(key);
    if (command !== undefined) return command;
  }
  return null;
}
