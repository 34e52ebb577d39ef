// Stands in for the package string-width in the bundle. yargs measures nothing but varve's own help texts, for which our
// own widths do; the package makes a text segmenter and large tables when it is loaded, 60 ms at every start.
import { displayWidth } from '../../src/base/width.ts';

export default displayWidth;
