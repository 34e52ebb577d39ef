import { mapLazily } from '../base/lazy.ts';
import type { Distribution } from '../analysis/packages/claim.ts';
import { findPackages, type FoundPackage } from '../analysis/packages/find-packages.ts';
import { purlOf } from '../analysis/packages/purl.ts';
import type { PackageDocument, PackagesDocument } from '../report/documents/packages.ts';
import type { PathTable } from '../union/path-table.ts';
import { located, pathAt } from '../union/row-path.ts';
import { documentHead, imageDocument, type Opened } from './opened.ts';

/** What `packages` says. @throws VarveError when a layer cannot be read */
export async function packages({ image, naming, limits }: Opened): Promise<PackagesDocument> {
  const found = await findPackages(image, limits);
  const documentOf = (each: FoundPackage): PackageDocument => packageDocument(image.paths, found.distribution, each);
  return {
    ...documentHead('packages'),
    image: imageDocument(naming, image.manifest),
    packages: mapLazily(found.packages, documentOf),
    removed: mapLazily(found.removed, (each) => {
      const { path, pathBytes, ...facts } = documentOf(each);
      return located(
        { ...facts, removedIn: each.removedIn, path },
        { path, ...(pathBytes !== undefined && { pathBytes }) },
      );
    }),
    totals: {
      packages: found.packages.length,
      bytes: found.bytes,
      removed: found.removed.length,
      removedBytes: found.removed.reduce((sum, { bytes }) => sum + bytes, 0),
    },
    diagnostics: [...image.diagnostics, ...found.diagnostics],
  };
}

function packageDocument(
  paths: PathTable,
  distribution: Distribution | undefined,
  { claim, row, files, bytes, layer, installedIn, earlier }: FoundPackage,
): PackageDocument {
  const { type, name, version, arch, source } = claim;
  const text = pathAt(paths, row);
  const item = {
    type,
    name,
    version,
    ...(arch !== undefined && { arch }),
    purl: purlOf(claim, distribution),
    ...(source !== undefined && { source }),
    files,
    bytes,
    layer,
    installedIn,
    earlier,
    path: text.path,
  };
  return located(item, text);
}
