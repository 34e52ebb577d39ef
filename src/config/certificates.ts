import { posix, win32 } from 'node:path';
import { invalidSettings, unlessInvalid } from './invalid-settings.ts';
import type { Places } from './places.ts';
import type { RemoteOptions } from './remote-options.ts';
import type { SettingsDisk } from './settings-file.ts';

/** The certificates with which a host is talked to, beside the system's. PEM texts. */
export interface Certificates {
  /** Trusted beside the system's: those of `--ca-cert`, then those of the host's folders of certificates. */
  readonly authorities: readonly string[];
  readonly clientCertificate: ClientCertificate | null;
}

/** A certificate that says who the user is, and its key. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What is needed to find certificates. */
export interface CertificateSearch {
  readonly options: Pick<RemoteOptions, 'caCert' | 'system' | 'trace'>;
  readonly places: Pick<Places, 'certificates'>;
  readonly disk: SettingsDisk;
}

/**
 * The certificates for a host (`host[:port]`), from all folders that have its name; a client certificate from the first
 * one that has any.
 *
 * @throws VarveError `CONFIG_INVALID`
 */
export async function certificatesFor(host: string, search: CertificateSearch): Promise<Certificates> {
  const { caCert, system } = search.options;
  const { join } = system === 'win32' ? win32 : posix;
  const authorities: string[] = caCert === undefined ? [] : [await certificateIn(caCert, search.disk)];
  let clientCertificate: ClientCertificate | null = null;
  for (const folder of search.places.certificates) {
    // Windows has no colons in names; docker leaves them out there.
    const path = join(folder, system === 'win32' ? host.replaceAll(':', '') : host);
    const found = await certificatesIn(path, search);
    authorities.push(...found.authorities);
    clientCertificate ??= found.clientCertificate;
  }
  return { authorities, clientCertificate };
}

/** The system's folders are root's alone in places: then they are passed over, as podman does. */
async function certificatesIn(folder: string, { options, disk }: CertificateSearch): Promise<Certificates> {
  const names = await unlessInvalid(options.trace, [], () => disk.list(folder));
  const { join } = options.system === 'win32' ? win32 : posix;
  const paths = names.map((name) => join(folder, name));
  const authorities = paths.filter((path) => path.endsWith('.crt')).map((path) => certificateIn(path, disk));
  const cert = paths.find((path) => path.endsWith('.cert'));
  return {
    authorities: await Promise.all(authorities),
    clientCertificate: cert === undefined ? null : await clientCertificateIn(cert, disk),
  };
}

async function clientCertificateIn(path: string, disk: SettingsDisk): Promise<ClientCertificate> {
  const keyPath = path.replace(/\.cert$/, '.key');
  return { cert: await certificateIn(path, disk), key: await pemIn(keyPath, disk, 'PRIVATE KEY') };
}

function certificateIn(path: string, disk: SettingsDisk): Promise<string> {
  return pemIn(path, disk, 'CERTIFICATE');
}

async function pemIn(path: string, disk: SettingsDisk, label: string): Promise<string> {
  const bytes = await disk.read(path);
  if (!bytes) throw invalidSettings(path, 'there is no such file');
  const text = new TextDecoder().decode(bytes);
  if (new RegExp(`^-----BEGIN [A-Z0-9 ]*${label}-----`, 'm').test(text)) return text;
  const hint = '`openssl x509 -inform der` makes PEM of a certificate in the form of DER.';
  throw invalidSettings(path, `it should hold a ${label.toLowerCase()} in the form of PEM`, hint);
}
