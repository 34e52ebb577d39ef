import type { RemoteOptions } from '../../../src/config/remote-options.ts';

/** What a user says who says nothing; the home directory is not there. */
export function remoteOptions(options: Partial<RemoteOptions> = {}): RemoteOptions {
  return {
    plainHttp: false,
    tlsVerify: true,
    mirrors: [],
    env: {},
    home: '/no/such/home',
    system: 'linux',
    trace: () => {},
    progress: null,
    ...options,
  };
}
