import { describe, expect } from 'vitest';
import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import type { ApiPolicyStatus } from '../../operator/api/types.generated.ts';
import type { ProbeRequest } from '../../operator/compliance/probe/request.ts';
import type { HostObservation } from '../../operator/compliance/wire.ts';
import { seenStatus } from '../generators/seen-status.ts';
import { answer, GOOD, NOW, seen } from '../unit/compliance/subjects.ts';
import { bullet, caseFile, withConfigMap, withSpec } from './case-file.ts';

/** Cases about what a status says once the gateway was asked; without the sections that a later issue brings. */
const status = (
  documents: readonly KubernetesObject[],
  name: string,
  sees: (request: ProbeRequest) => Partial<HostObservation> = () => ({}),
): Promise<ApiPolicyStatus> =>
  seenStatus(documents, name, {
    probe: (request) => ({ ...GOOD, host: request.host, ...sees(request) }),
    now: NOW,
  });
const control = (of: ApiPolicyStatus, wanted: string) => of.controls?.find(({ id }) => id === wanted);

describe('several-hosts-partial-tls', () => {
  const documents = withSpec(caseFile('01').documents, ({ targetRefs }) => ({
    targetRefs,
    tls: { plaintext: 'Redirect' },
  }));

  bullet('01', 5, async () => {
    const found = await status(documents, 'orders', ({ host }) =>
      host === 'legacy-api.example.com'
        ? { tls: seen({ ...GOOD.tls.value, gatewayDefault: true, chainError: 'self-signed certificate' }) }
        : {},
    );
    expect(control(found, 'tls.https')).toMatchObject({
      result: 'Fail',
      failing: [{ target: 'orders', host: 'legacy-api.example.com' }],
    });
  });
});

describe('sixty-a-minute-burst-503-replicas', () => {
  const documents = withSpec(caseFile('04').documents, (spec) => ({
    ...spec,
    verification: { limits: 'Enabled' },
  }));
  const refusing = (code: number) => () => ({
    addressLimit: seen({ sent: 12, refusal: answer(code, {}) }),
  });

  bullet('04', 6, async () => {
    const before = await status(documents, 'quotes', refusing(503));
    expect(control(before, 'rate.per-address')?.result).toBe('Pass');
    expect(control(before, 'rate.response')).toMatchObject({
      result: 'Fail',
      evidence: expect.stringContaining('503'),
      message: expect.stringContaining('limit-req-status-code: "429"'),
    });
    const mended = withConfigMap(documents, { 'limit-req-status-code': '429' });
    const after = await status(mended, 'quotes', refusing(429));
    expect(control(after, 'rate.per-address')?.result).toBe('Pass');
    expect(control(after, 'rate.response')).toMatchObject({
      result: 'Fail',
      evidence: expect.stringContaining('no Retry-After'),
    });
  });
});

describe('addresses-behind-a-load-balancer', () => {
  const { documents } = caseFile('07');
  const controls = ['network.addresses', 'rate.per-address'];
  const answered = (plain: number, forged: number) => () => ({
    forgedAddress: seen({ plain, forged, claimed: '192.0.2.1' }),
  });

  bullet('07', 3, async () => {
    const trusting = await status(documents, 'feeds', answered(403, 403));
    for (const id of controls) {
      expect(control(trusting, id)).toMatchObject({
        result: 'Fail',
        message: expect.stringContaining('X-Forwarded-For'),
      });
    }
    const unseen = withConfigMap(documents, undefined);
    const inside = await status(unseen, 'feeds', answered(200, 200));
    for (const id of controls) expect(control(inside, id)?.result).toBe('Unknown');
    const refused = await status(unseen, 'feeds', answered(403, 403));
    for (const id of controls) expect(control(refused, id)?.result).toBe('Pass');
    const believed = await status(unseen, 'feeds', answered(403, 200));
    for (const id of controls) expect(control(believed, id)?.result).toBe('Fail');
  });
});

describe('client-cert-cn-and-acme', () => {
  const documents = withSpec(caseFile('14').documents, ({ targetRefs, tls }) => ({ targetRefs, tls }));
  const answered = (code: number, location?: string) => () => ({
    plaintext: seen({ closed: false as const, ...answer(code, location === undefined ? {} : { location }) }),
  });

  bullet('14', 6, async () => {
    const redirected = await status(documents, 'billing', answered(308, 'https://billing.example.com/'));
    expect(control(redirected, 'tls.plaintext')).toMatchObject({
      result: 'Pass',
      evidence: expect.stringContaining('308 to https://billing.example.com'),
    });
    const refused = control(await status(documents, 'tax', answered(403)), 'tls.plaintext');
    expect(refused).toMatchObject({ result: 'Fail', evidence: expect.stringContaining('auth-tls-match-cn') });
    const open = await status(documents, 'tax', answered(200));
    expect(control(open, 'tls.plaintext')).toMatchObject({ result: 'Fail' });
  });
});

describe('cors-preflight-with-token', () => {
  const documents = withSpec(caseFile('15').documents, ({ targetRefs, exposure }) => ({
    targetRefs,
    exposure,
  }));

  bullet('15', 5, async () => {
    const found = control(await status(documents, 'orders'), 'output.cors');
    expect(found).toMatchObject({
      result: 'Pass',
      evidence: expect.stringContaining('Origin https://apipolicy-probe.invalid'),
      message: expect.stringContaining('still reaches the application from any origin'),
    });
  });
});
