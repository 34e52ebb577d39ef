import fc from 'fast-check';
import { LayerBuilder } from '../../src/layer/layer-builder.ts';
import type { LayerContent } from '../../src/layer/layer-file.ts';
import { EntryType, type TarEntry } from '../../src/tar/entry.ts';

const size = fc.oneof(fc.constant(0), fc.nat(300), fc.nat(70_000), fc.maxSafeNat());
const bytes = fc.uint8Array({ maxLength: 12 });

const entry: fc.Arbitrary<TarEntry> = fc.record({
  name: bytes,
  type: fc.constantFrom(...Object.values(EntryType)),
  mode: fc.nat(0o7777),
  uid: fc.oneof(fc.constant(0), fc.nat(70_000), fc.maxSafeInteger()),
  gid: fc.nat(300),
  mtimeSec: fc.oneof(fc.constant(0), fc.maxSafeInteger()),
  mtimeNanos: fc.oneof(fc.constant(0), fc.nat(999_999_999)),
  link: bytes,
  sizeBytes: size,
  storedBytes: size,
  headerOffset: size,
  bodyOffset: size,
  deviceMajor: fc.constantFrom(0, 0, 0, 8),
  deviceMinor: fc.nat(2),
  xattrs: fc.array(fc.record({ name: fc.string(), value: bytes }), { maxLength: 2 }),
  sparse: fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    fc.record({
      chunks: fc.option(fc.array(fc.record({ offset: size, length: size }), { maxLength: 3 })),
    }),
  ),
});

const diagnostic = fc.record(
  { code: fc.string(), message: fc.string(), byte: fc.maxSafeNat() },
  { requiredKeys: ['code', 'message'] },
);

/** What may have been read of a layer, with hashes for some rows. */
export const layerContents: fc.Arbitrary<LayerContent> = fc
  .record({
    rows: fc.array(fc.tuple(entry, fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }))), { maxLength: 8 }),
    tarBytes: fc.maxSafeNat(),
    diagnostics: fc.array(diagnostic, { maxLength: 3 }),
  })
  .map(({ rows, tarBytes, diagnostics }) => {
    const builder = new LayerBuilder();
    for (const [row, [each, hash]] of rows.entries()) {
      builder.add(each);
      if (hash) builder.setHash(row, hash);
    }
    return { diffId: `sha256:${'a'.repeat(64)}`, tarBytes, columns: builder.finish().columns, diagnostics };
  });
