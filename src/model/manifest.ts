/** What a manifest says of a blob. `digest` is checked for its form (`algorithm:hex`), not against the bytes. */
export interface Descriptor {
  readonly mediaType: string | null;
  readonly digest: string;
  readonly sizeBytes: number | null;
}

/** One step of a config's `history`, as it stands there. */
export interface HistoryEntry {
  readonly created: string | null;
  readonly createdBy: string;
  readonly author: string | null;
  readonly comment: string | null;
  readonly emptyLayer: boolean;
}

/** What a machine must be for the image to run on it. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string | null;
}

/** An image config, with every field that may be missing filled. */
export interface ImageConfig {
  readonly created: string | null;
  readonly author: string | null;
  /** Version of the docker that built it; BuildKit leaves it out. */
  readonly dockerVersion: string | null;
  readonly platform: Platform | null;
  readonly diffIds: readonly string[];
  readonly history: readonly HistoryEntry[];
  /** The container settings (`Env`, `Cmd`, `Labels`…) as they stand in the document. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export const EMPTY_CONFIG: ImageConfig = {
  created: null,
  author: null,
  dockerVersion: null,
  platform: null,
  diffIds: [],
  history: [],
  settings: {},
};
