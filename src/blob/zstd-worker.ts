import { parentPort } from 'node:worker_threads';
import { zstdExports } from './zstd-exports.ts';
import { serveZstd } from './zstd-service.ts';

// The entry of a worker thread; bundled on its own. What is sent before zstd is loaded waits in the port.
if (parentPort) serveZstd(parentPort, await zstdExports());
