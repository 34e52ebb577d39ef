const KEYWORDS =
  'ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR';
const INSTRUCTION = new RegExp(`^(${KEYWORDS})\\s+(\\S.*)$`, 's');

/** What a builder would refuse in a Dockerfile, line by line; nothing for one that it reads. */
export function problemsOf(text: string): readonly string[] {
  const problems: string[] = [];
  const lines = text.split('\n');
  const escape = lines[0] === '# escape=`' ? '`' : '\\';
  let isFirst = true;
  for (let at = 0; at < lines.length; at += 1) {
    if (/^\s*(?:#|$)/.test(lines[at]!)) continue;
    let line = lines[at]!;
    while (isContinued(line, escape)) line = `${line.slice(0, -1)}${lines[(at += 1)] ?? ''}`;
    const [, keyword, rest] = INSTRUCTION.exec(line) ?? [];
    if (keyword === undefined || (isFirst && keyword !== 'FROM')) problems.push(`no instruction: ${line}`);
    else if (!isReadable(keyword, rest!, escape)) problems.push(`not readable: ${line}`);
    isFirst = false;
    for (const name of heredocsOf(keyword, rest ?? '')) {
      const end = lines.indexOf(name, at + 1);
      if (end < 0) problems.push(`heredoc without an end: ${line}`);
      else at = end;
    }
  }
  return problems;
}

function isContinued(line: string, escape: string): boolean {
  return line.endsWith(escape) && !line.endsWith(escape + escape);
}

function heredocsOf(keyword: string | undefined, rest: string): readonly string[] {
  if (keyword === undefined || !/^(?:RUN|COPY|ADD)$/.test(keyword) || rest.startsWith('[')) return [];
  return [...rest.matchAll(/(?<=^|\s)\d*<<-?(["']?)([A-Za-z_]\w*)\1(?=\s|$)/g)].map(([, , name]) => name!);
}

function isReadable(keyword: string, rest: string, escape: string): boolean {
  switch (keyword) {
    case 'ENV':
    case 'LABEL':
      return isPairs(rest, escape);
    case 'CMD':
    case 'ENTRYPOINT':
    case 'SHELL':
      return isWords(rest);
    case 'COPY':
    case 'ADD':
      return /\S\s+\S/.test(rest.replace(/^(?:--\S+\s+)+/, '')) && (!rest.startsWith('[') || isWords(rest));
    case 'HEALTHCHECK':
      return /^(?:--[a-z-]+=\S+ )*(?:NONE$|CMD \S)/.test(rest);
    default:
      return true;
  }
}

function isPairs(text: string, escape: string): boolean {
  const part =
    escape === '`'
      ? '(?:[^\\s"\'`]|`.|"(?:[^"`]|`.)*"|\'[^\']*\')'
      : '(?:[^\\s"\'\\\\]|\\\\.|"(?:[^"\\\\]|\\\\.)*"|\'[^\']*\')';
  return new RegExp(`^${part}+(?:\\s+${part}+)*$`, 's').test(text) && /^[^\s=]+[\s=]/.test(text);
}

function isWords(text: string): boolean {
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((each) => typeof each === 'string');
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
