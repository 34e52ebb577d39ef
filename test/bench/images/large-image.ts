import type { ImagePlan, LayerPlan } from './bench-image.ts';
import type { LayerFile } from './layer-file.ts';
import { fileSizes, randomNumbers, word } from './random.ts';

const FIRST_BUILD_STEP = 10;
const REBUILT_STEPS: readonly number[] = [8, 9, 10];

/** About 970 MB and 52,000 entries in 21 layers: an application as careless Dockerfiles build it. */
export const LARGE_IMAGE: ImagePlan = {
  name: 'large',
  version: 1,
  packings: ['gzip', 'zstd'],
  layers: [
    { createdBy: 'ADD rootfs.tar /', fill: baseSystem },
    { createdBy: 'RUN apt-get install build-essential', fill: (layer) => aptPackages(layer, 'gcc', 2600, 19_000) },
    { createdBy: 'RUN apt-get install python3', fill: (layer) => aptPackages(layer, 'python3', 2200, 17_000) },
    { createdBy: 'RUN pip install -r requirements.txt', fill: pythonPackages },
    { createdBy: 'COPY models /opt/models', fill: models },
    { createdBy: 'RUN npm ci', fill: (layer) => nodeModules(layer, 0) },
    { createdBy: 'RUN chown -R app /srv/app', fill: (layer) => nodeModules(layer, 1000) },
    { createdBy: 'RUN rm -rf tests /var/lib/apt/lists /var/cache/apt/archives', fill: cleaning },
    { createdBy: 'RUN rm /opt/models/weights-3.bin', fill: (layer) => layer.whiteout('opt/models/weights-3.bin') },
    { createdBy: 'COPY vendor /opt/vendor', fill: vendoredCopies },
    ...Array.from({ length: 10 }, (_, i): LayerPlan => ({
      createdBy: `RUN build step ${i + 1}`,
      fill: (layer) => buildStep(layer, i + 1),
    })),
    { createdBy: 'COPY app.conf /etc', fill: (layer) => layer.file('etc/app.conf', 300) },
  ],
};

/** The same image built anew: three of its layers came out otherwise. */
export const REBUILT_IMAGE: ImagePlan = {
  name: 'rebuilt',
  version: 1,
  layers: LARGE_IMAGE.layers.map((layer, i): LayerPlan => {
    const step = i - FIRST_BUILD_STEP + 1;
    return REBUILT_STEPS.includes(step) ? { ...layer, fill: (file) => buildStep(file, step, 'again') } : layer;
  }),
};

function baseSystem(layer: LayerFile): void {
  const folders = ['bin', 'lib/x86_64-linux-gnu', 'sbin', 'share/doc', 'share/perl5'];
  for (const [i, bytes] of fileSizes(1, 2100, 13_000).entries()) {
    const folder = folders[i % folders.length]!;
    const isProgram = i % folders.length < 3;
    const path = isProgram ? `usr/${folder}/${word(i)}${i}` : `usr/${folder}/${word(i >> 3)}/${word(i)}${i}`;
    layer.file(path, bytes, { kind: isProgram ? 'binary' : 'text', mode: isProgram ? 0o755 : 0o644 });
  }
  for (let i = 0; i < 150; i += 1)
    layer.symlink(`usr/lib/x86_64-linux-gnu/lib${word(i)}.so.${i}`, `lib${word(i)}.so.${i}.1`);
  for (let i = 0; i < 100; i += 1) layer.hardlink(`usr/share/zoneinfo/${word(i)}${i}`, `usr/bin/${word(0)}0`);
  for (const folder of ['etc', 'root', 'var/lib/dpkg/info']) {
    for (let i = 0; i < 60; i += 1) layer.file(`${folder}/${word(i)}${i}.conf`, 200 + i);
  }
  layer.file('var/lib/dpkg/status', 540_000);
  layer.symlink('lib', 'usr/lib');
}

function aptPackages(layer: LayerFile, name: string, count: number, meanBytes: number): void {
  layer.file('var/lib/dpkg/status', 560_000 + count, { key: `status of ${name}` });
  for (const [i, bytes] of fileSizes(count, count, meanBytes).entries()) {
    const path = `usr/lib/${name}/${word((i >> 4) + count)}/${word(7 * i)}${i}`;
    layer.file(path, bytes, { kind: i % 3 === 0 ? 'binary' : 'text' });
  }
  for (let i = 0; i < 20; i += 1) layer.file(`var/lib/apt/lists/mirror_dists_${word(i)}_Packages`, 400_000);
  for (let i = 0; i < 16; i += 1) {
    layer.file(`var/cache/apt/archives/${word(i)}_${name}_amd64.deb`, 400_000, { kind: 'random' });
  }
}

function pythonPackages(layer: LayerFile): void {
  const root = 'usr/local/lib/python3.11/site-packages';
  const folders = ['', 'core/', 'tests/', 'core/__pycache__/'];
  for (const [i, bytes] of fileSizes(3, 8700, 8600).entries()) {
    const isCompiled = i % 4 === 3;
    const path = `${root}/${word(i >> 6)}/${folders[i % 4]}${word(i)}${i}.${isCompiled ? 'pyc' : 'py'}`;
    layer.file(path, bytes, { kind: isCompiled ? 'binary' : 'text' });
  }
  for (let i = 0; i < 80; i += 1)
    layer.file(`${root}/${word(i)}/_lib${i}.so`, 1_400_000, { kind: 'binary', mode: 0o755 });
  for (let i = 0; i < 27; i += 1) layer.file(`root/.cache/pip/http/${word(i)}${i}`, 1_000_000, { kind: 'random' });
}

function models(layer: LayerFile): void {
  for (let i = 0; i < 4; i += 1) {
    layer.file(`opt/models/weights-${i}.bin`, 73_000_000, { kind: i === 0 ? 'random' : 'binary' });
  }
}

function nodeModules(layer: LayerFile, uid: number): void {
  const paths = nodeModulePaths();
  for (const [i, bytes] of fileSizes(4, paths.length, 7900).entries()) layer.file(paths[i]!, bytes, { uid });
}

/** Forty files a package, a few of the packages scoped. */
function nodeModulePaths(): string[] {
  const random = randomNumbers(5);
  const one = (list: readonly string[]) => list[Math.floor(random() * list.length)];
  return Array.from({ length: 11_000 }, (_, i) => {
    const number = Math.floor(i / 40);
    const name = `${number % 7 === 0 ? `@${word(number)}/` : ''}${word(3 * number)}-${number}`;
    const folder = one(['dist', 'lib', 'src', 'lib/internal/util', 'types']);
    return `srv/app/node_modules/${name}/${folder}/${word(31 * i)}${i}.${one(['js', 'd.ts', 'js.map', 'json'])}`;
  });
}

function cleaning(layer: LayerFile): void {
  for (const [i, path] of nodeModulePaths().entries()) if (i % 24 === 0) layer.whiteout(path);
  for (const folder of ['var/lib/apt/lists', 'var/cache/apt/archives']) layer.opaque(folder);
}

/** Three copies of each library, which differ only by name. */
function vendoredCopies(layer: LayerFile): void {
  for (let i = 0; i < 80; i += 1) {
    const library = Math.floor(i / 3);
    layer.file(`opt/vendor/copy${i % 3}/lib${library}.so`, 700_000, { kind: 'binary', key: `library ${library}` });
  }
}

function buildStep(layer: LayerFile, step: number, build = ''): void {
  for (const [i, bytes] of fileSizes(100 + step, 640, 8000).entries()) {
    layer.file(`srv/app/dist/chunk-${word(i)}-${i}.js`, bytes, { key: `step ${step} chunk ${i}${build}` });
  }
  layer.file(`srv/app/build-${step}.log`, 800_000);
  layer.file('srv/app/version', 20, { key: `version ${step}${build}` });
  if (step % 3 === 0) layer.whiteout(`srv/app/build-${step - 1}.log`);
  if (step % 4 === 0) layer.opaque('srv/app/dist');
}
