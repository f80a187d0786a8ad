import { describe, expect, test } from 'vitest';
import type { ControlId } from '../../../operator/api/control-id.ts';
import type { ObservedCertificate, Subject } from '../../../operator/compliance/subject.ts';
import type { Handshake, HostObservation } from '../../../operator/compliance/wire.ts';
import { backendCertificates } from '../../../operator/plan/nodes/backend-certificates.ts';
import { issuedCertificate } from '../../../operator/plan/nodes/issued-certificate.ts';
import { securityPlan } from '../../../operator/plan/plan.ts';
import { judge } from './judge.ts';
import {
  AWAY,
  answer,
  certificateNodes,
  DAY,
  GATEWAY_CERTIFICATE,
  GOOD,
  HOST,
  NOW,
  refusedFor,
  seen,
  shown,
  subject,
  subjectWith,
} from './subjects.ts';

const ISSUED = issuedCertificate({
  issuer: { value: { kind: 'ClusterIssuer', name: 'letsencrypt' }, field: 'spec.tls.certificate' },
  privateKey: { algorithm: 'ECDSA', size: 256 },
  duration: 7_776_000,
  renewBefore: 2_592_000,
});
const SERVED: ObservedCertificate = {
  secretName: 'orders-tls',
  use: 'server',
  hosts: [HOST],
  ready: true,
  serials: ['A', '9'],
  notBefore: NOW - 30 * DAY,
  notAfter: NOW + 60 * DAY,
  authority: true,
};

function issuing(certificates: readonly ObservedCertificate[], more: Partial<Subject> = {}): Subject {
  const of = subject({}, { certificates, ...more });
  return { ...of, plan: securityPlan(of.plan.policy, [...of.plan.nodes, ISSUED]) };
}
const served = (tls: Partial<Handshake>): HostObservation => ({
  ...GOOD,
  tls: seen({ ...GOOD.tls.value, ...tls }),
});

describe('tls.certificate, issued', () => {
  test('passes when the serial on the wire is of the last revision', () => {
    expect(judge('tls.certificate', GOOD, issuing([SERVED]))).toMatchObject({
      result: 'Pass',
      evidence: expect.stringContaining('serial 0A'),
    });
  });

  test.each<[string, HostObservation]>([
    ['of the revision before', served({ serial: '9' })],
    ['written in small letters and with zeros', served({ serial: '00a' })],
  ])('passes when it is one %s', (_, wire) => {
    expect(judge('tls.certificate', wire, issuing([SERVED])).result).toBe('Pass');
  });

  test('passes by its dates where the requests are gone', () => {
    const gone = issuing([{ ...SERVED, serials: [] }]);
    expect(judge('tls.certificate', GOOD, gone).result).toBe('Pass');
    expect(judge('tls.certificate', served({ notAfter: NOW + DAY }), gone).result).toBe('Fail');
  });

  test.each<[string, HostObservation, Partial<ObservedCertificate>, string]>([
    ['another one is served', served({ serial: 'BB' }), {}, 'serves another certificate'],
    ['the gateway has none', served({ gatewayDefault: true }), {}, 'self-made'],
    ['it is for another name', served({ nameError: 'x' }), {}, 'another name'],
    ['it ran out', served({ notAfter: NOW - 1 }), {}, 'ran out'],
    [
      'it is not ready, in the words of cert-manager',
      GOOD,
      { ready: false, message: 'DoesNotExist: Issuing certificate as Secret does not exist' },
      'Issuing certificate as Secret does not exist',
    ],
  ])('fails when %s', (_, wire, certificate, words) => {
    const judgement = judge('tls.certificate', wire, issuing([{ ...SERVED, ...certificate }]));
    expect(judgement.result).toBe('Fail');
    expect(judgement.message).toContain(words);
  });

  test.each<[string, readonly ObservedCertificate[] | undefined, HostObservation]>([
    ['no Certificate is for the host', [{ ...SERVED, hosts: ['www.example.com'] }], GOOD],
    ['the only one is for callers', [{ ...SERVED, use: 'client' }], GOOD],
    ['cert-manager is not seen', undefined, GOOD],
    ['it was issued since', [{ ...SERVED, notBefore: NOW }], served({ serial: 'BB' })],
    ['nothing is known of it', [bare(SERVED)], served({ serial: 'BB' })],
  ])('is not known when %s', (_, certificates, wire) => {
    const { certificates: _all, ...without } = issuing([]);
    const of = certificates ? { ...without, certificates } : without;
    expect(judge('tls.certificate', wire, of).result).toBe('Unknown');
  });

  test('fails where somebody else writes the Secret', () => {
    const shortfall = {
      field: 'spec.tls.certificate',
      result: 'Conflict' as const,
      message: 'ingress-shim writes Secret mail-tls',
    };
    expect(judge('tls.certificate', GOOD, issuing([], { shortfalls: [shortfall] }))).toMatchObject({
      result: 'Fail',
      message: 'ingress-shim writes Secret mail-tls',
    });
  });
});

function bare({ notBefore: _b, notAfter: _a, ...rest }: ObservedCertificate): ObservedCertificate {
  return { ...rest, serials: [] };
}

const BROUGHT: ObservedCertificate = { ...GATEWAY_CERTIFICATE, secretName: 'brought' };
const bringing = (certificates: readonly ObservedCertificate[]): Subject =>
  subjectWith(
    [
      backendCertificates({
        certificate: { field: 'spec.mutualTLS.backend.certificate', source: 'secret', secretName: 'brought' },
        serverName: { value: 'orders.shop.svc' },
        issue: [],
      }),
    ],
    { certificates },
  );
const answering = (status: number): HostObservation => ({ ...GOOD, secure: seen(answer(status)) });

const BACKEND: readonly ControlId[] = ['mtls.backend-verified', 'mtls.backend-client'];

describe.each(BACKEND)('%s', (id) => {
  const with_ = (certificate: Partial<ObservedCertificate>) =>
    subjectWith(certificateNodes('Optional'), { certificates: [{ ...GATEWAY_CERTIFICATE, ...certificate }] });

  test('passes by live objects and an answer of the app, and says so', () => {
    const judgement = judge(id, GOOD, with_({}));
    expect(judgement).toMatchObject({ result: 'Pass', enforcedBy: 'ingress-nginx' });
    expect(judgement.evidence).toMatch(/^configuration: Certificate orders-gateway ready.*: 200/);
  });

  test('fails in the words of cert-manager where the certificate is not ready', () => {
    const judgement = judge(id, GOOD, with_({ ready: false, message: 'IssuerNotFound: shop-services-ca' }));
    expect(judgement).toMatchObject({ result: 'Fail', message: 'IssuerNotFound: shop-services-ca' });
  });

  test.each<[string, Subject]>([
    ['nothing is written yet', subjectWith(certificateNodes('Optional'), { enforcement: [] })],
    ['cert-manager is not seen', subjectWith(certificateNodes('Optional'), { certificates: [] })],
    ['the Secret was brought, and only another one is seen to be issued', bringing([GATEWAY_CERTIFICATE])],
    ['what writes the brought Secret is not ready', bringing([{ ...BROUGHT, ready: false }])],
  ])('is not known when %s', (_, of) => expect(judge(id, GOOD, of).result).toBe('Unknown'));

  test('a brought Secret that is not known is named, with what would prove it', () => {
    const { message } = judge(id, GOOD, bringing([]));
    expect(message).toMatch(/No Secret is read.*kubectl -n shop describe secret brought .*issuerRef/);
  });

  test('a brought Secret counts where a Certificate, whose ever, writes it', () => {
    expect(judge(id, GOOD, bringing([BROUGHT]))).toMatchObject({ result: 'Pass' });
  });

  test.each([500, 502, 503, 504])('is not known when the answer is %d', (status) => {
    const judgement = judge(id, answering(status), with_({}));
    expect(judgement).toMatchObject({ result: 'Unknown', message: expect.stringMatching(/\S/) });
  });

  test.each([308, 401, 403, 429])(
    'an answer that may be the gateway’s own, as %d, proves nothing',
    (status) => {
      const judgement = judge(id, answering(status), with_({}));
      expect(judgement).toMatchObject({ result: 'Pass' });
      expect(judgement.evidence).toContain('not proved on the wire because the gateway itself may have');
    },
  );

  test('where callers have to show certificates it passes by configuration, and says why', () => {
    const enforcement = [{ field: 'spec.mutualTLS.backend.certificate', by: 'ingress-nginx' }];
    const judgement = judge(id, GOOD, subjectWith(certificateNodes('Required'), { enforcement }));
    expect(judgement.result).toBe('Pass');
    expect(judgement.evidence).toContain('not proved on the wire because a probe has no client certificate');
  });
});

test('without the CA of the issuer the gateway neither verifies nor shows anything', () => {
  const of = subjectWith(certificateNodes('Optional'), {
    certificates: [{ ...GATEWAY_CERTIFICATE, authority: false }],
  });
  for (const id of BACKEND) expect(judge(id, GOOD, of)).toMatchObject({ result: 'Fail' });
});

test.each(BACKEND)('of a brought Secret whose issuer may give no CA, %s is not known', (id) => {
  const { authority: _, ...unknown } = BROUGHT;
  expect(judge(id, GOOD, bringing([unknown])).result).toBe('Unknown');
  expect(judge(id, GOOD, bringing([{ ...BROUGHT, authority: false }])).result).toBe('Fail');
});

test('400 is what an app answers that misses the certificate, and an answer of the right app all the same', () => {
  const of = subjectWith(certificateNodes('Optional'));
  expect(judge('mtls.backend-client', answering(400), of).result).toBe('Unknown');
  expect(judge('mtls.backend-verified', answering(400), of).result).toBe('Pass');
});

describe('with mode Required', () => {
  const of = subjectWith(certificateNodes('Required'));

  test('auth.anonymous-refused does not apply, and says what stands in its place', () => {
    const judgement = judge('auth.anonymous-refused', GOOD, of);
    expect(judgement).toMatchObject({ result: 'NotApplicable', failing: [] });
    expect(judgement.message).toContain('mtls.client-required');
    expect(judge('auth.anonymous-refused', GOOD, subjectWith(certificateNodes('Optional'))).result).toBe(
      'Pass',
    );
  });

  test.each<[string, HostObservation]>([
    ['a caller without one is served', { ...GOOD, withoutCertificate: seen([shown('none', 200)]) }],
    ['one gets as far as the application', { ...GOOD, withoutCertificate: seen([shown('none', 404)]) }],
    [
      'one is served who names no host in the handshake',
      { ...GOOD, withoutCertificate: seen([refusedFor('none', 400), shown('none, no name', 200)]) },
    ],
    ['none is asked for', { ...GOOD, certificateDemand: seen({ demanded: false, authorities: [] }) }],
  ])('mtls.client-required fails when %s', (_, wire) => {
    const judgement = judge('mtls.client-required', wire, of);
    expect(judgement).toMatchObject({ result: 'Fail', failing: [HOST] });
    expect(judgement.message).toMatch(/\S/);
  });

  test.each<[string, HostObservation]>([
    ['a 400 does not say what for', { ...GOOD, withoutCertificate: seen([shown('none', 400)]) }],
    ['an address list refuses', { ...GOOD, withoutCertificate: seen([shown('none', 403)]) }],
    ['a failure does', { ...GOOD, withoutCertificate: seen([shown('none', 503)]) }],
  ])('mtls.client-required is not known when %s', (_, wire) => {
    expect(judge('mtls.client-required', wire, of).result).toBe('Unknown');
  });

  test('what is behind the demand is not known, whatever a stranger was answered', () => {
    const wire = { ...GOOD, secure: seen(answer(400)), forged: seen([{ what: 'x', answer: answer(400) }]) };
    for (const id of [
      'auth.forged-tokens',
      'auth.query-tokens',
      'auth.login',
      'tls.hsts',
      'output.banner',
    ] as const) {
      const judgement = judge(id, wire, of);
      expect(judgement.result).toBe('Unknown');
      expect(judgement.message).toContain('client certificate');
    }
  });

  test('what is written on the gateway counts where a probe cannot get to', () => {
    const enforcement = [{ field: 'spec.validation.maxBodySize', by: 'ingress-nginx' }];
    const judgement = judge('input.body-size', GOOD, { ...of, enforcement });
    expect(judgement).toMatchObject({ result: 'Pass', evidence: expect.stringContaining('configuration:') });
    expect(judge('input.body-size', AWAY, { ...of, enforcement }).result).toBe('Unknown');
  });

  test('http is compared with what a stranger is answered over https', () => {
    const refused = { closed: false as const, ...answer(403) };
    const wire = { ...GOOD, plaintext: seen(refused), secure: seen(answer(400)) };
    expect(judge('tls.plaintext', wire, of).result).toBe('Pass');
  });

  test('a policy without authentication closes its paths by the certificate', () => {
    const bare = subject({}, {});
    const plan = securityPlan(bare.plan.policy, [...bare.plan.nodes, ...certificateNodes('Required')]);
    expect(judge('authz.paths', GOOD, { ...bare, plan }).result).toBe('Pass');
    expect(judge('authz.paths', GOOD, bare).result).toBe('Fail');
  });
});
