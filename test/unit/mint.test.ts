import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Mint, wrongs } from '../cluster/mint.ts';
import { type Authority, createAuthority } from '../cluster/pki.ts';
import { run } from '../cluster/process.ts';

describe('the mint', () => {
  let directory: string;
  let authority: Authority;
  let mint: Mint;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mint-'));
    authority = await createAuthority(join(directory, 'ca'));
    mint = await Mint.open(join(directory, 'mint'), authority);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('issues what was asked for', async () => {
    const uri = 'spiffe://example.com/ns/shop/sa/billing';
    const { cert } = await mint.issue({ subject: '/O=Exämple/CN=billing.v2', names: [`URI:${uri}`] });
    const read = new X509Certificate(cert);
    expect(read.subject).toBe('O=Exämple\nCN=billing.v2');
    expect(read.subjectAltName).toBe(`URI:${uri}`);
    expect(read.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(read.verify(new X509Certificate(await readFile(authority.certificate)).publicKey)).toBe(true);
    expect(await verified(cert)).toBe('OK');
  });

  test('keeps parts of a name that belong together, and two common names apart', async () => {
    const several = new X509Certificate((await mint.issue({ subject: '/O=a/CN=one/CN=two' })).cert);
    expect(several.subject).toBe('O=a\nCN=one\nCN=two');
    const together = new X509Certificate((await mint.issue({ subject: '/CN=one+O=a' })).cert);
    expect(together.subject).toBe('O=a + CN=one');
  });

  test.for([
    ['expired', /certificate has expired/],
    ['not yet valid', /certificate is not yet valid/],
    ['of the wrong usage', /unsuitable certificate purpose/],
  ] as const)('one that is %s is refused for that', async ([wrong, reason]) => {
    const { cert } = await mint.issue({ subject: '/CN=billing', ...wrongs[wrong] });
    expect(await verified(cert)).toMatch(reason);
  });

  test('what is revoked is in the list, and nothing else', async () => {
    const [good, bad] = [await mint.issue({ subject: '/CN=good' }), await mint.issue({ subject: '/CN=bad' })];
    await mint.revoke(bad);
    const crl = await mint.revocations();
    expect(await verified(good.cert, crl)).toBe('OK');
    expect(await verified(bad.cert, crl)).toMatch(/certificate revoked/);
    const old = await mint.revocations({ nextUpdate: new Date(Date.now() - 1000) });
    expect(await verified(good.cert, old)).toMatch(/CRL has expired/);
  });

  /** `OK`, or why openssl refuses it as a client's. */
  async function verified(cert: string, crl?: string): Promise<string> {
    const file = async (name: string, text: string) => {
      await writeFile(join(directory, name), text);
      return join(directory, name);
    };
    const { code, stdout, stderr } = await run([
      ...['openssl', 'verify', '-purpose', 'sslclient', '-CAfile', authority.certificate],
      ...(crl === undefined ? [] : ['-crl_check', '-CRLfile', await file('ca.crl', crl)]),
      await file('client.crt', cert),
    ]);
    return code === 0 ? 'OK' : stdout + stderr;
  }
});
