import { run } from './run.ts';
import type { SavedImage } from './saved-images.ts';

/** The client of an engine. */
export class Docker {
  readonly #host: string;

  constructor(host: string) {
    this.#host = host;
  }

  call(...argv: readonly string[]): string {
    return run('docker', argv, { env: { DOCKER_HOST: this.#host } }).toString();
  }

  /** `Docker 26.1.5 (overlay2)`. */
  about(): string {
    return `Docker ${this.call('version', '-f', '{{.Server.Version}}')} (${this.call('info', '-f', '{{.Driver}}')})`.replaceAll(
      '\n',
      '',
    );
  }

  /** What to call the image here: its id or a name, if that has the same layers. */
  find({ configDigest, digest, names, layers }: SavedImage): string | undefined {
    return [configDigest, digest, ...names].find((name) => {
      const [said] = JSON.parse(this.#inspected(name)) as { RootFS: { Layers?: readonly string[] } }[];
      return said !== undefined && (said.RootFS.Layers ?? []).join() === layers.join();
    });
  }

  /** Writes what a new container of the image shows into a tar. */
  export(id: string, file: string): void {
    const container = this.call('create', '--network', 'none', id, '/no-command').trim();
    try {
      this.call('export', '-o', file, container);
    } finally {
      this.call('rm', container);
    }
  }

  #inspected(name: string): string {
    try {
      return this.call('image', 'inspect', name);
    } catch (error) {
      if (error instanceof Error && /no such image/i.test(error.message)) return '[]';
      throw error;
    }
  }
}
