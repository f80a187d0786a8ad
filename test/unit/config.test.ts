import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseConfig } from '../../operator/config.ts';

const companions = (settings: object) =>
  parseConfig(stringify({ companions: settings }), 'config.yaml').companions;

test('an empty file leaves everything to the defaults', () => {
  expect(parseConfig('', 'config.yaml')).toEqual({ gateways: [], companions: {} });
});

test('what companions are made of is read', () => {
  const settings = {
    gateImage: 'images.example.com:5000/apipolicy:1.2.3',
    oauth2ProxyImage: `images.example.com/oauth2-proxy@sha256:${'a'.repeat(64)}`,
    replicas: 3,
    trustedProxyIPs: ['10.0.0.0/8', 'fd00::/8'],
    gatewayFrom: [{ namespaceSelector: { matchLabels: { name: 'gateways' } } }],
    clusterDomain: 'cluster.example.com',
    operatorNamespace: 'apipolicy-system',
  };
  expect(companions({ ...settings, pullSecrets: [{ name: 'pull' }] })).toEqual({
    ...settings,
    pullSecrets: ['pull'],
  });
});

test('quantities are told as the API server writes them', () => {
  const resources = {
    requests: { cpu: '1500m', memory: '64Mi' },
    limits: { cpu: '2000m', memory: '2048Mi' },
  };
  expect(companions({ resources }).resources).toEqual({
    requests: { cpu: '1500m', memory: '64Mi' },
    limits: { cpu: '2', memory: '2Gi' },
  });
  expect(companions({ resources: { limits: { cpu: 2 } } }).resources).toEqual({ limits: { cpu: '2' } });
});

describe('what cannot be used is refused, naming the field', () => {
  test.each([
    [{ image: 'x' }, 'unknown field companions.image; known: gateImage,'],
    [{ gateImage: 'a b' }, 'companions.gateImage must be an image'],
    [{ replicas: 1 }, 'companions.replicas must be a whole number from 2 to 20, not 1'],
    [{ replicas: '2' }, 'companions.replicas must be'],
    [{ resources: { limits: { memory: '0.5Gi' } } }, 'companions.resources.limits.memory must be as 64Mi'],
    [{ resources: { limits: { disk: '1Gi' } } }, 'unknown field companions.resources.limits.disk'],
    [{ trustedProxyIPs: ['gateway'] }, 'companions.trustedProxyIPs must be a list of addresses'],
    [{ trustedProxyIPs: '10.0.0.1' }, 'companions.trustedProxyIPs must be a list of addresses'],
    [{ gatewayFrom: ['gateway'] }, 'companions.gatewayFrom[0] must be a mapping'],
    [{ pullSecrets: [{ key: 'a' }] }, 'unknown field companions.pullSecrets[0].key'],
    [{ pullSecrets: [{}] }, 'companions.pullSecrets must be a list of {name}'],
    [{ clusterDomain: 'a/b' }, 'companions.clusterDomain must be a DNS name'],
    [{ operatorNamespace: 'a.b' }, "companions.operatorNamespace must be a namespace's name"],
  ])('%j', (settings, message) => {
    expect(() => companions(settings)).toThrow(`config.yaml: ${message}`);
  });
});
