import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commonName, writeCertificate } from '../../../operator/compliance/probe/certificate-writer.ts';
import { identifier, integer, octets, time } from '../../../operator/compliance/probe/der-writer.ts';
import { forgedCertificates, nameText } from '../../../operator/compliance/probe/forged-certificates.ts';
import { mustRun } from '../../cluster/process.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const BILLING = { commonName: 'billing.v2', uri: 'spiffe://example.com/ns/shop/sa/billing' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'apipolicy-forged-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What `openssl x509 -text` reads, without line ends. */
async function readByOpenssl(pem: string): Promise<string> {
  const path = join(folder, 'read.pem');
  await writeFile(path, pem);
  const text = await mustRun(['openssl', 'x509', '-in', path, '-noout', '-text']);
  return text.replace(/\s+/g, ' ');
}

/** The end of what `openssl verify` says of the first certificate, by the last one as CA. */
async function verifiedByOpenssl(pem: string, purpose: string): Promise<string> {
  const [leaf = '', root = leaf] = pem.split(/(?<=-----END CERTIFICATE-----\n)/);
  const [leafPath, rootPath] = [join(folder, 'leaf.pem'), join(folder, 'root.pem')];
  await Promise.all([writeFile(leafPath, leaf), writeFile(rootPath, root)]);
  const at = String(NOW / 1000);
  const words = ['openssl', 'verify', '-attime', at, '-purpose', purpose, '-CAfile', rootPath, leafPath];
  return mustRun(words).then(
    () => 'OK',
    (error: unknown) => String(error),
  );
}

const forged = (what: string, name?: Uint8Array): string => {
  const asked = name === undefined ? [] : [{ name, text: 'X' }];
  const found = forgedCertificates(BILLING, asked, NOW).find((one) => one.what === what);
  if (!found) throw new Error(`none is ${what}`);
  return found.certificate;
};

describe('DER', () => {
  test.each([
    ['a small number', integer(Buffer.from([5])), '020105'],
    ['a number whose first bit is set', integer(Buffer.from([0x80])), '02020080'],
    ['a number with leading zeros', integer(Buffer.from([0, 0, 1])), '020101'],
    ['nothing', integer(Buffer.from([0, 0])), '020100'],
    ['an identifier with a large arc', identifier('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
    ['a time', time(NOW), '170d3236313132343132303030305a'],
    ['a time from 2050 on', time(Date.parse('2050-01-01T00:00:00Z')), '180f32303530303130313030303030305a'],
  ])('%s', (_, element, hex) => expect(element.toString('hex')).toBe(hex));

  test.each([
    [127, '047f'],
    [128, '048180'],
    [256, '04820100'],
    [65_536, '0483010000'],
  ])('a length of %d', (length, head) => {
    expect(
      octets(Buffer.alloc(length))
        .subarray(0, head.length / 2)
        .toString('hex'),
    ).toBe(head);
  });
});

describe('OpenSSL reads', () => {
  test('whom a forged certificate names, and for what it is', async () => {
    const text = await readByOpenssl(forged('of a foreign CA'));
    expect(text).toContain('Version: 3 (0x2)');
    expect(text).toContain('Subject: CN = billing.v2');
    expect(text).toContain('Issuer: CN = apipolicy-probe CA');
    expect(text).toContain('URI:spiffe://example.com/ns/shop/sa/billing');
    expect(text).toContain('X509v3 Key Usage: critical Digital Signature');
    expect(text).toContain('X509v3 Extended Key Usage: TLS Web Client Authentication');
    expect(text).toContain('CA:FALSE');
    expect(text).toContain('Not Before: Nov 24 11:00:00 2026 GMT Not After : Nov 24 13:00:00 2026 GMT');
  });

  test('a DNS name', async () => {
    const [, one] = forgedCertificates({ dnsName: 'billing.shop.svc' }, [], NOW);
    expect(await readByOpenssl(one?.certificate ?? '')).toContain('DNS:billing.shop.svc');
  });

  test('a name that is as long as the name of a CA may be', async () => {
    const authority = commonName('a'.repeat(300));
    expect(await readByOpenssl(forged('of a false X', authority))).toContain('a'.repeat(300));
  });
});

describe('each is wrong in the one way that it says, and right in all else', () => {
  test.each([
    ['of a foreign CA', 'sslclient', 'OK'],
    ['self-signed', 'sslclient', 'OK'],
    ['expired', 'sslclient', 'certificate has expired'],
    ['for servers', 'sslclient', 'purpose'],
    ['for servers', 'sslserver', 'OK'],
  ])('%s, as %s', async (what, purpose, said) => {
    expect(await verifiedByOpenssl(forged(what), purpose)).toContain(said);
  });
});

test('the chain that is shown is one: the CA signed itself and the certificate', () => {
  const [leaf = '', root = ''] = forged('of a foreign CA').split(/(?<=-----END CERTIFICATE-----\n)/);
  const authority = new X509Certificate(root);
  expect(authority.ca).toBe(true);
  expect(authority.verify(authority.publicKey)).toBe(true);
  expect(new X509Certificate(leaf).verify(authority.publicKey)).toBe(true);
});

test('a CA of the same name is another CA', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = commonName('shop-clients-ca');
  const lasting = { notBefore: NOW - 1000, notAfter: NOW + 1000 };
  const ca = new X509Certificate(
    writeCertificate({
      ...{ subject: name, issuer: name, publicKey, signingKey: privateKey },
      ...{ use: 'authority', names: [], ...lasting },
    }),
  );
  const imposter = new X509Certificate(forged('of a false X', name));
  expect(ca.verify(publicKey)).toBe(true);
  expect(imposter.issuer).toBe('CN=shop-clients-ca');
  expect(imposter.checkIssued(ca)).toBe(true);
  expect(imposter.verify(ca.publicKey)).toBe(false);
});

test('of several names two are imitated', () => {
  const asked = ['a', 'b', 'c'].map((text) => ({ name: commonName(text), text }));
  expect(forgedCertificates({}, asked, NOW).map(({ what }) => what)).toEqual([
    'self-signed',
    'of a false a',
    'of a false b',
    'expired',
    'for servers',
  ]);
});

test('no two have one serial number, nor do two rounds', () => {
  const serials = [...forgedCertificates(BILLING, [], NOW), ...forgedCertificates({}, [], NOW)].map(
    ({ certificate }) => new X509Certificate(certificate).serialNumber,
  );
  expect(new Set(serials).size).toBe(serials.length);
});

test('a name in a request for certificates is read, and what is none is not', () => {
  expect(nameText(commonName('shop-clients-ca'))).toBe('CN=shop-clients-ca');
  expect(nameText(Buffer.from('not a name'))).toBeUndefined();
});
