import { describe, expect } from 'vitest';
import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import type { CertificateObject } from '../../operator/companions/cert-manager/certificate.ts';
import { annotationsOf, bullet, caseFile, type rendered as Rendered, rendered } from './case-file.ts';

type Rendering = ReturnType<typeof Rendered>;

const certificatesIn = ({ objects }: Rendering): CertificateObject[] =>
  (objects as readonly CertificateObject[]).filter(({ kind }) => kind === 'Certificate');
const about = ({ findings }: Rendering, name: string) =>
  findings.filter(({ object }) => object === `ApiPolicy shop/${name}`);
const annotationsHolding = (rendering: Rendering, word: string): string[] =>
  (rendering.objects as readonly CertificateObject[]).flatMap(({ metadata }) =>
    Object.keys(metadata.annotations ?? {}).filter((key) => key.includes(word)),
  );

describe('several-hosts-partial-tls', () => {
  bullet('01', 1, () => {
    expect(certificatesIn(rendered(caseFile('01').documents))).toMatchObject([
      {
        metadata: { namespace: 'shop', ownerReferences: [{ kind: 'Ingress', name: 'orders' }] },
        spec: {
          secretName: 'orders-tls',
          dnsNames: ['api.example.com', 'orders.example.com'],
          issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'letsencrypt' },
          privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        },
      },
    ]);
  });
});

describe('client-cert-on-one-path', () => {
  const rendering = rendered(caseFile('13').documents);

  bullet('13', 1, () => {
    const [caught, ...others] = about(rendering, 'partner-wrong').filter(
      ({ path }) => path === 'spec.mutualTLS.clients.mode',
    );
    expect(others).toEqual([]);
    expect(caught).toMatchObject({
      severity: 'warning',
      message: expect.stringMatching(
        /shop\.example\.com.*shop\/shop \(\/, \/healthz\).*mode: Optional.*clientCertificates/,
      ),
      related: expect.arrayContaining(['Ingress shop/shop']),
    });
  });

  bullet('13', 2, () => {
    expect(about(rendering, 'partner-wrong')).toContainEqual(
      expect.objectContaining({
        path: 'spec.authentication.anonymous[0]',
        severity: 'warning',
        rule: 'anonymous-needs-certificate',
      }),
    );
  });

  bullet('13', 3, () => {
    expect(annotationsOf(rendering, 'portal')).toMatchObject({
      'auth-tls-secret': 'shop/partner-ca',
      'auth-tls-verify-client': 'optional',
      'auth-tls-verify-depth': '1',
      'force-ssl-redirect': 'true',
      'auth-url': 'http://apipolicy-gate.shop.svc.cluster.local:8080/v1/partner-right/page',
    });
    expect(annotationsHolding(rendering, 'auth-tls-match-cn')).toEqual([]);
    expect(about(rendering, 'partner-right')).toEqual([]);
  });
});

describe('client-cert-cn-and-acme', () => {
  const rendering = rendered(caseFile('14').documents);

  bullet('14', 1, () => {
    expect(annotationsOf(rendering, 'billing')).toMatchObject({
      'auth-tls-secret': expect.stringMatching(/^shop\//),
      'auth-tls-verify-client': 'on',
      'auth-tls-verify-depth': '1',
      'force-ssl-redirect': 'true',
    });
  });

  bullet('14', 2, () => {
    expect(annotationsHolding(rendering, 'auth-tls-match-cn')).toEqual([]);
    expect(annotationsOf(rendering, 'billing')?.['auth-url']).toMatch(/\/v1\/billing\//);
  });

  bullet('14', 4, () => {
    const made = certificatesIn(rendering);
    expect(made.map(({ metadata }) => metadata.name)).toEqual(['billing-client-tls', 'billing-clients-ca']);
    expect(made.filter(({ spec }) => spec.usages.includes('client auth'))).toMatchObject([
      {
        spec: {
          secretName: 'billing-client-tls',
          commonName: 'billing.v2',
          duration: '720h',
          issuerRef: { kind: 'Issuer', name: 'shop-clients-ca' },
        },
      },
    ]);
  });

  bullet('14', 5, () => {
    const matched = 'metadata.annotations["nginx.ingress.kubernetes.io/auth-tls-match-cn"]';
    expect(rendering.findings.filter(({ path }) => path === matched)).toMatchObject([
      {
        object: 'Ingress shop/tax',
        severity: 'warning',
        message: expect.stringMatching(/403.*port 80.*redirect.*ACME.*no end/),
        related: ['ApiPolicy shop/tax'],
      },
    ]);
    expect(Object.keys(annotationsOf(rendering, 'tax') ?? {})).not.toContain('auth-tls-secret');
  });
});

describe('ingress-shim-owns-the-secret', () => {
  const { documents } = caseFile('17');
  const rendering = rendered(documents);

  bullet('17', 1, () => {
    expect(certificatesIn(rendering)).toMatchObject([
      {
        metadata: { ownerReferences: [{ kind: 'Ingress', name: 'stock' }] },
        spec: {
          secretName: 'stock-tls',
          dnsNames: ['stock.example.com'],
          issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'letsencrypt' },
          duration: '2160h',
          renewBefore: '720h',
          privateKey: { rotationPolicy: 'Always' },
        },
      },
    ]);
    expect(certificatesIn(rendering)[0]?.metadata.ownerReferences).toHaveLength(1);
  });

  bullet('17', 2, () => {
    expect(about(rendering, 'orders')).toMatchObject([
      {
        path: 'spec.tls.certificate',
        severity: 'info',
        message: expect.stringMatching(
          /orders-tls.*cert-manager\.io\/cluster-issuer.*shop\/orders.*no effect.*remove one of the two/,
        ),
        related: ['Ingress shop/orders'],
      },
    ]);
  });

  bullet('17', 3, () => {
    expect(about(rendering, 'mail')).toMatchObject([
      {
        path: 'spec.tls.certificate.issuerRef',
        severity: 'warning',
        message: expect.stringMatching(/mail-tls.*internal-ca.*letsencrypt/),
        related: ['Ingress shop/mail'],
      },
    ]);
    expect(rendering.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  bullet('17', 4, () => {
    expect(annotationsHolding(rendering, 'cert-manager')).toEqual([]);
    for (const name of ['mail', 'orders', 'stock']) {
      const merged = rendered(documents, { merge: true }).objects as readonly KubernetesObject[];
      const given = documents.find(({ kind, metadata }) => kind === 'Ingress' && metadata.name === name);
      const ours = merged.find(({ kind, metadata }) => kind === 'Ingress' && metadata.name === name);
      expect(ours?.metadata.annotations).toMatchObject(given?.metadata.annotations ?? {});
    }
  });
});
