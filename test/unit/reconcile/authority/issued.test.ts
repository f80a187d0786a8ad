import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issuedOf } from '../../../../operator/reconcile/authority/issued.ts';
import {
  type LiveCertificate,
  type LiveRequest,
  REQUEST_REVISION,
} from '../../../../operator/reconcile/certificates/live-objects.ts';
import { createAuthority } from '../../../cluster/pki.ts';

const NAME = 'orders-ca-1-aaaaa';
let directory: string;
let ours: string;
let renewed: string;
let leaf: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'apipolicy-issued-'));
  const one = await createAuthority(join(directory, 'one'), NAME);
  const two = await createAuthority(join(directory, 'two'), NAME);
  const pair = await one.issue({ name: 'leaf', commonName: 'leaf' });
  ours = await readFile(one.certificate, 'utf8');
  renewed = await readFile(two.certificate, 'utf8');
  leaf = await readFile(pair.certificate, 'utf8');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const certificate = (status?: LiveCertificate['status']): LiveCertificate => ({
  ...{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate' },
  metadata: { name: NAME, namespace: 'shop', uid: 'uid-1' },
  ours: true,
  spec: {},
  ...(status && { status }),
});

interface Parts {
  readonly uid?: string;
  readonly issuer?: string;
  readonly ready?: string;
  readonly controller?: boolean;
}

const request = (
  revision: number,
  pem: string,
  { uid = 'uid-1', issuer = 'orders-ca-root', ready = 'True', controller = true }: Parts = {},
): LiveRequest => ({
  ...{ apiVersion: 'cert-manager.io/v1', kind: 'CertificateRequest' },
  metadata: {
    name: `${NAME}-${revision}`,
    annotations: { [REQUEST_REVISION]: String(revision) },
    ownerReferences: [{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate', name: NAME, uid, controller }],
  },
  spec: { issuerRef: { name: issuer } },
  status: {
    conditions: [{ type: 'Ready', status: ready }],
    certificate: Buffer.from(pem).toString('base64'),
  },
});

const pemsOf = (requests: readonly LiveRequest[]): string[] =>
  issuedOf('orders', certificate({ revision: 1 }), requests).certificates.map(({ pem }) => pem.trim());

test('every certificate of a CA counts, in the order of issuance', () => {
  expect(pemsOf([request(2, renewed), request(1, ours)])).toEqual([ours.trim(), renewed.trim()]);
});

describe('nothing is trusted because of', () => {
  test.each<[string, () => LiveRequest]>([
    ['a request of another Certificate', () => request(1, ours, { uid: 'uid-2' })],
    ['one that the Certificate does not control', () => request(1, ours, { controller: false })],
    ['one to another issuer', () => request(1, ours, { issuer: 'somebody' })],
    ['one that is not ready', () => request(1, ours, { ready: 'False' })],
    ['a certificate that is no CA', () => request(1, leaf)],
    ['what is no certificate', () => request(1, 'MIIB')],
    ['nothing', () => request(1, '')],
  ])('%s', (_, made) => {
    const { certificates, unknown } = issuedOf('orders', certificate({ revision: 1 }), [made()]);
    expect(certificates).toEqual([]);
    expect(unknown).toBe(true);
  });
});

describe('what was issued is unknown', () => {
  test('where the last request is gone, though an earlier one is there', () => {
    const found = issuedOf('orders', certificate({ revision: 2 }), [request(1, ours)]);
    expect(found.unknown).toBe(true);
    expect(found.certificates).toHaveLength(1);
  });

  test('where a Secret was taken over without any request', () => {
    const ready = certificate({ conditions: [{ type: 'Ready', status: 'True' }] });
    expect(issuedOf('orders', ready, []).unknown).toBe(true);
  });

  test('not before anything was issued', () => {
    expect(issuedOf('orders', certificate(), [])).toEqual({ certificates: [], unknown: false });
  });
});
