import type { BytePath, Claim, Finding } from './claim.ts';
import { linesOf } from './stanzas.ts';

/** apk's `installed`: `X:value` lines, an empty line behind each package; `F:` is a directory, `R:` a file in it. */
export function parseApk(content: Buffer): Finding {
  const claims: Claim[] = [];
  let fields: Record<string, string> = {};
  let files: BytePath[] = [];
  const finish = (): void => {
    const { P: name, V: version, A: arch, o: origin } = fields;
    if (name && version) {
      const source = origin === name ? undefined : origin;
      claims.push({ type: 'apk', name: textOf(name), version: textOf(version), arch, source, owns: { files } });
    }
    [fields, files] = [{}, []];
  };
  for (const line of linesOf(content.toString('latin1'))) {
    const [key, value] = [line[0] ?? '', line.slice(2)];
    if (line === '') finish();
    else if (line[1] !== ':') continue;
    else if (key === 'R') files.push(fields['F'] ? `/${fields['F']}/${value}` : `/${value}`);
    else if (KEPT.includes(key)) fields[key] = value;
  }
  finish();
  return { claims };
}

/** Name, version, architecture, origin, directory. */
const KEPT = 'PVAoF';

function textOf(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
