import { describe, expect, it } from 'vitest';
import type { ControlId } from '../../../operator/api/control-id.ts';
import type { KubernetesObject } from '../../../operator/api/kubernetes.ts';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import type { Handshake, HostObservation } from '../../../operator/compliance/wire.ts';
import { aBaseline, anIngress, aPolicy } from '../../generators/objects.ts';
import { seenStatus } from '../../generators/seen-status.ts';
import { DAY, GOOD, NOW, seen, unseen } from '../compliance/subjects.ts';

const limits: Partial<ApiPolicySpec> = { validation: { maxBodySize: '1Mi' } };
const https: Partial<ApiPolicySpec> = { ...limits, tls: { plaintext: 'Redirect' } };
const ingress = anIngress({ metadata: { creationTimestamp: '2026-01-01T00:00:00Z' } });
const withoutTls = anIngress({ spec: { tls: [] } });
const twin = anIngress({
  metadata: { namespace: 'strangers', name: 'twin', creationTimestamp: '2026-01-02T00:00:00Z' },
  spec: { tls: [] },
});
const excepted = (...controls: ControlId[]) =>
  controls.map((control) => ({
    ...{ control, namespace: 'shop', policy: 'orders' },
    ...{ owner: 'team-shop', reason: 'ticket 4711', expires: '2027-01-31' },
  }));
/** What fails on an API of this gateway that asks for no login. */
const ALWAYS = excepted('auth.anonymous-refused', 'authz.paths', 'gateway.advisories');

const serving = (change: Partial<Handshake>): HostObservation => ({
  ...GOOD,
  tls: seen({ ...GOOD.tls.value, ...change }),
});
const FOREIGN = serving({ issuer: 'CA of a stranger', chainError: 'unable to get local issuer certificate' });

async function conditions(
  spec: Partial<ApiPolicySpec>,
  wire: HostObservation,
  documents: readonly KubernetesObject[] = [ingress],
  exceptions = ALWAYS,
) {
  const status = await seenStatus([aPolicy(spec), ...documents], 'orders', {
    probe: ({ host }) => ({ ...wire, host }),
    now: NOW,
    baselines: [aBaseline({ exceptions })],
  });
  const found = (wanted: string) => {
    const { status: is, reason, message } = status.conditions?.find(({ type }) => type === wanted) ?? {};
    return { status: is, reason, message };
  };
  return { verified: found('Verified'), ready: found('Ready') };
}

describe('Verified, where https itself was seen to fail', () => {
  it.each([
    [
      'is False with a certificate of a foreign CA, where the policy speaks of TLS',
      https,
      FOREIGN,
      withoutTls,
    ],
    ['is False where the owner of the Ingress names a certificate', limits, FOREIGN, ingress],
    ['is False with the certificate of another name', https, serving({ nameError: 'not for it' }), ingress],
    ['is False with one that ran out', https, serving({ notAfter: NOW - DAY }), ingress],
  ])('%s', async (_, spec, wire, target) => {
    const { verified, ready } = await conditions(spec, wire, [target]);
    expect(verified).toMatchObject({ status: 'False', reason: 'ProofFailed' });
    expect(verified.message).toContain('tls.https');
    expect(ready).toMatchObject({ status: 'False', reason: 'ProofFailed' });
  });

  it('stays True where nobody asked for https, and Ready names it', async () => {
    const { verified, ready } = await conditions(limits, serving({ gatewayDefault: true }), [withoutTls]);
    expect(verified).toMatchObject({ status: 'True', reason: 'Proved' });
    expect(ready.status).toBe('True');
    expect(ready.message).toContain('tls.https (High)');
  });

  it('stays True with an exception for it, and Ready says nothing', async () => {
    const { verified, ready } = await conditions(
      https,
      FOREIGN,
      [ingress],
      [...ALWAYS, ...excepted('tls.https')],
    );
    expect(verified.status).toBe('True');
    expect(ready.message).toBe('');
  });

  it('is not Unknown for want of a name to check', async () => {
    const hostless = anIngress({ spec: { tls: [], rules: [{ http: { paths: [] } }] } });
    const { verified } = await conditions(https, GOOD, [hostless]);
    expect(verified).toMatchObject({ status: 'True', reason: 'Proved' });
  });
});

describe('what Ready says beside True', () => {
  it('is nothing where nothing of weight fails', async () => {
    const { ready } = await conditions(https, { ...GOOD, missing: seen({ status: 404, headers: {} }) });
    expect(ready).toEqual({ status: 'True', reason: 'Ready', message: '' });
  });

  it('names what fails beside the policy, and its weight', async () => {
    const { verified, ready } = await conditions(https, GOOD, [ingress, twin]);
    expect(verified.status).toBe('True');
    expect(ready).toEqual({
      status: 'True',
      reason: 'Ready',
      message: 'In force. Failed: host.ungoverned (High). status.controls says what to do.',
    });
  });

  it('names it in Audit, too', async () => {
    const { ready } = await conditions({ ...https, enforcement: 'Audit' }, GOOD, [ingress, twin]);
    expect(ready).toMatchObject({ status: 'True', reason: 'AuditOnly' });
    expect(ready.message).toMatch(/Nothing is written.* Failed: host\.ungoverned \(High\)/);
  });

  it('tells that the gateway cannot be asked', async () => {
    const away = Object.fromEntries(Object.keys(GOOD).map((part) => [part, unseen()]));
    const { verified, ready } = await conditions(https, { ...away, host: '' } as HostObservation);
    expect(verified).toMatchObject({ status: 'Unknown', reason: 'Unreachable' });
    expect(ready).toEqual({
      status: 'True',
      reason: 'Ready',
      message: 'In force. Not proved: Verified is Unknown, Unreachable.',
    });
  });
});

describe('where callers have to show certificates', () => {
  const demanding: Partial<ApiPolicySpec> = {
    tls: { plaintext: 'Redirect', hsts: { maxAgeSeconds: 31_536_000 } },
    mutualTLS: { clients: { mode: 'Required', ca: { secretName: 'brought' } } },
    exposure: { responseHeaders: { set: [{ name: 'Cache-Control', value: 'no-store' }] } },
  };

  it('Verified is True by what a probe without one can see', async () => {
    const { verified } = await conditions(demanding, GOOD);
    expect(verified).toMatchObject({ status: 'True', reason: 'Proved' });
    expect(verified.message).toContain('mtls.client-required, mtls.client-verified');
  });

  it('and False where one is not asked for', async () => {
    const certificateDemand = seen({ demanded: false, authorities: [] });
    const { verified } = await conditions(demanding, { ...GOOD, certificateDemand });
    expect(verified).toMatchObject({ status: 'False', reason: 'ProofFailed' });
    expect(verified.message).toContain('mtls.client-required');
  });
});
