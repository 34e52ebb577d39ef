// The legal texts of every package in a bundle, for THIRD-PARTY-LICENSES.txt.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const TEXT_FILE = /^(licen[cs]e|copying|notice)\b/i;
const LEGAL_COMMENT = /\/\*!.*?\*\/|\/\*\*?(?:(?!\*\/).)*?@(?:license|preserve)\b.*?\*\//gs;
const RULE = '-'.repeat(80);

/** One section a package, in order of their names. A package whose licence text is not to be had stops the build. */
export async function thirdPartyLicenses(root, metafile) {
  const packages = new Map();
  for (const input of Object.keys(metafile.inputs)) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
    if (folder) packages.set(folder, [...(packages.get(folder) ?? []), input]);
  }
  const folders = [...packages.keys()].toSorted();
  const sections = await Promise.all(folders.map((folder) => section(root, folder, packages.get(folder))));
  const head = 'varve contains the following packages. varve itself is under the Apache License 2.0.\n';
  return [head, ...new Set(sections)].join(`\n${RULE}\n`);
}

async function section(root, folder, files) {
  const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const names = (await readdir(join(root, folder))).filter((name) => TEXT_FILE.test(name)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(root, folder, name), 'utf8')));
  const sources = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const comments = new Set(sources.flatMap((source) => source.match(LEGAL_COMMENT) ?? []));
  if (texts.length === 0) texts.push(standardText(manifest));
  const title = `${manifest.name} ${manifest.version}\nLicence: ${manifest.license}\n`;
  return [title, ...texts, ...comments].map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n') + '\n';
}

/** Some packages name their licence in package.json and forget the text. */
function standardText({ name, license, author }) {
  if (license !== 'MIT') throw new Error(`${name} (${license}) is bundled but has no licence text`);
  return MIT.replace('{holder}', typeof author === 'string' ? author : (author?.name ?? `the authors of ${name}`));
}

const MIT = `MIT License

Copyright (c) {holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;
