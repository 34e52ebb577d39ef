import { describe, expect, it } from 'vitest';
import { parseReference, type Exists } from '../../src/model/reference.ts';

const DIGEST = `sha256:${'a1'.repeat(32)}`;

const FILES = [
  'app.tar',
  'odd:name.tar',
  'docker:26',
  'x/app.tar',
  'm/manifest.json',
  'skopeo/version',
  'skopeo/manifest.json',
  'layout/oci-layout',
  'index/index.json',
  'nginx/README',
  'v/version',
];
const exists: Exists = (path) => {
  const clean = path.replace(/^\.\//, '').replace(/\/+$/, '').replaceAll('//', '/');
  if (FILES.includes(clean)) return 'file';
  return FILES.some((file) => file.startsWith(`${clean}/`)) ? 'dir' : null;
};
const parse = (text: string) => {
  const { text: typed, ...rest } = parseReference(text, exists);
  expect(typed).toBe(text);
  return rest;
};
const local = (
  kind: 'stdin' | 'file' | 'dir',
  path: string,
  transport: string | null = null,
  image: string | null = null,
) => ({ kind, path, transport, image });
const remote = (transport: string | null, name: string, isDirectory = false) => ({
  kind: 'name',
  transport,
  name,
  isDirectory,
});

describe('what <image> means', () => {
  it.each([
    ['standard input', '-', local('stdin', '-')],
    ['standard input in a known form', 'docker-archive:-', local('stdin', '-', 'docker-archive')],
    ['a file that is there', 'app.tar', local('file', 'app.tar')],
    ['a file whose name looks like a name of an image', 'docker:26', local('file', 'docker:26')],
    ['a file whose name holds a colon', 'odd:name.tar', local('file', 'odd:name.tar')],
    ['an OCI layout', 'layout', local('dir', 'layout')],
    ['an OCI layout with a slash', 'layout/', local('dir', 'layout/')],
    ['a directory with an index', 'index', local('dir', 'index')],
    ['what skopeo wrote', 'skopeo', local('dir', 'skopeo')],
    ['a directory that holds no image is a name', 'nginx', remote(null, 'nginx', true)],
    ['a file called version alone makes no image of a directory', 'v', remote(null, 'v', true)],
    ['a path to such a directory is no name', './nginx', local('dir', './nginx')],
    ['a bare name', 'ghcr.io/x/y:1', remote(null, 'ghcr.io/x/y:1')],
    ['the start of a digest', DIGEST, remote(null, DIGEST)],
    ['a path to nothing', './gone.tar', local('file', './gone.tar')],
    ['what cannot be a name', 'Gone Tar', local('file', 'Gone Tar')],
    ['a drive is no transport', 'C:\\x.tar', local('file', 'C:\\x.tar')],
    ['a drive with a slash is none', 'C:/x.tar', local('file', 'C:/x.tar')],
  ])('%s', (_what, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it.each([
    ['docker-archive:app.tar', local('file', 'app.tar', 'docker-archive')],
    ['docker-archive:app.tar:lab/app:1', local('file', 'app.tar', 'docker-archive', 'lab/app:1')],
    ['docker-archive:app.tar:@1', local('file', 'app.tar', 'docker-archive', '@1')],
    ['docker-archive:app.tar:', local('file', 'app.tar', 'docker-archive')],
    ['docker-archive:odd:name.tar', local('file', 'odd:name.tar', 'docker-archive')],
    ['docker-archive:odd:name.tar:lab/app:1', local('file', 'odd:name.tar', 'docker-archive', 'lab/app:1')],
    ['docker-archive:gone.tar:lab/app:1', local('file', 'gone.tar', 'docker-archive', 'lab/app:1')],
    ['docker-archive:C:\\x.tar:lab/app:1', local('file', 'C:\\x.tar', 'docker-archive', 'lab/app:1')],
    ['docker-archive://app.tar', local('file', 'app.tar', 'docker-archive')],
    ['docker-archive:///data/app.tar', local('file', '/data/app.tar', 'docker-archive')],
    ['archive://app.tar', local('file', 'app.tar')],
    ['oci:layout', local('dir', 'layout', 'oci')],
    ['oci:layout:multi1:latest', local('dir', 'layout', 'oci', 'multi1:latest')],
    [`oci:layout@${DIGEST}`, local('dir', 'layout', 'oci', DIGEST)],
    [`oci:layout:app:1@${DIGEST}`, local('dir', 'layout', 'oci', `app:1@${DIGEST}`)],
    ['oci-archive:app.tar:latest', local('file', 'app.tar', 'oci-archive', 'latest')],
    ['ocidir://layout', local('dir', 'layout', 'oci')],
    ['oci-dir:layout', local('dir', 'layout', 'oci')],
    ['dir:skopeo', local('dir', 'skopeo', 'dir')],
    ['manifest:m/manifest.json', local('file', 'm/manifest.json', 'manifest')],
    ['rootfs:nginx', local('dir', 'nginx', 'rootfs')],
    ['rootfs:gone:1', local('file', 'gone:1', 'rootfs')],
  ])('%s lies at a path', (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it.each([
    ['docker://nginx:1', remote('docker', 'nginx:1')],
    ['docker://localhost:5000/', remote('docker', 'localhost:5000/')],
    [`docker://nginx@${DIGEST}`, remote('docker', `nginx@${DIGEST}`)],
    [`docker://ghcr.io/x/y@${DIGEST}`, remote('docker', `ghcr.io/x/y@${DIGEST}`)],
    ['registry://nginx', remote('docker', 'nginx')],
    ['docker-daemon:nginx', remote('docker-daemon', 'nginx')],
    ['daemon://nginx', remote('docker-daemon', 'nginx')],
    ['podman:nginx', remote('podman', 'nginx')],
    ['podman://nginx', remote('podman', 'nginx')],
    ['containers-storage:nginx', remote('containers-storage', 'nginx')],
    ['registry:2', remote(null, 'registry:2')],
    ['docker:27', remote(null, 'docker:27')],
  ])('%s is asked for by name', (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it.each(['', 'docker-archive:', 'podman:'])('%j names nothing', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it.each(['docker://me:secret@ghcr.io/x/y', 'docker://secret@ghcr.io/x'])(
    '%s is refused without repeating the password',
    (text) => {
      expect(() => parse(text)).toThrow(
        expect.objectContaining({ code: 'USAGE', message: expect.not.stringContaining('secret') }),
      );
    },
  );
});
