import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../operator/api/kubernetes.ts';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { analyse } from '../../../operator/cli/analysis.ts';
import { renderDocuments } from '../../../operator/cli/render.ts';
import { anIngress, aPolicy } from '../../generators/objects.ts';
import { serving } from '../companions/inputs.ts';

const authentication: ApiPolicySpec['authentication'] = {
  oidc: {
    issuerURL: 'https://id.example.com',
    clientID: 'orders',
    clientSecretRef: { name: 'orders-oidc', key: 'client-secret' },
  },
};
const idOf = (object: object): string => {
  const { kind, metadata } = object as KubernetesObject;
  return `${kind}/${metadata.name.replace(/-[0-9a-f]{8}$/, '')}`;
};

describe('render', () => {
  const { objects, placeholders } = renderDocuments([anIngress(), aPolicy({ authentication })]);

  test('writes what stands beside the gateway, what is named before what names it', () => {
    expect(objects.map(idOf)).toEqual([
      'ServiceAccount/apipolicy-gate',
      'ServiceAccount/apipolicy-login',
      'RoleBinding/apipolicy-gate',
      'NetworkPolicy/apipolicy-gate',
      'NetworkPolicy/apipolicy-login',
      'ConfigMap/apipolicy-gate-headers',
      'ConfigMap/apipolicy-gate-plan',
      'Service/apipolicy-gate',
      'Service/apipolicy-gate-errors',
      'Service/apipolicy-login',
      'Deployment/apipolicy-gate',
      'Deployment/apipolicy-login',
      'PodDisruptionBudget/apipolicy-gate',
      'PodDisruptionBudget/apipolicy-login',
      'Ingress/apipolicy-login',
      'Ingress/orders',
    ]);
  });

  test('names the Secrets that the operator alone makes, and makes none', () => {
    expect(placeholders).toEqual([expect.stringMatching(/^shop\/apipolicy-login-[0-9a-f]{8}-cookie$/)]);
    expect(objects.some((object) => (object as KubernetesObject).kind === 'Secret')).toBe(false);
  });

  test('a policy that only audits stands beside nothing', () => {
    const audit = aPolicy({ authentication, enforcement: 'Audit' });
    expect(renderDocuments([anIngress(), audit])).toMatchObject({ objects: [], placeholders: [] });
  });

  test('what gates are made of is told', () => {
    const companions = { gateImage: 'gates/gate:1', clusterDomain: 'k8s.example.org', replicas: 3 };
    const made = renderDocuments([anIngress(), aPolicy({ authentication })], { companions });
    const text = JSON.stringify(made.objects);
    expect(text).toContain('"image":"gates/gate:1"');
    expect(text).toContain('http://apipolicy-gate.shop.svc.k8s.example.org:8080/v1/orders/page');
    expect(text).not.toContain('cluster.local');
  });

  test('its own output, read again, changes nothing', () => {
    const documents = [anIngress(), aPolicy({ authentication })];
    const login = objects.filter(
      (object) => idOf(object) === 'Ingress/apipolicy-login',
    ) as KubernetesObject[];
    const again = renderDocuments([...documents, ...login]);
    expect(again.objects).toEqual(objects);
    expect(again.findings).toEqual(renderDocuments(documents).findings);
  });
});

describe('lint', () => {
  const found = (...documents: KubernetesObject[]) =>
    analyse(documents)
      .findings.filter(({ severity }) => severity !== 'info')
      .map(({ path, rule, severity }) => [severity, path, rule]);

  test('says of what a companion cannot do', () => {
    const wildcard = serving('orders', ['*.example.com']);
    expect(found(wildcard, aPolicy({ authentication }))).toEqual([
      ['warning', 'spec.authentication.oidc', 'not-enforceable'],
    ]);
  });

  test('two policies with different logins on one host: the younger one has none', () => {
    const second = aPolicy(
      {
        authentication: { oidc: { ...authentication.oidc, clientID: 'other' } as never },
        targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name: 'two' }],
      },
      { name: 'two' },
    );
    const one = anIngress();
    const two = serving('two', ['api.example.com'], {
      rules: [{ host: 'api.example.com', http: { paths: [{ path: '/two', pathType: 'Prefix' }] } }],
    });
    const findings = analyse([one, two, aPolicy({ authentication }), second]).findings;
    expect(findings.filter(({ severity }) => severity !== 'info')).toMatchObject([
      {
        object: 'ApiPolicy shop/two',
        path: 'spec.authentication.oidc',
        message: expect.stringContaining('ApiPolicy orders is older'),
      },
    ]);
  });
});
