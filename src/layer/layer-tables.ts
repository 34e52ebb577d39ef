import { list, number, object, optional, type Shape, ShapeError, string } from '../base/shape.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { LayerColumns } from './layer-columns.ts';

/** What of a layer is no column of numbers: few items in nearly every layer, so a file has them as JSON. */
export type LayerTables = Pick<LayerColumns, 'sets' | 'devices' | 'sparse'> & {
  readonly diagnostics: readonly Diagnostic[];
};

/** A whole number from 0 on. */
export const count: Shape<number> = (value, at) => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new ShapeError(`${at} should be a whole number from 0 on`);
};

const shape = object({
  sets: list(list(object({ name: string, value: string }))),
  devices: list(object({ row: count, major: number, minor: number })),
  sparse: list(object({ row: count, chunks: optional(list(object({ offset: count, length: count }))) })),
  diagnostics: list(object({ code: string, message: string, path: optional(string), byte: optional(number) })),
});

/** The tables as a value that JSON can hold. */
export function plainTables({ sets, devices, sparse, diagnostics }: LayerTables): object {
  return {
    sets: sets.map((set) => set.map(({ name, value }) => ({ name, value: Buffer.from(value).toString('base64') }))),
    devices: Array.from(devices, ([row, { major, minor }]) => ({ row, major, minor })),
    sparse: Array.from(sparse, ([row, { chunks }]) => ({ row, chunks })),
    diagnostics,
  };
}

/** Reads what {@link plainTables} gave. @throws ShapeError when it is anything else */
export function readTables(value: unknown, at: string): LayerTables {
  const { sets, devices, sparse, diagnostics } = shape(value, at);
  return {
    sets: sets.map((set) => set.map(({ name, value: text }) => ({ name, value: bytesOf(text) }))),
    devices: new Map(devices.map(({ row, major, minor }) => [row, { major, minor }])),
    sparse: new Map(sparse.map(({ row, chunks }) => [row, { chunks: chunks ?? null }])),
    diagnostics: diagnostics.map(({ code, message, path, byte }) => ({
      code,
      message,
      ...(path !== undefined && { path }),
      ...(byte !== undefined && { byte }),
    })),
  };
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}
