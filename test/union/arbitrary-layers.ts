import { array, boolean, constantFrom, type Arbitrary, nat, oneof, record } from 'fast-check';
import type { Entry } from '../../fixtures/tar.ts';

/** Few names and little depth: almost every entry meets another one of its path. */
const names = constantFrom('a', 'b', 'c');
const directory = array(names, { maxLength: 2 }).map((parts) => parts.map((part) => `${part}/`).join(''));
const path = oneof(
  { weight: 12, arbitrary: record({ directory, name: names }).map((p) => `${p.directory}${p.name}`) },
  { weight: 1, arbitrary: names.map((name) => `.wh.${name}/${name}`) },
);
/** The same path in the spellings that tars have. */
const spelled = oneof(
  { weight: 6, arbitrary: path },
  { weight: 1, arbitrary: path.map((each) => `./${each}`) },
  { weight: 1, arbitrary: path.map((each) => `/${each.replaceAll('/', '//')}`) },
  { weight: 1, arbitrary: path.map((each) => `a/../${each}/.`) },
);
const target = oneof(
  path,
  path.map((each) => `/${each}`),
  path.map((each) => `../${each}`),
  names.map((name) => `${name}/..`),
);

const about = record({ mode: constantFrom(0o755, 0o700, 0o644), uid: nat(1), mtime: nat(2) });
const body = nat(3).map((length) => 'x'.repeat(length));

const entry: Arbitrary<Entry> = oneof(
  {
    weight: 6,
    arbitrary: record({ about, name: spelled, body }).map((e) => ({ ...e.about, name: e.name, body: e.body })),
  },
  { weight: 4, arbitrary: record({ about, name: spelled }).map((e) => ({ ...e.about, name: `${e.name}/` })) },
  {
    weight: 3,
    arbitrary: record({ about, name: spelled, link: target }).map((e) => ({ ...e.about, name: e.name, link: e.link })),
  },
  {
    weight: 3,
    arbitrary: record({ about, name: spelled, link: target }).map((e) => ({
      ...e.about,
      name: e.name,
      link: e.link,
      type: 'hardlink',
    })),
  },
  { weight: 4, arbitrary: record({ directory, name: names }).map((e) => ({ name: `${e.directory}.wh.${e.name}` })) },
  { weight: 2, arbitrary: directory.map((each) => ({ name: `${each}.wh..wh..opq` })) },
  { weight: 1, arbitrary: spelled.map((name) => ({ name, type: 'char', device: [0, 0] as const })) },
  { weight: 1, arbitrary: record({ about, name: spelled }).map((e) => ({ ...e.about, name: e.name, type: 'fifo' })) },
);

const layer = record({ isSorted: boolean(), entries: array(entry, { maxLength: 8 }) }).map(({ isSorted, entries }) =>
  isSorted ? entries.toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1)) : entries,
);

/** The entries of some layers, the base first. */
export const someLayers = array(layer, { minLength: 1, maxLength: 4, size: 'max' });
