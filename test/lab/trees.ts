import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Docker } from './docker.ts';
import { differences, type Fact, type Listing, listingOf } from './listing.ts';
import { orComplaint, run } from './run.ts';
import { type SavedImage, varve } from './saved-images.ts';

/** What a container has that its image has not: engines make these where they are missing. */
const ARTEFACTS = /^(\.dockerenv|dev(\/(console|pts|shm))?|proc|sys|etc|etc\/(hosts|hostname|resolv\.conf|mtab))$/;

/** The image unpacked by varve and by others, each once, into folders beside each other. */
export class Trees {
  readonly #image: SavedImage;
  readonly #docker: Docker | undefined;
  readonly #folder: string;
  #own: Listing | undefined;
  #byUmoci: { readonly root: string } | string | undefined;

  constructor(image: SavedImage, docker: Docker | undefined, folder: string) {
    this.#image = image;
    this.#docker = docker;
    this.#folder = folder;
  }

  /** The folder that umoci unpacked to, else the one of docker; what was complained of when there is neither. */
  rootfs(): { readonly root: string } | string {
    const umoci = this.#umoci();
    if (typeof umoci !== 'string') return umoci;
    return orComplaint(() => this.#exported()) ?? umoci;
  }

  compareDocker(): string {
    const exported = this.#exported();
    if (exported) return this.#compare(listingOf(exported.root), isOfContainer);
    const sums = `${this.#image.truth}.rootfs.sha256.txt`;
    if (!existsSync(sums)) return 'not asked: no engine has it';
    return this.#compareContents(readFileSync(sums, 'utf8'));
  }

  compareUmoci(): string {
    const umoci = this.#umoci();
    return typeof umoci === 'string' ? umoci : this.#compare(listingOf(umoci.root), () => false);
  }

  /** `extract` beside `export`: it does not keep attributes, and times only to the microsecond. */
  compareExtract(): string {
    const root = this.#made('extract');
    if (root) varve('extract', this.#image.path, '--image', this.#image.choice, '--devices', '--to', root);
    const ours = listingOf(join(this.#folder, 'extract'));
    const isExpected = (_path: string, fact: string, our: string, their: string): boolean =>
      fact === 'attributes' || (fact === 'mtime' && our.slice(0, -3) === their.slice(0, -3));
    return phrase(differences(ours, this.#ours(), isExpected));
  }

  #compare(theirs: Listing, isExpected: Parameters<typeof differences>[2]): string {
    return phrase(differences(this.#ours(), theirs, isExpected));
  }

  #ours(): Listing {
    this.#own ??= listingOf(
      this.#unpacked('varve', (file) => {
        varve('export', this.#image.path, '--image', this.#image.choice, '--devices', '-o', file);
      }),
    );
    return this.#own;
  }

  #exported(): { readonly root: string } | undefined {
    const id = this.#docker?.find(this.#image);
    return id === undefined ? undefined : { root: this.#unpacked('docker', (file) => this.#docker!.export(id, file)) };
  }

  /** The folder, or what was complained of. */
  #umoci(): { readonly root: string } | string {
    this.#byUmoci ??= orComplaint(() => this.#umociUnpack());
    return this.#byUmoci;
  }

  #umociUnpack(): { readonly root: string } {
    const [plain, layout, bundle] = ['plain', 'oci', 'umoci'].map((name) => join(this.#folder, name)) as [
      string,
      string,
      string,
    ];
    run('skopeo', ['copy', '-q', this.#image.skopeo, `oci:${layout}:x`]);
    if (readFileSync(manifestIn(layout), 'utf8').includes('zstd')) {
      // umoci cannot read it.
      run('skopeo', ['copy', '-q', '--dest-decompress', this.#image.skopeo, `dir:${plain}`]);
      run('skopeo', ['copy', '-q', '--dest-oci-accept-uncompressed-layers', `dir:${plain}`, `oci:${layout}:x`]);
    }
    run('umoci', ['unpack', '--image', `${layout}:x`, bundle]);
    return { root: join(bundle, 'rootfs') };
  }

  #unpacked(name: string, write: (file: string) => void): string {
    const root = this.#made(name);
    if (root) {
      const file = `${root}.tar`;
      write(file);
      run('tar', ['-x', '-p', '--numeric-owner', '--xattrs', '--xattrs-include=*', '-C', root, '-f', file]);
    }
    return join(this.#folder, name);
  }

  /** The folder, when it was made now. */
  #made(name: string): string | undefined {
    const root = join(this.#folder, name);
    if (existsSync(root)) return undefined;
    mkdirSync(root);
    return root;
  }

  /** Lines of digest, size and path of docker's regular files. */
  #compareContents(lines: string): string {
    const ours = new Map<string, string>();
    const listing = this.#ours();
    for (const [path, { type, content }] of listing) {
      if (type === 'file') ours.set(path, content);
    }
    const wrong = lines
      .trim()
      .split('\n')
      .filter((line) => {
        const [, digest, size, name] = /^(\S+) (\S+) (.*)$/.exec(line)!;
        const path = Buffer.from(name!)
          .toString('latin1')
          .replace(/\\(n|x..)/g, (_, code: string) => unescaped(code));
        return ours.get(path) !== `${size} ${digest}` && !ARTEFACTS.test(path);
      });
    return wrong.length === 0 ? 'equal (contents)' : `contents of ${wrong.length} (${wrong[0]})`;
  }
}

function isOfContainer(path: string, fact: Fact | 'extra' | 'missing', our: string, their: string): boolean {
  if (fact === 'mtime' && our.split('.')[0] === their.split('.')[0]) return true;
  return ARTEFACTS.test(path) && (fact === 'missing' || fact === 'mtime');
}

function phrase(told: readonly string[]): string {
  return told.length === 0 ? 'equal' : told.join('; ');
}

function unescaped(code: string): string {
  return code === 'n' ? '\n' : String.fromCharCode(Number.parseInt(code.slice(1), 16));
}

/** The only manifest of a layout. */
function manifestIn(layout: string): string {
  const { manifests } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as {
    manifests: readonly [{ digest: string }];
  };
  return join(layout, 'blobs', manifests[0].digest.replace(':', '/'));
}
