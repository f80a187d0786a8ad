import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serialsOf } from '../../../../operator/reconcile/certificates/serials.ts';
import { request } from './samples.ts';

const directory = mkdtempSync(join(tmpdir(), 'serials-'));
const issued = new Map<string, string>();
beforeAll(() => {
  for (const serial of ['0x0A', '0xF00D', '0x1234']) {
    const file = join(directory, 'certificate.pem');
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null'];
    execFileSync('openssl', ['req', '-x509', ...key, '-subj', '/CN=a', '-set_serial', serial, '-out', file], {
      stdio: 'ignore',
    });
    issued.set(serial, readFileSync(file).toString('base64'));
  }
});
afterAll(() => rmSync(directory, { recursive: true }));

const issuedAs = (revision: number, serial: string) =>
  request(revision, { certificate: issued.get(serial) ?? '' });

test('the serials that may be served are those of the last two revisions that the Secret has reached', () => {
  const all = [issuedAs(3, '0x0A'), issuedAs(2, '0xF00D'), issuedAs(1, '0x1234')];
  expect(serialsOf(all, 3)).toEqual(['A', 'F00D']);
  expect(serialsOf(all, 2)).toEqual(['F00D', '1234']);
  expect(serialsOf(all, undefined)).toEqual(['A', 'F00D']);
});

test('what is no certificate has none', () => {
  expect(serialsOf([request(2, { certificate: 'bm9uZQ==' }), request(1)], 2)).toEqual([]);
});
