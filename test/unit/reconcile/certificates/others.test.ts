import { describe, expect, it } from 'vitest';
import { planPolicy } from '../../../../operator/policy/plan-policy.ts';
import type { CertificateNeed } from '../../../../operator/reconcile/certificates/certificate-needs.ts';
import type {
  LiveCertificate,
  LiveIssuer,
} from '../../../../operator/reconcile/certificates/live-objects.ts';
import { othersOf } from '../../../../operator/reconcile/certificates/others.ts';
import { aPolicy } from '../../../generators/objects.ts';
import { certificate, issuer } from './samples.ts';

const policy = aPolicy({
  mutualTLS: { backend: { certificate: { secretName: 'brought' }, serverName: 'orders.shop.svc' } },
});
const need = { policy, plan: planPolicy(policy), targets: [] } as unknown as CertificateNeed;
const theirs = (parts: Partial<LiveCertificate> = {}): LiveCertificate => ({
  ...certificate('True', { notAfter: '2027-01-01T00:00:00Z' }),
  ours: false,
  spec: { secretName: 'brought', issuerRef: { kind: 'Issuer', name: 'ours' } },
  ...parts,
});
const seen = (written: LiveCertificate | undefined, by?: LiveIssuer) =>
  othersOf(need, {
    certificates: {
      byIndex: (_: string, key: string) => (written && key === 'shop/brought' ? [written] : []),
    },
    issuer: (namespace: string) => (namespace === 'shop' ? by : undefined),
  } as unknown as Parameters<typeof othersOf>[1]);

describe('a brought Secret that the gateway shows to apps', () => {
  it('is known by the Certificate that writes it', () => {
    expect(seen(theirs(), issuer('ca'))).toMatchObject([
      {
        status: { secretName: 'brought', usedFor: 'Gateway', issuer: 'Issuer/ours', ready: true },
        observed: { secretName: 'brought', use: 'gateway', ready: true, authority: true },
      },
    ]);
  });

  it.each<[string, LiveIssuer | undefined, boolean | undefined]>([
    ['an ACME issuer gives no CA', issuer('acme'), false],
    ['a Vault may give one', issuer('vault'), undefined],
    ['an issuer that is not seen may give one', undefined, undefined],
  ])('%s', (_, by, authority) => {
    expect(seen(theirs(), by)[0]?.observed?.authority).toBe(authority);
  });

  it('an issuer of another group is not the one of that name', () => {
    const spec = { secretName: 'brought', issuerRef: { group: 'example.com', kind: 'Issuer', name: 'ours' } };
    expect(seen(theirs({ spec }), issuer('ca'))[0]?.observed?.authority).toBeUndefined();
  });

  it.each<[string, LiveCertificate]>([
    ['not issued', theirs({ ...certificate('False'), ours: false, spec: theirs().spec })],
    [
      'changed since',
      theirs({ ...certificate('True', { observedGeneration: 1 }), ours: false, spec: theirs().spec }),
    ],
  ])('is not ready where that is %s', (_, written) => {
    expect(seen(written, issuer('ca'))[0]).toMatchObject({
      status: { ready: false },
      observed: { ready: false },
    });
  });

  it('is not ready while that has to be issued: what is in the Secret is somebody else’s', () => {
    const written = theirs();
    const conditions = [
      ...(written.status?.conditions ?? []),
      { type: 'Issuing', status: 'True', message: 'Existing private key is not up to date' },
    ];
    expect(seen({ ...written, status: { conditions } }, issuer('ca'))[0]).toMatchObject({
      status: { ready: false },
      observed: { ready: false, message: expect.stringContaining('Existing private key is not up to date') },
    });
  });

  it('is ready while that is renewed: what was issued stands', () => {
    const written = theirs();
    const conditions = [
      ...(written.status?.conditions ?? []),
      { type: 'Issuing', status: 'True', reason: 'Renewing', message: 'Renewing certificate' },
    ];
    expect(seen({ ...written, status: { revision: 3, conditions } }, issuer('ca'))[0]).toMatchObject({
      status: { ready: true },
      observed: { ready: true, authority: true },
    });
  });

  it('is not known without one, nor is one of ours somebody else’s', () => {
    expect(seen(undefined)).toEqual([]);
    expect(seen(theirs({ ours: true }), issuer('ca'))).toEqual([]);
  });
});
