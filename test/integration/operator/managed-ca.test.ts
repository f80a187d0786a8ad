import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiPolicySpec, StatusCertificateAuthority } from '../../../operator/api/types.generated.ts';
import { certManagerCrds } from '../../cluster/cert-manager-crds.ts';
import { waitFor } from '../../cluster/wait.ts';
import { CertManager } from './cert-manager.ts';
import { Harness, refs } from './harness.ts';
import { IssuingCertManager } from './issuing-cert-manager.ts';
import { operatorWrites } from './writes.ts';

let harness: Harness;
let certManager: IssuingCertManager;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'apipolicy-managed-ca-'));
  harness = await Harness.start();
  await new CertManager(harness).install(await certManagerCrds());
  certManager = new IssuingCertManager(harness, directory);
  await harness.startOperator();
}, 60_000);
afterAll(async () => {
  await harness?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

type Clients = NonNullable<NonNullable<ApiPolicySpec['mutualTLS']>['clients']>;
type Managed = NonNullable<NonNullable<Clients['ca']>['managed']>;

const policy = (namespace: string, managed: Managed): Promise<unknown> =>
  harness.policy(namespace, 'devices', {
    targetRefs: refs('devices'),
    mutualTLS: {
      clients: {
        ca: { managed },
        issue: [{ name: 'printer', secretName: 'printer-tls', commonName: 'printer' }],
      },
    },
  });

/** Does cert-manager's work until the status says so. */
const authority = (
  namespace: string,
  is: (status: StatusCertificateAuthority) => boolean,
  issues: 'all' | 'authorities' | 'nothing' = 'all',
): Promise<StatusCertificateAuthority> =>
  waitFor(
    'status.certificateAuthority',
    async (pending) => {
      if (issues === 'all') await certManager.issueAll(namespace);
      if (issues === 'authorities') await certManager.issueAuthorities(namespace);
      const { status } = await harness.readPolicy(namespace, 'devices');
      pending(status);
      const found = status?.certificateAuthority;
      return found && is(found) ? found : undefined;
    },
    { timeoutMs: 20_000, everyMs: 50 },
  );

/** No pod runs here, and callers' certificates come with a gate. */
const waitsForTheGateAlone = (namespace: string): Promise<unknown> =>
  harness.condition(namespace, 'devices', 'Programmed', 'False', 'GateNotReady');

const secretNamed = async (namespace: string): Promise<string> => {
  const reference = (await harness.nginx(namespace, 'devices'))['auth-tls-secret'] ?? '';
  return reference.slice(namespace.length + 1);
};

interface Secret {
  readonly type: string;
  readonly immutable?: boolean;
  readonly data: Readonly<Record<string, string>>;
  readonly metadata: { readonly ownerReferences?: readonly object[] };
}

const secret = async (namespace: string, name: string): Promise<Secret> =>
  (await harness.must('GET', `/api/v1/namespaces/${namespace}/secrets/${name}`)) as Secret;

const bundle = async (namespace: string): Promise<string> => {
  const { data } = await secret(namespace, await secretNamed(namespace));
  return Buffer.from(data['ca.crt'] ?? '', 'base64').toString();
};

const named = (namespace: string, name: string): Promise<unknown> =>
  waitFor(
    `the Ingress to name ${name}`,
    async (pending) => {
      const is = await secretNamed(namespace);
      pending(is);
      return is === name;
    },
    { timeoutMs: 15_000, everyMs: 50 },
  );

async function made(revision = 1): Promise<{ namespace: string; first: StatusCertificateAuthority }> {
  const namespace = await harness.namespace();
  await harness.ingress(namespace, 'devices');
  await policy(namespace, { revision });
  const first = await authority(namespace, ({ step }) => step === 'Settled');
  await named(namespace, first.bundle ?? '');
  await waitFor('the printer to have a certificate', async () => {
    await certManager.issueAll(namespace);
    return certManager.issued.has(`${namespace}/printer-tls`);
  });
  return { namespace, first };
}

describe('a managed CA', () => {
  test('until it is issued the host is closed, and the policy says what it waits for', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'devices');
    await policy(namespace, {});
    const waiting = await authority(namespace, ({ step }) => step === 'Issuing', 'nothing');
    expect(waiting.bundle).toBeUndefined();
    const asked = /has not issued Certificate devices-ca-1-[a-z0-9]{5} yet/;
    await waitFor('Programmed to say it', async (pending) => {
      const { message } = await harness.condition(
        namespace,
        'devices',
        'Programmed',
        'False',
        'CertificateNotReady',
      );
      pending(message);
      return asked.test(message);
    });
    expect(await secretNamed(namespace)).toBe('devices-ca-bundle');
    const names = (await certManager.certificates(namespace)).map(({ metadata }) => metadata.name);
    expect(names.filter((name) => !name.startsWith('devices-ca-1-'))).toEqual([]);
  });

  test('is trusted, signs what is issued, and keeps one key', async () => {
    const { namespace, first } = await made();
    expect(first).toMatchObject({ revision: 1, name: expect.stringMatching(/^devices-ca-1-[a-z0-9]{5}$/) });
    const { type, immutable, data, metadata } = await secret(namespace, first.bundle ?? '');
    expect({ type, immutable, keys: Object.keys(data) }).toEqual({
      type: 'Opaque',
      immutable: true,
      keys: ['ca.crt'],
    });
    expect(metadata.ownerReferences).toMatchObject([
      { kind: 'ApiPolicy', name: 'devices', controller: true },
    ]);
    const all = await certManager.certificates(namespace);
    const ca = all.find(({ spec }) => spec.isCA === true);
    expect(ca?.spec).toMatchObject({
      commonName: first.name,
      issuerRef: { name: 'devices-ca-root' },
      privateKey: { rotationPolicy: 'Never' },
    });
    const leaf = all.find(({ metadata: { name } }) => name === 'printer-tls');
    expect(leaf?.spec.issuerRef.name).toBe(first.name);
    const printer = certManager.issued.get(`${namespace}/printer-tls`) ?? '';
    expect(IssuingCertManager.verifies(printer, await bundle(namespace))).toBe(true);
    await waitsForTheGateAlone(namespace);
  });

  test('a new operator makes no second one, and writes nothing', async () => {
    const { namespace, first } = await made();
    await harness.settled();
    await harness.stopOperator();
    const before = await operatorWrites(harness);
    await harness.startOperator();
    await harness.settled();
    // A Secret that is there is asked for again, which is refused, for it cannot be read.
    const writes = (await operatorWrites(harness)).slice(before.length);
    expect(
      writes.filter((write) => !write.startsWith('create /api/v1/') && !write.includes('/leases')),
    ).toEqual([]);
    expect((await certManager.certificates(namespace)).length).toBe(2);
    expect(await secretNamed(namespace)).toBe(first.bundle);
    expect((await harness.readPolicy(namespace, 'devices')).status?.certificateAuthority).toEqual(first);
  });

  test('a rotation trusts both before it asks for certificates by the new one', async () => {
    const { namespace, first } = await made();
    await policy(namespace, { revision: 2 });
    const issuing = await authority(namespace, ({ step }) => step === 'Issuing', 'nothing');
    expect(issuing.name).not.toBe(first.name);
    expect(await secretNamed(namespace)).toBe(first.bundle);
    // The old list is named until the gateway has had time to see the new one.
    const bundled = await authority(
      namespace,
      ({ step, bundle }) => step === 'Bundled' && bundle !== first.bundle,
      'authorities',
    );
    await named(namespace, bundled.bundle ?? '');
    const printer = certManager.issued.get(`${namespace}/printer-tls`) ?? '';
    expect(IssuingCertManager.verifies(printer, await bundle(namespace))).toBe(true);
    expect((await bundle(namespace)).match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    const leaf = (await certManager.certificates(namespace)).find(
      ({ metadata: { name } }) => name === 'printer-tls',
    );
    expect(leaf?.spec.issuerRef.name).toBe(first.name);
    await waitsForTheGateAlone(namespace);
    // Known to be stolen after all: the overlap of zero ends the rotation.
    await policy(namespace, { revision: 2, overlap: '0s' });
    const settled = await authority(namespace, ({ step }) => step === 'Settled');
    expect(settled.name).toBe(bundled.name);
  }, 60_000);

  test('one that may be known to others is trusted no more when the next is issued', async () => {
    const { namespace, first } = await made();
    const stolen = await bundle(namespace);
    await policy(namespace, { revision: 2, overlap: '0s' });
    const settled = await authority(namespace, ({ step, revision }) => step === 'Settled' && revision === 2);
    await named(namespace, settled.bundle ?? '');
    const now = await bundle(namespace);
    expect(now.includes(stolen.trim())).toBe(false);
    await waitFor('the printer to have another certificate', async () => {
      await certManager.issueAll(namespace);
      return IssuingCertManager.verifies(certManager.issued.get(`${namespace}/printer-tls`) ?? '', now);
    });
    const names = (await certManager.certificates(namespace)).map(({ metadata }) => metadata.name);
    expect(names.toSorted()).toEqual([settled.name, 'printer-tls'].toSorted());
    const issuers = (await certManager.issuers(namespace)).map(({ metadata }) => metadata.name);
    expect(issuers.toSorted()).toEqual(['devices-ca-root', settled.name].toSorted());
    const [event] = await harness.events(namespace, 'CertificateAuthorityRemoved', 1);
    expect(event?.note).toContain(`delete secret ${first.name}`);
    // The way back to a longer overlap does not bring it back.
    await policy(namespace, { revision: 2 });
    await harness.settled();
    expect(await bundle(namespace)).toBe(now);
  }, 60_000);

  test('what was issued and cannot be read any more leaves trust as it is', async () => {
    const { namespace, first } = await made();
    await certManager.forget(namespace, first.name ?? '');
    const told = await authority(namespace, ({ message }) => message !== undefined, 'nothing');
    expect(told.message).toContain(`cmctl renew ${first.name}`);
    expect(await secretNamed(namespace)).toBe(first.bundle);
    await certManager.renew(namespace, first.name ?? '');
    await authority(namespace, ({ message }) => message === undefined, 'nothing');
    const printer = certManager.issued.get(`${namespace}/printer-tls`) ?? '';
    expect(IssuingCertManager.verifies(printer, await bundle(namespace))).toBe(true);
  });

  test('a policy that brings a CA instead has its own removed', async () => {
    const { namespace, first } = await made();
    await harness.policy(namespace, 'devices', {
      targetRefs: refs('devices'),
      mutualTLS: { clients: { ca: { secretName: 'brought' } } },
    });
    await named(namespace, 'brought');
    await waitFor(
      'the CA to go',
      async (pending) => {
        const left = await certManager.certificates(namespace);
        pending(left.map(({ metadata }) => metadata.name));
        return left.length === 0 && (await certManager.issuers(namespace)).length === 0;
      },
      { timeoutMs: 15_000 },
    );
    await harness.events(namespace, 'CertificateAuthorityRemoved', 1);
    expect(first.bundle).toBeDefined();
  });
});
