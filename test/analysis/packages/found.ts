import type { LayerLines } from '../../../fixtures/layers.ts';
import { findPackages, type FoundPackage, type Packages } from '../../../src/analysis/packages/find-packages.ts';
import { DEFAULT_LIMITS } from '../../../src/model/limits.ts';
import { imageOf } from '../../image/loading.ts';

/** What is found in an image of these layers. */
export async function packagesOf(...layers: readonly LayerLines[]): Promise<Packages> {
  return findPackages(await imageOf(...layers), DEFAULT_LIMITS);
}

/** `type name version: files bytes, layer` of packages. */
export function lines(packages: readonly FoundPackage[]): string[] {
  return packages.map(({ claim, files, bytes, layer }) => {
    const { type, name, version } = claim;
    return `${type} ${name} ${version}: ${files} files, ${bytes} bytes, layer ${layer}`;
  });
}

/** A paragraph of dpkg's status. */
export function deb(name: string, version: string, state = 'install ok installed', more = ''): string {
  return `Package: ${name}\nStatus: ${state}\nArchitecture: amd64\n${more}Version: ${version}\nDescription: a\n b: c\n .\n\n`;
}
