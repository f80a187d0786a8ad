/** Certificates such as no sensible CA gives out, by a CA whose key the test has. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyPair } from './pki.ts';
import { mustRun } from './process.ts';

/** PEM texts, as `tls` of a GatewayRequest and the options of `sendRaw` take them. */
export interface Minted {
  cert: string;
  key: string;
}

export interface MintRequest {
  /** Distinguished name as OpenSSL writes it: `/O=Example/CN=billing`; `+` within a part makes it multi-valued. */
  subject: string;
  /** subjectAltName entries: `DNS:billing.shop.svc`, `URI:spiffe://example.com/ns/shop/sa/billing`. */
  names?: readonly string[];
  /** Extended key usages; `clientAuth` alone when left out. */
  usages?: readonly ('clientAuth' | 'serverAuth' | 'codeSigning')[];
  /** An hour ago when left out. */
  notBefore?: Date;
  /** In a day when left out. */
  notAfter?: Date;
}

const hour = 3_600_000;
const inHours = (count: number): Date => new Date(Date.now() + count * hour);

/** What makes a certificate one that a gateway has to refuse, whoever it names. */
export const wrongs = {
  expired: { notBefore: inHours(-48), notAfter: inHours(-1) },
  'not yet valid': { notBefore: inHours(24), notAfter: inHours(48) },
  'of the wrong usage': { usages: ['serverAuth'] },
} satisfies Record<string, Partial<MintRequest>>;

/** Issues, revokes and lists what is revoked, for a CA of `createAuthority` or one whose key and certificate lie in files. */
export class Mint {
  readonly #directory: string;
  readonly #ca: KeyPair;

  private constructor(directory: string, ca: KeyPair) {
    this.#directory = directory;
    this.#ca = ca;
  }

  /** @param directory the mint's own; made where it is missing */
  static async open(directory: string, ca: KeyPair): Promise<Mint> {
    await mkdir(directory, { recursive: true });
    await Promise.all([
      writeFile(join(directory, 'index.txt'), ''),
      writeFile(join(directory, 'index.txt.attr'), 'unique_subject = no\n'),
      writeFile(join(directory, 'crlnumber'), '01\n'),
      writeFile(join(directory, 'ca.cnf'), configuration(directory)),
    ]);
    return new Mint(directory, ca);
  }

  async issue({
    subject,
    names = [],
    usages = ['clientAuth'],
    notBefore = inHours(-1),
    notAfter = inHours(24),
  }: MintRequest): Promise<Minted> {
    const at = (ending: string): string => join(this.#directory, `${id}.${ending}`);
    const id = randomBytes(8).toString('hex');
    await writeFile(
      at('ext'),
      [
        'basicConstraints = critical, CA:FALSE',
        'keyUsage = critical, digitalSignature',
        `extendedKeyUsage = ${usages.join(', ')}`,
        'authorityKeyIdentifier = keyid',
        ...(names.length === 0 ? [] : [`subjectAltName = ${names.join(', ')}`]),
      ].join('\n'),
    );
    await mustRun([
      ...['openssl', 'req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-utf8', '-subj', '/CN=unnamed', '-keyout', at('key'), '-out', at('csr')],
    ]);
    await this.#authority([
      ...['-batch', '-notext', '-utf8', '-multivalue-rdn', '-preserveDN', '-in', at('csr')],
      ...['-subj', subject, '-startdate', stamp(notBefore), '-enddate', stamp(notAfter)],
      ...['-extfile', at('ext'), '-out', at('crt')],
    ]);
    return { cert: await readFile(at('crt'), 'utf8'), key: await readFile(at('key'), 'utf8') };
  }

  /** It is in every list from the next on. */
  async revoke({ cert }: Minted): Promise<void> {
    const file = join(this.#directory, 'revoked.crt');
    await writeFile(file, cert);
    await this.#authority(['-revoke', file]);
  }

  /** PEM of the list of what is revoked (RFC 5280 section 5), for `ca.crl`. */
  async revocations({ nextUpdate = inHours(24) }: { nextUpdate?: Date } = {}): Promise<string> {
    const file = join(this.#directory, 'ca.crl');
    const dates = ['-crl_lastupdate', stamp(inHours(-72)), '-crl_nextupdate', stamp(nextUpdate)];
    await this.#authority(['-gencrl', ...dates, '-out', file]);
    return readFile(file, 'utf8');
  }

  async #authority(args: readonly string[]): Promise<void> {
    const { certificate, key } = this.#ca;
    const config = join(this.#directory, 'ca.cnf');
    await mustRun(['openssl', 'ca', '-config', config, '-cert', certificate, '-keyfile', key, ...args]);
  }
}

const stamp = (at: Date): string => at.toISOString().replace(/[-:T]|\.\d+/g, '');

function configuration(directory: string): string {
  const any = ['countryName', 'organizationName', 'organizationalUnitName', 'commonName', 'serialNumber'];
  return [
    '[ca]',
    'default_ca = own',
    '[own]',
    `database = ${directory}/index.txt`,
    `crlnumber = ${directory}/crlnumber`,
    `new_certs_dir = ${directory}`,
    'rand_serial = yes',
    'default_md = sha256',
    'policy = any',
    '[any]',
    ...any.map((name) => `${name} = optional`),
  ].join('\n');
}
