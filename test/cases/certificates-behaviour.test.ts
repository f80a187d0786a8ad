import { describe, expect } from 'vitest';
import type { Ingress, KubernetesObject } from '../../operator/api/kubernetes.ts';
import type { ApiPolicy } from '../../operator/api/types.generated.ts';
import { certificatesOf } from '../../operator/companions/cert-manager/certificates-of.ts';
import { authzRules } from '../../operator/compliance/controls/authz.rules.ts';
import { mtlsClientRequired } from '../../operator/compliance/controls/mtls.client-required.ts';
import { mtlsClientVerified } from '../../operator/compliance/controls/mtls.client-verified.ts';
import { tlsCertificate } from '../../operator/compliance/controls/tls.certificate.ts';
import { planPolicy } from '../../operator/policy/plan-policy.ts';
import { subject } from '../unit/compliance/subjects.ts';
import { mint, shown } from '../unit/gate/certificates/minted.ts';
import { World } from '../unit/gate/fakes.ts';
import { annotationsOf, bullet, caseFile, rendered } from './case-file.ts';
import { type Send, withGate } from './gate-of-case.ts';

const only = (id: string, ...policies: readonly string[]) =>
  caseFile(id).documents.filter(
    ({ kind, metadata }) => kind !== 'ApiPolicy' || policies.includes(metadata.name),
  );
const planOf = (id: string, name: string) => {
  const found = caseFile(id).documents.find(
    ({ kind, metadata }) => kind === 'ApiPolicy' && metadata.name === name,
  );
  return planPolicy(found as ApiPolicy);
};
const isIngress = (document: KubernetesObject): document is Ingress => document.kind === 'Ingress';
function ingressOf(documents: readonly KubernetesObject[], name: string): Ingress {
  const found = documents.filter(isIngress).find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`no Ingress ${name}`);
  return found;
}
const seenNothing = (id: string, name: string) => subject(undefined, { plan: planOf(id, name) });

describe('client-cert-on-one-path', () => {
  bullet('13', 4, async () => {
    const { objects } = rendered(only('13', 'partner-right'));
    const host = 'portal.example.com';
    await withGate(objects, 'partner-right', new World(), async (send: Send) => {
      const status = async (uri: string, headers: readonly string[] = []): Promise<number> =>
        (await send({ host, ingress: 'portal', uri, headers })).status;
      const erp = shown(mint({ subject: '/CN=acme-erp' }));
      const other = shown(mint({ subject: '/CN=acme-erp2' }));
      expect(await status('/partner')).toBe(403);
      expect(await status('/partner', erp)).toBe(200);
      expect(await status('/partner', other)).toBe(403);
      for (const uri of ['/', '/healthz']) expect(await status(uri)).toBe(200);
      const claimed = ['ssl-client-verify', 'SUCCESS', 'ssl-client-subject-dn', 'CN=acme-erp'];
      expect(await status('/partner', claimed)).toBe(403);
    });
  });

  bullet('13', 5, () => {
    const of = seenNothing('13', 'partner-right');
    const resultOf = (control: typeof authzRules) => control.judge(of, () => undefined, Date.now()).result;
    expect(resultOf(mtlsClientRequired)).toBe('NotApplicable');
    expect([resultOf(mtlsClientVerified), resultOf(authzRules)]).toEqual(['Unknown', 'Unknown']);
  });
});

describe('client-cert-cn-and-acme', () => {
  bullet('14', 3, async () => {
    const rendering = rendered(only('14', 'billing'));
    const host = 'billing.example.com';
    await withGate(rendering.objects, 'billing', new World(), async (send) => {
      const status = async (name?: string): Promise<number> => {
        const headers = name === undefined ? [] : shown(mint({ subject: name }));
        return (await send({ host, ingress: 'billing', headers })).status;
      };
      expect(await status('/O=Example/CN=billing.v2')).toBe(200);
      for (const name of ['/CN=billingXv2', '/CN=billing.v2-test', '/O=CN=billing.v2/CN=other', undefined]) {
        expect(await status(name), name).toBe(403);
      }
    });
    // Port 80 is left to the redirect, from which the controller exempts the challenge of ACME.
    const { 'force-ssl-redirect': redirect, ...others } = annotationsOf(rendering, 'billing') ?? {};
    expect(redirect).toBe('true');
    expect(Object.keys(others)).not.toContain('auth-tls-match-cn');
  });
});

describe('ingress-shim-owns-the-secret', () => {
  bullet('17', 5, () => {
    const { documents } = caseFile('17');
    const { metadata } = ingressOf(documents, 'mail');
    const input = { name: 'mail', plan: planOf('17', 'mail'), targets: [ingressOf(documents, 'mail')] };
    const around = { ingresses: documents.filter(isIngress), certificates: [] };
    const { shortfalls } = certificatesOf(metadata.namespace ?? '', [input], around, 'cluster.local');
    expect(shortfalls.mail).toContainEqual(
      expect.objectContaining({
        result: 'Conflict',
        message: expect.stringMatching(/mail-tls.*cert-manager/),
      }),
    );
    const judged = tlsCertificate.judge(seenNothing('17', 'mail'), () => undefined, Date.now());
    expect(['Fail', 'Unknown']).toContain(judged.result);
  });
});
