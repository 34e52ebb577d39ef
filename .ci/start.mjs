// `npm start -- …` is `varve …`; without arguments it shows the demo image.
import { join } from 'node:path';

if (process.argv.length === 2) process.argv.push('analyze', join('fixtures', 'demo.tar'));
await import('../bin/varve.js');
