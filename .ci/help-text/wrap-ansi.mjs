// Stands in for the package wrap-ansi in the bundle: help texts are plain, and wrapped at blanks like all our text.
import { wrapTo } from '../../src/base/width.ts';

export default (text, columns) =>
  text
    .split('\n')
    .flatMap((line) => wrapTo(line, columns))
    .join('\n');
