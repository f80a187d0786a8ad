import { describe, expect, test } from 'vitest';
import { lackOf, whyNotAsked } from '../../../../operator/reconcile/certificates/judge.ts';
import { overdue, untilOverdue } from '../../../../operator/reconcile/certificates/overdue.ts';
import { ForeignCompanionError } from '../../../../operator/reconcile/companions/companion-writer.ts';
import { around, certificate, issuer, request, wanted } from './samples.ts';

describe('a certificate is of use', () => {
  test('when it is Ready for what is asked for now, with a CA where one is needed', () => {
    expect(lackOf(wanted(), around())).toBeUndefined();
    expect(lackOf(wanted(false), around({ requests: [], issuer: issuer('acme') }))).toBeUndefined();
  });

  test('not while cert-manager still speaks of an earlier generation', () => {
    const stale = around({ certificate: certificate('True', { observedGeneration: 1 }) });
    expect(lackOf(wanted(), stale)?.reason).toBe('CertificateNotReady');
  });

  test('not while a Secret that somebody filled has to be issued for the first time, which is called Ready', () => {
    const issuing = (revision: object) => {
      const ready = certificate('True', revision);
      const conditions = [...(ready.status?.conditions ?? []), { type: 'Issuing', status: 'True' }];
      return around({ certificate: { ...ready, status: { ...ready.status, conditions } } });
    };
    expect(lackOf(wanted(), issuing({}))?.reason).toBe('CertificateNotReady');
    expect(lackOf(wanted(), issuing({ revision: 1 }))).toBeUndefined();
  });

  test.each([
    ['nothing is installed', { state: { kind: 'missing', message: 'x' } as const }, 'CertManagerMissing'],
    ['nothing may be read', { state: { kind: 'unreadable', message: '403' } as const }, 'CertManagerMissing'],
    ['the issuer is not there', { issuer: undefined }, 'IssuerMissing'],
    ['the issuer never gives a CA', { issuer: issuer('acme') }, 'NoCA'],
    ['the issuer gave none', { requests: [request(1)], issuer: issuer('venafi') }, 'NoCA'],
    ['the newest request has none', { requests: [request(2), request(1, { ca: 'Y2E=' })] }, 'NoCA'],
    ['nothing shows what was given', { requests: [], issuer: issuer('vault') }, 'CertificateNotReady'],
    ['it is not made yet', { certificate: undefined }, 'CertificateNotReady'],
    ['it is not issued', { certificate: certificate('False') }, 'CertificateNotReady'],
    ['the write failed', { failure: new Error('forbidden') }, 'ApplyFailed'],
    ['another is there', { failure: new ForeignCompanionError(wanted().object) }, 'CertificateForeign'],
  ])('not where %s', (_, parts, reason) => {
    expect(lackOf(wanted(), around(parts))?.reason).toBe(reason);
  });

  test('a CA that is not in the request is not asked of an issuer that always gives one', () => {
    expect(lackOf(wanted(), around({ requests: [], issuer: issuer('ca') }))).toBeUndefined();
  });

  test('what is said are cert-manager’s own words, the issuer’s and the request’s', () => {
    const said = lackOf(
      wanted(),
      around({
        certificate: certificate('False', { message: 'Issuing certificate' }),
        requests: [request(1, {}, 'False')],
        issuer: issuer('ca', 'False'),
      }),
    );
    expect(said?.message).toContain('no key pair');
    expect(said?.message).toContain('Issuing certificate');
    expect(said?.message).toContain('the quota is used up');
    expect(said?.message).toContain('kubectl -n shop describe certificate orders-clients-ca');
  });
});

test('an issuer without a CA, or not known, is not even asked where one is needed', () => {
  expect(whyNotAsked(wanted(), around({ issuer: issuer('acme') }))?.reason).toBe('NoCA');
  expect(whyNotAsked(wanted(), around({ issuer: undefined }))?.reason).toBe('IssuerMissing');
  expect(whyNotAsked(wanted(false), around({ issuer: undefined }))).toBeUndefined();
});

describe('a renewal', () => {
  const renewed = certificate('True', {
    renewalTime: '2026-03-01T00:00:00Z',
    notAfter: '2026-03-31T00:00:00Z',
  });
  const at = (day: string): number => Date.parse(`2026-03-${day}T00:00:00Z`);

  test('is late when half of the time that was left for it is over', () => {
    expect(overdue(wanted(), renewed, at('15'))).toBeUndefined();
    expect(overdue(wanted(), renewed, at('17'))?.message).toContain('ends at 2026-03-31');
    expect(overdue(wanted(), certificate('True'), at('17'))).toBeUndefined();
  });

  test('is looked at when it is, at the latest in a day', () => {
    expect(untilOverdue(renewed, at('02'))).toBe(86_400_000);
    expect(untilOverdue(renewed, at('16') - 60_000)).toBe(60_000);
    expect(untilOverdue(renewed, at('17'))).toBe(0);
    expect(untilOverdue(undefined, at('17'))).toBe(0);
  });
});
