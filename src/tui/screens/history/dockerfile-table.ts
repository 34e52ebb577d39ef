import { plural, printable } from '../../../base/text.ts';
import type { DockerfileDocument } from '../../../report/documents/dockerfile.ts';
import type { Table } from '../table/table.ts';

const KEYWORD = /^[A-Z]+(?= )/;

/** The Dockerfile of an image line by line, or why there is none. */
export function dockerfileTable(document: DockerfileDocument | null, failure: string): Table {
  const lines = document ? document.text.replace(/\n$/, '').split('\n') : [];
  return {
    name: 'Dockerfile',
    note: document ? `${plural(lines.length, 'line')}, from ${document.source}` : '',
    empty: printable(failure),
    columns: [
      { title: 'line', columns: 4, align: 'end' },
      { title: 'Dockerfile', columns: null },
    ],
    orders: [{ name: 'as it stands', items: Int32Array.from(lines.keys()) }],
    texts: lines,
    cells({ item }) {
      const line = lines[item]!;
      const tone = line.startsWith('#') ? 'dim' : KEYWORD.test(line) ? 'title' : 'plain';
      return [
        { text: String(item + 1), tone: 'dim' },
        { text: printable(line), tone },
      ];
    },
    copy: ({ item }) => lines[item]!,
  };
}
