import type { ListedCommand } from './command.ts';

/** What an image alone does. */
export const IMAGE: ListedCommand = {
  summary: 'Walk through the image, or say what analyze says',
  load: async () => (await import('./commands/explore.ts')).imageCommand,
};

/** All commands by name, in the order help lists them. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = {
  explore: {
    summary: 'Walk through the image in the terminal',
    load: async () => (await import('./commands/explore.ts')).exploreCommand,
  },
  analyze: {
    summary: 'Show layers, sizes, dead bytes and who is to blame for them',
    load: async () => (await import('./commands/analyze.ts')).analyzeCommand,
  },
  ls: {
    summary: 'List files of the image as it is after any layer',
    load: async () => (await import('./commands/ls.ts')).lsCommand,
  },
  cat: {
    summary: 'Print a file, also one that a later layer replaced or deleted',
    load: async () => (await import('./commands/cat.ts')).catCommand,
  },
  extract: {
    summary: 'Copy files and folders of the image into a folder',
    load: async () => (await import('./commands/extract.ts')).extractCommand,
  },
  export: {
    summary: 'Write the files of the image as one tar',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  diff: {
    summary: 'Show what differs between two images, or what each layer of one changes',
    load: async () => (await import('./commands/diff.ts')).diffCommand,
  },
  log: {
    summary: 'Show the history of one path, layer by layer',
    load: async () => (await import('./commands/log.ts')).logCommand,
  },
  history: {
    summary: 'Show the history of the image, as docker history does',
    load: async () => (await import('./commands/history.ts')).historyCommand,
  },
  dockerfile: {
    summary: 'Rebuild the Dockerfile, and prove that it gives the config',
    load: async () => (await import('./commands/dockerfile.ts')).dockerfileCommand,
  },
  packages: {
    summary: 'List packages with their layers, files and bytes',
    load: async () => (await import('./commands/packages.ts')).packagesCommand,
  },
  inspect: {
    summary: 'Show manifest and config, as skopeo inspect does',
    load: async () => (await import('./commands/inspect.ts')).inspectCommand,
  },
  tags: {
    summary: 'List the tags of a registry repository',
    load: async () => (await import('./commands/tags.ts')).tagsCommand,
  },
  verify: {
    summary: 'Check every digest, size and count against the bytes',
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  cache: {
    summary: 'List, shrink or clear what is kept of layers that were read',
    load: async () => (await import('./commands/cache.ts')).cacheCommand,
  },
  completion: {
    summary: 'Print a completion script for a shell',
    load: async () => (await import('./commands/completion.ts')).completionCommand(COMMANDS),
  },
};
