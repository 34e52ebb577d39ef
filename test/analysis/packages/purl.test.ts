import { describe, expect, it } from 'vitest';
import type { Claim } from '../../../src/analysis/packages/claim.ts';
import { purlOf } from '../../../src/analysis/packages/purl.ts';

const DEBIAN = { id: 'debian', version: '12' };

describe('a package URL', () => {
  it.each<[Omit<Claim, 'owns'>, string]>([
    [
      { type: 'deb', name: 'libc6', version: '2.36-9+deb12u1', arch: 'amd64', source: 'glibc' },
      'pkg:deb/debian/libc6@2.36-9%2Bdeb12u1?arch=amd64&distro=debian-12&upstream=glibc',
    ],
    [{ type: 'deb', name: 'gcc', version: '4:12~rc1' }, 'pkg:deb/debian/gcc@4:12~rc1?distro=debian-12'],
    [
      { type: 'rpm', name: 'bash', version: '1:5.1-6.el9', arch: 'x86_64' },
      'pkg:rpm/debian/bash@5.1-6.el9?arch=x86_64&distro=debian-12&epoch=1',
    ],
    [{ type: 'npm', name: '@babel/core', version: '7.0.0' }, 'pkg:npm/%40babel/core@7.0.0'],
    [{ type: 'pypi', name: 'Typing_Extensions', version: '4.8' }, 'pkg:pypi/typing-extensions@4.8'],
    [
      { type: 'gem', name: 'nokogiri', version: '1.15', arch: 'x86_64-linux' },
      'pkg:gem/nokogiri@1.15?platform=x86_64-linux',
    ],
    [{ type: 'golang', name: 'github.com/Foo/Bar', version: 'v1.0.0' }, 'pkg:golang/github.com/foo/bar@v1.0.0'],
    [{ type: 'golang', name: 'app', version: '(devel)' }, 'pkg:golang/app@%28devel%29'],
    [{ type: 'cargo', name: 'serde_json', version: '1.0.0+x' }, 'pkg:cargo/serde_json@1.0.0%2Bx'],
    [{ type: 'maven', name: 'org.x/app', version: '1 2' }, 'pkg:maven/org.x/app@1%202'],
    [{ type: 'composer', name: 'Monolog/Monolog', version: '3' }, 'pkg:composer/monolog/monolog@3'],
    [{ type: 'npm', name: '\ud800?#%', version: 'é' }, 'pkg:npm/%EF%BF%BD%3F%23%25@%C3%A9'],
  ])('of %j is %s', (claim, purl) => {
    expect(purlOf({ ...claim, owns: {} }, DEBIAN)).toBe(purl);
  });

  it('says of no distribution more than the kind of package tells', () => {
    const claim = { name: 'musl', version: '1', owns: {} } as const;
    expect(purlOf({ ...claim, type: 'apk' }, undefined)).toBe('pkg:apk/alpine/musl@1');
    expect(purlOf({ ...claim, type: 'apk' }, { id: 'wolfi', version: '' })).toBe('pkg:apk/wolfi/musl@1?distro=wolfi');
  });
});
