import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certManagerCrds } from '../../cluster/cert-manager-crds.ts';
import { authority, bundle, byIngress, byPolicy, certificate, issuer } from './certificate-samples.ts';
import { ADMIN, ChartCluster, type KubernetesObject, OPERATOR, pathOf, said } from './chart-cluster.ts';

const foreign = { labels: { 'app.kubernetes.io/managed-by': 'Helm' } };
const dns = (...dnsNames: string[]) => certificate('orders-tls', { spec: { dnsNames } });
const uri = (...uris: string[]) => certificate('client', { spec: { uris } });
const root = (spec: object) => issuer('orders-ca-root', spec);
const signer = (secretName: string) => issuer('orders-ca', { ca: { secretName } });

describe('whoever acts as the operator, of certificates', () => {
  let chart: ChartCluster;

  beforeAll(async () => {
    chart = await ChartCluster.start();
    await chart.cluster.mustKubectl(['apply', '--server-side', '-f', await certManagerCrds()]);
    await chart.cluster.mustKubectl(['wait', '--for=condition=Established', 'crd', '--all']);
    for (const object of [certificate('client', { metadata: foreign }), issuer('a', {}, { owners: [] })])
      await chart.inForce('writes and deletes no', () => chart.apply(OPERATOR, object, { dryRun: true }));
    await chart.inForce('creates no Secrets but', () => chart.create(OPERATOR, bundle('other')));
  });

  afterAll(() => chart?.[Symbol.asyncDispose]());

  const attempt = async (object: KubernetesObject): Promise<string> =>
    said(await chart.apply(OPERATOR, object, { dryRun: true }));
  const post = async (object: KubernetesObject): Promise<string> =>
    said(await chart.as(OPERATOR, 'POST', `${pathOf(object).replace(/\/[^/]+$/, '')}?dryRun=All`, object));

  test.each<[string, KubernetesObject]>([
    ['for a client', certificate('billing-client-tls')],
    ['for an identity of the namespace', uri('spiffe://example.com/ns/shop/sa/billing')],
    [
      'for services of the namespace',
      dns('orders.shop.svc', 'orders.shop.svc.cluster.local', '*.orders.shop.svc'),
    ],
    [
      'that a gateway serves',
      certificate('orders-tls', {
        owners: [byIngress(), byIngress('more')],
        spec: { dnsNames: ['api.example.com', 'www.svc.example.com'] },
      }),
    ],
    [
      'by a ClusterIssuer',
      certificate('c', {
        spec: { issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'le' } },
      }),
    ],
    ['of a CA of a policy', authority()],
    ['of its next CA', authority('orders-ca-2')],
  ])('makes one %s', async (_, object) => {
    expect(await attempt(object)).toBe('201');
  });

  test.each<[string, KubernetesObject]>([
    ['the root of a policy’s CA', root({ selfSigned: {} })],
    ['the issuer of a policy’s CA', signer('orders-ca-1')],
    ['the issuer of its next CA', issuer('orders-ca-2', { ca: { secretName: 'orders-ca-2' } })],
  ])('makes %s', async (_, object) => {
    expect(await attempt(object)).toBe('201');
  });

  test('makes the list of CAs that callers are checked against', async () => {
    expect(await post(bundle())).toBe('201');
  });

  test.each<[string, KubernetesObject, string]>([
    ['without its label', certificate('c', { metadata: foreign }), 'app.kubernetes.io/managed-by: apipolicy'],
    ['that belongs to nobody', certificate('c', { owners: [] }), 'belongs to one ApiPolicy'],
    [
      'that belongs to an app',
      certificate('c', { owners: [{ ...byIngress(), apiVersion: 'apps/v1', kind: 'Deployment' }] }),
      'belongs to one ApiPolicy',
    ],
    [
      'that an Ingress of another group owns',
      certificate('c', { owners: [{ ...byIngress(), apiVersion: 'example.com/v1' }] }),
      'belongs to one ApiPolicy',
    ],
    [
      'into another Secret',
      certificate('c', { spec: { secretName: 'orders-keys' } }),
      'named like its Secret',
    ],
    [
      'that another controller issues',
      certificate('c', { spec: { issuerRef: { group: 'example.com', kind: 'Issuer', name: 'x' } } }),
      'of cert-manager.io',
    ],
    [
      'with a template for the Secret',
      certificate('c', {
        spec: { secretTemplate: { annotations: { 'replicator.example.com/to': 'other' } } },
      }),
      'sets nothing else',
    ],
    [
      'with a keystore',
      certificate('c', {
        spec: { keystores: { jks: { create: true, passwordSecretRef: { name: 'a', key: 'b' } } } },
      }),
      'sets nothing else',
    ],
    [
      'with a subject of its own form',
      certificate('c', { spec: { literalSubject: 'CN=admin' } }),
      'sets nothing else',
    ],
    ['for an address', certificate('c', { spec: { ipAddresses: ['192.0.2.1'] } }), 'sets nothing else'],
    ['that signs', certificate('c', { spec: { usages: ['cert sign'] } }), 'is for clients and servers'],
    [
      'that signs code',
      certificate('c', { spec: { usages: ['code signing'] } }),
      'is for clients and servers',
    ],
    ['for anything', certificate('c', { spec: { usages: ['any'] } }), 'is for clients and servers'],
    [
      'for the identity of another namespace',
      uri('spiffe://example.com/ns/other/sa/billing'),
      'its own namespace',
    ],
    [
      'for that of a namespace that begins alike',
      uri('spiffe://example.com/ns/shopping/sa/billing'),
      'its own namespace',
    ],
    [
      'for an identity behind its own',
      uri('spiffe://example.com/ns/shop/sa/a', 'spiffe://example.com/ns/other/sa/b'),
      'its own namespace',
    ],
    ['for an identity hidden in a path', uri('spiffe://example.com/x/ns/shop/sa/a'), 'its own namespace'],
    ['for a URI of another kind', uri('https://example.com/ns/shop/sa/a'), 'its own namespace'],
    ['for a service of another namespace', dns('orders.other.svc'), 'no service of another namespace'],
    [
      'with its name as the common name',
      certificate('c', { spec: { commonName: 'orders.other.svc' } }),
      'no service of another namespace',
    ],
    ['for its full name', dns('orders.other.svc.cluster.local'), 'no service of another namespace'],
    ['for its name in capitals', dns('orders.OTHER.SVC'), 'no service of another namespace'],
    ['for its name with a dot at the end', dns('orders.other.svc.'), 'no service of another namespace'],
    ['for all services of another namespace', dns('*.other.svc'), 'no service of another namespace'],
    ['for all namespaces', dns('shop.svc'), 'no service of another namespace'],
    [
      'for one that only begins so',
      dns('orders.shop.svc', 'a.shop.x.svc'),
      'no service of another namespace',
    ],
    [
      'of a CA by another issuer',
      authority('orders-ca-1', {
        spec: { issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'corporate' } },
      }),
      'the one CA',
    ],
    [
      'of a CA by a ClusterIssuer',
      authority('orders-ca-1', {
        spec: { issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'orders-ca-root' } },
      }),
      'the one CA',
    ],
    ['of a CA of another name', authority('corporate-ca'), 'the one CA'],
    ['of a CA of another policy', authority('orders-ca-1', { owners: [byPolicy('billing')] }), 'the one CA'],
    ['of a CA that an Ingress owns', authority('orders-ca-1', { owners: [byIngress()] }), 'the one CA'],
  ])('makes none %s', async (_, object, message) => {
    const answer = await attempt(object);
    expect(answer).toMatch(/^(403|422) /);
    expect(answer).toContain(message);
  });

  test.each<[string, KubernetesObject, string]>([
    [
      'without its label',
      issuer('orders-ca-root', { selfSigned: {} }, { metadata: foreign }),
      'no Issuers but',
    ],
    ['of no policy', issuer('orders-ca-root', { selfSigned: {} }, { owners: [] }), 'no Issuers but'],
    [
      'that an Ingress owns',
      issuer('orders-ca-root', { selfSigned: {} }, { owners: [byIngress()] }),
      'no Issuers but',
    ],
    ['of another name', issuer('corporate', { selfSigned: {} }), 'signs with the Secret'],
    ['that is selfSigned as its CA', issuer('orders-ca', { selfSigned: {} }), 'signs with the Secret'],
    ['that signs with somebody’s key', signer('corporate-ca'), 'signs with the Secret'],
    ['that signs with the key of a policy named alike', signer('orders-catalog'), 'signs with the Secret'],
    [
      'that asks an ACME server',
      root({ acme: { server: 'https://acme.example.com', privateKeySecretRef: { name: 'a' } } }),
      'signs with the Secret',
    ],
    ['that does both', root({ selfSigned: {}, ca: { secretName: 'orders-ca-1' } }), 'signs with the Secret'],
    [
      'that says where revocations stand',
      root({ selfSigned: { crlDistributionPoints: ['http://evil.example.com'] } }),
      'signs with the Secret',
    ],
  ])('makes no Issuer %s', async (_, object, message) => {
    const answer = await attempt(object);
    expect(answer).toMatch(/^(403|422) /);
    expect(answer).toContain(message);
  });

  test.each<[string, KubernetesObject, string]>([
    ['of another name', bundle('orders-ca'), 'creates no Secrets but'],
    ['of another digest', bundle('orders-ca-bundle-x'), 'creates no Secrets but'],
    ['with a key', bundle(undefined, { data: { 'ca.crt': '', 'tls.key': '' } }), 'ca.crt alone'],
    ['with a cookie', bundle(undefined, { data: { 'cookie-secret': '' } }), 'ca.crt alone'],
    ['that may change', bundle(undefined, { immutable: false }), 'are immutable'],
    ['of another policy', bundle(undefined, {}, [byPolicy('billing')]), 'belong to that policy'],
    ['of nobody', bundle(undefined, {}, []), 'belong to that policy'],
  ])('makes no list of CAs %s', async (_, object, message) => {
    const answer = await post(object);
    expect(answer).toMatch(/^(403|422) /);
    expect(answer).toContain(message);
  });

  describe('where one is there already', () => {
    const own = certificate('own');
    const served = certificate('served', { owners: [byIngress()] });
    const signs = root({ selfSigned: {} });
    const theirs = certificate('theirs', { metadata: foreign, owners: [] });
    const corporate = issuer(
      'corporate',
      { ca: { secretName: 'corporate' } },
      { metadata: foreign, owners: [] },
    );

    beforeAll(async () => {
      for (const object of [own, served, signs])
        expect(said(await chart.apply(OPERATOR, object))).toBe('201');
      for (const object of [theirs, corporate])
        expect(said(await chart.apply(ADMIN, object, { manager: 'helm' }))).toBe('201');
    });

    const remove = async (object: KubernetesObject): Promise<string> =>
      said(await chart.as(OPERATOR, 'DELETE', `${pathOf(object)}?dryRun=All`));

    test('changes its own', async () => {
      expect(await attempt(certificate('own', { spec: { duration: '720h' } }))).toBe('200');
    });

    test('leaves beside it what somebody added', async () => {
      const metadata = { name: 'own', namespace: 'shop' };
      const added = { ...own, metadata, spec: { secretTemplate: { labels: { team: 'shop' } } } };
      expect(said(await chart.apply(ADMIN, added, { manager: 'jane', force: false }))).toBe('200');
      expect(await attempt(certificate('own', { spec: { duration: '720h' } }))).toBe('200');
    });

    test('takes over nobody’s', async () => {
      expect(await attempt(certificate('theirs'))).toContain('writes and deletes no Certificates but');
      expect(await attempt({ ...corporate, metadata: root({}).metadata, spec: {} })).toMatch(/^(403|422) /);
    });

    test('takes none from the policy that controls it', async () => {
      const owners = [byPolicy('orders', '00000000-0000-4000-8000-000000000009')];
      expect(await attempt(certificate('own', { owners }))).toContain('does not take a Certificate from');
      const taken = issuer('orders-ca-root', { selfSigned: {} }, { owners });
      expect(await attempt(taken)).toContain('does not take an Issuer from');
    });

    test('deletes those that a policy controls', async () => {
      expect(await remove(own)).toBe('200');
      expect(await remove(signs)).toBe('200');
    });

    test('deletes neither what a gateway serves nor what is somebody’s', async () => {
      expect(await remove(served)).toContain('goes with the Ingress');
      expect(await remove(theirs)).toContain('writes and deletes no Certificates but');
      expect(await remove(corporate)).toContain('writes and deletes no Issuers but');
    });

    test('others are not bound by it', async () => {
      const anything = certificate('anything', { owners: [], metadata: foreign, spec: { isCA: true } });
      expect(said(await chart.apply(ADMIN, anything, { dryRun: true, manager: 'helm' }))).toBe('201');
    });
  });
});
