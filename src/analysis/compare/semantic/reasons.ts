/** Why bytes differ, for people; `harmless` where whoever runs the image cannot tell the two apart. */
export interface ReasonFacts {
  readonly title: string;
  readonly harmless: boolean;
}

/** All that is told of; in this order a difference is put under the first that fits. */
export const REASONS = {
  mtime: { title: 'Only the time of the last change differs.', harmless: true },
  'machine-id': { title: 'The id of the machine is made anew for each system.', harmless: true },
  'random-seed': { title: 'The seed of the random generator is made anew for each system.', harmless: true },
  log: { title: 'Logs of the build, or logs that are the same but for their dates.', harmless: true },
  backup: { title: 'Earlier versions that system tools keep of their own files.', harmless: true },
  cache: { title: 'Caches that are made anew when they are missed.', harmless: true },
  'ldconfig-cache': { title: 'The cache of ldconfig leads to the same libraries.', harmless: true },
  pyc: { title: 'Python bytecode is the same but for the time or hash of its source.', harmless: true },
  'gzip-header': { title: 'gzip files unpack to the same content.', harmless: true },
  archive: { title: 'Archives hold the same members in another order, or with other dates.', harmless: true },
  order: { title: 'Lists whose order says nothing hold the same items.', harmless: true },
  timestamps: { title: 'Text is the same but for the date on which it was made.', harmless: true },
  'build-id': { title: 'Programs are the same but for their build id.', harmless: true },
  'builder-config': { title: 'Config fields and labels that differ from build to build.', harmless: true },
  'python-cache': {
    title: 'Python bytecode is there only once: it may be more than a copy of its source.',
    harmless: false,
  },
  'host-key': { title: 'Host keys of ssh differ: whoever has the image has the key.', harmless: false },
  'text-dates': { title: 'Text is the same but for dates, which may matter.', harmless: false },
  'line-order': { title: 'Text has the same lines in another order, which may matter.', harmless: false },
} as const satisfies Readonly<Record<string, ReasonFacts>>;

export type ReasonId = keyof typeof REASONS;
export const REASON_IDS = Object.keys(REASONS) as ReasonId[];
