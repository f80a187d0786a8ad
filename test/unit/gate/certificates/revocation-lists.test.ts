import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { revocationIn, revocationOf } from '../../../../operator/gate/certificates/revocation-lists.ts';
import { createAuthority } from '../../../cluster/pki.ts';
import { mustRun } from '../../../cluster/process.ts';

let folder: string;
let first: string;
let second: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'apipolicy-crl-'));
  const { certificate, key } = await createAuthority(folder);
  const at = (name: string): string => join(folder, name);
  await writeFile(at('index.txt'), '');
  await writeFile(at('number'), '01\n');
  await writeFile(
    at('openssl.cnf'),
    `[ca]\ndefault_ca = it\n[it]\ndatabase = ${at('index.txt')}\ncrlnumber = ${at('number')}\ndefault_md = sha256\n`,
  );
  const list = async (name: string, last: string, next: string): Promise<string> => {
    const dates = ['-crl_lastupdate', last, '-crl_nextupdate', next];
    const files = ['-config', at('openssl.cnf'), '-cert', certificate, '-keyfile', key, '-out', at(name)];
    await mustRun(['openssl', 'ca', '-gencrl', ...files, ...dates]);
    return readFile(at(name), 'utf8');
  };
  first = await list('first.crl', '20261101000000Z', '20261201000000Z');
  second = await list('second.crl', '20261110000000Z', '20510101000000Z');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const FIRST = {
  thisUpdate: Date.parse('2026-11-01T00:00:00Z'),
  nextUpdate: Date.parse('2026-12-01T00:00:00Z'),
};

test('a list of OpenSSL says when it was made and when it runs out', () => {
  expect(revocationIn(first)).toEqual(FIRST);
  expect(revocationIn(`a word before\n${first}`)).toEqual(FIRST);
});

test('beyond 2049, too', () => {
  expect(revocationIn(second)).toMatchObject({ nextUpdate: Date.parse('2051-01-01T00:00:00Z') });
});

test('of several the one counts that runs out first', () => {
  expect(revocationIn(second + first)).toEqual(FIRST);
  expect(revocationIn(first + second)).toEqual(FIRST);
});

test('a file that is not there, or empty, is no list', async () => {
  expect(await revocationOf(join(folder, 'ca.crl'))).toBeUndefined();
  expect(revocationIn('\n')).toBeUndefined();
  expect(await revocationOf(join(folder, 'first.crl'))).toEqual(FIRST);
});

test('what cannot be read is told', async () => {
  expect(await revocationOf(folder)).toMatchObject({ problem: expect.stringContaining('cannot be read') });
  expect(revocationIn('hello')).toMatchObject({ problem: expect.stringContaining('PEM') });
  const cut = first.replace(/\n.*\n-----END/, '\n-----END');
  expect(revocationIn(cut)).toMatchObject({ problem: expect.stringContaining('cannot be read') });
});

test('no content makes it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      const body = Buffer.from(bytes).toString('base64');
      revocationIn(`-----BEGIN X509 CRL-----\n${body}\n-----END X509 CRL-----\n`);
    }),
  );
});
