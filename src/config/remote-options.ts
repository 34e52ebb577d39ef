/** A name and a password, as the user gave them. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** What the user said of registries and engines; all else is looked up in the settings of docker and podman. */
export interface RemoteOptions {
  /** Path of a containers auth.json that is to be used instead of all others. */
  readonly authfile?: string | undefined;
  /** Used for the registry that the image is named with, and for no other host. */
  readonly login?: Login | undefined;
  /** Path of a PEM file: certificates that are trusted beside the system's. */
  readonly caCert?: string | undefined;
  readonly plainHttp: boolean;
  readonly tlsVerify: boolean;
  /** Asked before the registry itself: `host[:port][/prefix]`, with or without a scheme. */
  readonly mirrors: readonly string[];
  /** The process' environment, home directory and system: settings lie where these say. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly system: 'linux' | 'darwin' | 'win32';
  /** Tells the user what is done on the network, without secrets; only heard with `--verbose`. */
  readonly trace: (line: string) => void;
  /** Shows downloads while they run; `null` where nobody looks. */
  readonly progress?: Progress | null;
}

/** Hears of downloads. */
export interface Progress {
  /** A download begins; `name` is printable. */
  begin(name: string, totalBytes: number): Download;
  /** Nothing more is shown. */
  stop(): void;
}

/** One download. */
export interface Download {
  advance(bytes: number): void;
  /** It is over, well or not. */
  end(): void;
}
