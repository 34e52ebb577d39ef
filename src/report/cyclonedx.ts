import { rfc3339 } from '../base/time.ts';
import { lazily } from '../base/lazy.ts';
import type { PackageDocument, PackagesDocument } from './documents/packages.ts';

/** A property, in the name space of varve. */
interface Property {
  readonly name: string;
  readonly value: string;
}

/**
 * The packages as a CycloneDX 1.6 document. The same image gives the same bytes: there is no serial number, and a
 * timestamp only where `time` (seconds since 1970) says one.
 */
export function cyclonedx(document: PackagesDocument, time: number | undefined): object {
  const { image, varve } = document;
  const reference = image.names[0] ?? image.reference;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      ...(time !== undefined && { timestamp: rfc3339(time) }),
      tools: { components: [{ type: 'application', name: 'varve', version: varve }] },
      component: {
        type: 'container',
        'bom-ref': 'image',
        name: reference,
        ...(image.digest !== null && { version: image.digest }),
      },
    },
    components: componentsOf(document.packages),
  };
}

/** References must differ; a package that is there twice has the same purl twice. */
function componentsOf(packages: PackagesDocument['packages']): Iterable<object> {
  return lazily(function* () {
    const met = new Map<string, number>();
    for (const each of packages) {
      const count = (met.get(each.purl) ?? 0) + 1;
      met.set(each.purl, count);
      yield componentOf(each, count === 1 ? each.purl : `${each.purl}#${count}`);
    }
  });
}

function componentOf(each: PackageDocument, reference: string): object {
  const { group, name } = namesOf(each);
  return {
    type: 'library',
    'bom-ref': reference,
    ...(group !== '' && { group }),
    name,
    version: each.version,
    purl: each.purl,
    evidence: { occurrences: [{ location: each.path }] },
    properties: propertiesOf(each),
  };
}

/** CycloneDX has the scope of an npm package and the group of a Maven artifact in a field of their own. */
function namesOf({ type, name }: PackageDocument): { group: string; name: string } {
  const slash = type === 'golang' ? -1 : name.lastIndexOf('/');
  return { group: name.slice(0, Math.max(0, slash)), name: name.slice(slash + 1) };
}

function propertiesOf({ layer, installedIn, files, bytes, arch, source }: PackageDocument): Property[] {
  const values = { layer, installedIn, files, bytes, arch, source };
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ name: `varve:${key}`, value: String(value) }],
  );
}
