import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** `.ci/run` counts results from this file; unset otherwise. */
const counts = process.env['VARVE_TEST_COUNTS'];

export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['test/**/*.test.ts'],
    reporters: counts ? ['default', ['json', { outputFile: counts }]] : ['default'],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary'], reportOnFailure: true },
    // By itself vitest leaves a core idle, which on two is half of all.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
