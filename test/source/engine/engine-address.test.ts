import { describe, expect, it } from 'vitest';
import { parseEngineHost } from '../../../src/source/engine/engine-address.ts';

const SETTING = { saidBy: 'DOCKER_HOST', tls: null, tlsVerify: true, saveCommand: 'docker save' };
const parsed = (text: string, isTls = false) =>
  parseEngineHost({ ...SETTING, text, tls: isTls ? { verify: false } : null });

describe('the address of an engine', () => {
  it.each([
    ['unix:///run/docker.sock', '/run/docker.sock', 'unix:///run/docker.sock'],
    ['unix:/run/docker.sock', '/run/docker.sock', 'unix:///run/docker.sock'],
    ['unix:///a\x1b[2J', '/a\x1b[2J', 'unix:///a\\x1b[2J'],
    ['npipe:////./pipe/docker_engine', '\\\\.\\pipe\\docker_engine', 'npipe:////./pipe/docker_engine'],
  ])('%j is a socket or a pipe', (text, socketPath, shown) => {
    expect(parsed(text, true)).toEqual({ shown, origin: 'http://localhost', basePath: '', socketPath, tls: null });
  });

  it.each([
    ['tcp://build:2375', 'http://build:2375', ''],
    ['tcp://build', 'http://build:2375', ''],
    ['tcp://:4000', 'http://localhost:4000', ''],
    ['build:4000', 'http://build:4000', ''],
    ['tcp://[::1]:4000', 'http://[::1]:4000', ''],
    ['tcp://build:4000/engines/1/', 'http://build:4000', '/engines/1'],
    ['http://build', 'http://build', ''],
    ['https://build', 'https://build', ''],
  ])('%s is on the network', (text, origin, basePath) => {
    expect(parsed(text)).toMatchObject({ origin, basePath, socketPath: null });
  });

  it.each([
    ['tcp://build', false, 'http://build:2375', null],
    ['tcp://build', true, 'https://build:2376', { verify: false }],
    ['https://build', false, 'https://build', { verify: true }],
  ])('%s with TLS in the settings: %s', (text, isTls, origin, tls) => {
    expect(parsed(text, isTls)).toMatchObject({ origin, tls });
  });

  it('needs no proof where the user wants none', () => {
    const address = parseEngineHost({ ...SETTING, text: 'https://build', tlsVerify: false });
    expect(address.tls).toEqual({ verify: false });
  });

  it('shows no credentials', () => {
    expect(parsed('tcp://me:secret@build:2375').shown).toBe('tcp://build:2375');
  });

  it.each([
    ['ssh://me:secret@build', 'UNSUPPORTED', 'DOCKER_HOST is ssh://build: an engine behind ssh is not asked'],
    ['fd://', 'CONFIG_INVALID', 'DOCKER_HOST is fd://, which is no address of an engine'],
    ['ftp://me:secret@build', 'CONFIG_INVALID', 'DOCKER_HOST is ftp://build, which is no address of an engine'],
    ['unix://', 'CONFIG_INVALID', 'DOCKER_HOST is unix://, which is no address of an engine'],
    ['tcp://', 'CONFIG_INVALID', 'DOCKER_HOST is tcp://, which is no address of an engine'],
    ['tcp://build:99999', 'CONFIG_INVALID', 'DOCKER_HOST is tcp://build:99999, which is no address of an engine'],
    ['/run/docker.sock', 'CONFIG_INVALID', 'DOCKER_HOST is /run/docker.sock, which is no address of an engine'],
    ['a b\n', 'CONFIG_INVALID', 'DOCKER_HOST is a b\\x0a, which is no address of an engine'],
    ['', 'CONFIG_INVALID', 'DOCKER_HOST is empty, which is no address of an engine'],
  ])('cannot be %j', (text, code, message) => {
    expect(() => parsed(text)).toThrow(expect.objectContaining({ code, message }));
  });

  it('names the command that leads around ssh', () => {
    expect(() => parsed('ssh://build')).toThrow(
      expect.objectContaining({ hint: 'Pipe the image: `docker save NAME | varve -`.' }),
    );
  });
});
