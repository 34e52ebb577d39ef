import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openInEngine } from '../../../src/source/engine/open-engine.ts';
import { folderOf } from '../temporary.ts';
import { fakeEngineOnTcp } from './fake-engine.ts';
import { remoteOptions } from './remote-options.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const ANSWERS = { '/images/app/json': { Id: 'sha256:1', RepoTags: [] } };

/** Two authorities; the first one vouches for the engine and for a client. */
function certificates(): string {
  const folder = folderOf({});
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  for (const name of ['ca', 'other-ca']) {
    openssl(
      'req',
      '-x509',
      ...key,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
    );
  }
  for (const name of ['engine', 'client']) {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    writeFileSync(join(folder, `${name}.ext`), 'subjectAltName=IP:127.0.0.1\n');
    const issuer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`];
    openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...issuer);
  }
  return folder;
}

/** A folder as `DOCKER_CERT_PATH` has it. */
function clientFolder(from: string, files: Readonly<Record<string, string>>): string {
  const folder = join(from, 'client-folder');
  mkdirSync(folder, { recursive: true });
  for (const [name, source] of Object.entries(files)) copyFileSync(join(from, source), join(folder, name));
  return folder;
}

const ALL = { 'ca.pem': 'ca.pem', 'cert.pem': 'client.pem', 'key.pem': 'client.key' };

describe.skipIf(!hasOpenssl)('an engine with TLS', () => {
  it.each<[string, Record<string, string>, Record<string, string>, boolean, RegExp | null]>([
    ['answers whoever has the right certificates', ALL, { DOCKER_TLS_VERIFY: '1' }, true, null],
    [
      'is not believed when another authority vouches for it',
      { ...ALL, 'ca.pem': 'other-ca.pem' },
      { DOCKER_TLS_VERIFY: '1' },
      true,
      /unable to verify the first certificate|unable to get local issuer certificate|self-signed certificate/,
    ],
    [
      'is believed without proof when that is wanted',
      { ...ALL, 'ca.pem': 'other-ca.pem' },
      { DOCKER_TLS: '1' },
      true,
      null,
    ],
    [
      'is believed with --tls-verify=false',
      { ...ALL, 'ca.pem': 'other-ca.pem' },
      { DOCKER_TLS_VERIFY: '1' },
      false,
      null,
    ],
    [
      'turns away who has no certificate',
      { 'ca.pem': 'ca.pem' },
      { DOCKER_TLS_VERIFY: '1' },
      true,
      /certificate required|cut|protocol/,
    ],
    [
      'is not asked with a key that is none',
      { ...ALL, 'key.pem': 'ca.pem' },
      { DOCKER_TLS_VERIFY: '1' },
      true,
      /no start line|unsupported|PEM/i,
    ],
    ['does not answer without TLS', ALL, {}, true, /cut|reset/],
  ])('%s', async (_what, files, env, tlsVerify, failure) => {
    const folder = certificates();
    const pem = (name: string) => readFileSync(join(folder, name));
    const tls = { key: pem('engine.key'), cert: pem('engine.pem'), ca: pem('ca.pem'), requestCert: true };
    const host = `tcp://${await fakeEngineOnTcp(ANSWERS, tls)}`;
    const settings = { DOCKER_HOST: host, DOCKER_CERT_PATH: clientFolder(folder, files), ...env };
    const opened = openInEngine('docker-daemon', 'app', remoteOptions({ env: settings, tlsVerify }));
    if (failure) {
      await expect(opened).rejects.toMatchObject({ code: 'NETWORK_FAILED', message: expect.stringMatching(failure) });
    } else {
      const image = await opened;
      expect(image.id).toBe('sha256:1');
      await image.close();
    }
  });
});
