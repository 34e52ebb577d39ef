import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { analyzeSchema } from '../../src/report/documents/analyze.ts';
import { diffSchema } from '../../src/report/documents/diff.ts';
import { historySchema } from '../../src/report/documents/history.ts';
import { logSchema } from '../../src/report/documents/log.ts';
import { lsSchema } from '../../src/report/documents/ls.ts';
import { packagesSchema } from '../../src/report/documents/packages.ts';
import { verifySchema } from '../../src/report/documents/verify.ts';
import { jsonPieces } from '../../src/report/json.ts';

const ajv = new Ajv2020({ allErrors: true });
const SCHEMAS = {
  analyze: ajv.compile(analyzeSchema.json),
  ls: ajv.compile(lsSchema.json),
  verify: ajv.compile(verifySchema.json),
  diff: ajv.compile(diffSchema.json),
  history: ajv.compile(historySchema.json),
  log: ajv.compile(logSchema.json),
  packages: ajv.compile(packagesSchema.json),
};

interface AnyDocument {
  readonly kind: keyof typeof SCHEMAS;
}

/** What lazy lists become when they are written. */
export type Written<T> = T extends string
  ? T
  : T extends Iterable<infer U>
    ? Written<U>[]
    : T extends object
      ? { [K in keyof T]: Written<T[K]> }
      : T;

/** The document as a reader of its JSON gets it; on the way, that it is as its schema says. */
export function written<T extends AnyDocument>(document: T): Written<T> {
  const json = JSON.parse([...jsonPieces(document)].join('')) as Written<T>;
  const validate = SCHEMAS[document.kind];
  validate(json);
  expect(validate.errors).toBe(null);
  return json;
}
