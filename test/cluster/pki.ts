import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from './process.ts';

/** Paths of a certificate and its key, PEM. */
export interface KeyPair {
  certificate: string;
  key: string;
}

export interface CertificateRequest {
  /** File name without ending; made unique by the caller. */
  name: string;
  /** Common name; for Kubernetes a user's name. */
  commonName: string;
  /** For Kubernetes the user's groups. */
  organizations?: readonly string[];
  /** subjectAltName entries as OpenSSL writes them: `DNS:localhost`, `IP:127.0.0.1`. */
  names?: readonly string[];
}

/** A certificate authority that lives in a folder. Keys are P-256; certificates are good for ten years. */
export interface Authority extends KeyPair {
  issue(request: CertificateRequest): Promise<KeyPair>;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650'];

export async function createAuthority(
  directory: string,
  commonName = 'apipolicy test CA',
): Promise<Authority> {
  await mkdir(directory, { recursive: true });
  const own: KeyPair = { certificate: join(directory, 'ca.crt'), key: join(directory, 'ca.key') };
  await openssl([
    ...['req', '-x509', ...newKey, '-keyout', own.key, '-out', own.certificate, '-subj', `/CN=${commonName}`],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature'],
  ]);
  return {
    ...own,
    async issue({ name, commonName: subject, organizations = [], names = [] }) {
      const pair: KeyPair = {
        certificate: join(directory, `${name}.crt`),
        key: join(directory, `${name}.key`),
      };
      const distinguished = [...organizations.map((value) => ['O', value]), ['CN', subject]]
        .map(([type, value]) => `/${type}=${String(value).replaceAll('/', '\\/')}`)
        .join('');
      await openssl([
        ...['req', '-x509', '-CA', own.certificate, '-CAkey', own.key, ...newKey],
        ...['-keyout', pair.key, '-out', pair.certificate, '-subj', distinguished],
        ...[
          '-addext',
          'basicConstraints=critical,CA:FALSE',
          '-addext',
          'extendedKeyUsage=serverAuth,clientAuth',
        ],
        ...(names.length === 0 ? [] : ['-addext', `subjectAltName=${names.join(',')}`]),
      ]);
      return pair;
    },
  };
}

/** A key pair for signing ServiceAccount tokens. */
export async function createSigningKey(
  directory: string,
): Promise<{ privateKey: string; publicKey: string }> {
  const pair = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const files = {
    privateKey: join(directory, 'service-account.key'),
    publicKey: join(directory, 'service-account.pub'),
  };
  await writeFile(files.privateKey, pair.privateKey, { mode: 0o600 });
  await writeFile(files.publicKey, pair.publicKey);
  return files;
}

async function openssl(args: readonly string[]): Promise<void> {
  await mustRun(['openssl', ...args]).catch((cause: unknown) => {
    throw new Error('cannot make certificates with openssl 3 (Debian package openssl)', { cause });
  });
}
