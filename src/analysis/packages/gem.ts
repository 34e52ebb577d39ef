import { type Finding, type Place, Unreadable } from './claim.ts';

/** A gemspec as RubyGems writes it when it installs one: Ruby, of which only the plain assignments are read. */
export function parseGemspec(content: Buffer, { path, directory }: Place): Finding {
  const text = content.toString('utf8');
  const name = valueOf(text, /^[ \t]*s\.name[ \t]*=[ \t]*(["'])([^"'\\]+)\1/m);
  const version = valueOf(text, /^[ \t]*s\.version[ \t]*=[ \t]*(?:Gem::Version\.new\()?[ \t]*(["'])([^"'\\]+)\1/m);
  if (name === undefined || version === undefined) throw new Unreadable('it names no package and version');
  const platform = valueOf(text, /^[ \t]*s\.platform[ \t]*=[ \t]*(["'])([^"'\\]+)\1/m);
  const arch = platform === 'ruby' ? undefined : platform;
  const base = path.slice(path.lastIndexOf('/') + 1, -'.gemspec'.length);
  const home = directory.replace(/\/specifications(?:\/default)?$/, '');
  return {
    claims: [
      { type: 'gem', name, version, arch, place: path, owns: { files: [path], trees: [`${home}/gems/${base}`] } },
    ],
  };
}

function valueOf(text: string, assignment: RegExp): string | undefined {
  return assignment.exec(text)?.[2];
}
