import { describe, expect, it } from 'vitest';
import type { Ingress } from '../../../operator/api/kubernetes.ts';
import { resolveGateway } from '../../../operator/gateways/classes.ts';
import {
  concernedBy,
  HOST_KEYS,
  hostContext,
  ingressesOnHosts,
  type Lookup,
} from '../../../operator/gateways/host-context.ts';
import { aClass, anIngress } from '../../generators/objects.ts';

const on = (name: string, host: string, parts: { alias?: string; className?: string } = {}): Ingress =>
  anIngress({
    metadata: {
      name,
      annotations: parts.alias ? { 'nginx.ingress.kubernetes.io/server-alias': parts.alias } : {},
    },
    spec: { ingressClassName: parts.className ?? 'nginx', rules: [host === '' ? {} : { host }] },
  });

const ALL = [
  on('api', 'api.example.com'),
  on('twin', 'API.example.com'),
  on('wildcard', '*.example.com'),
  on('deep', 'a.b.example.com'),
  on('alias', 'x.example.net', { alias: 'api.example.com, y.example.net' }),
  on('local', 'box.local'),
  on('every-local', '*.local'),
  on('any', ''),
];
const find: Lookup<Ingress> = (index, value) =>
  ALL.filter((ingress) => HOST_KEYS[index](ingress).includes(value));
const names = (found: Iterable<Ingress>) => [...found].map(({ metadata }) => metadata.name).sort();
const named = (name: string) => ALL.find(({ metadata }) => metadata.name === name) as Ingress;

describe('Ingresses on the hosts of another', () => {
  it.each([
    ['api', ['alias', 'api', 'twin']],
    ['wildcard', ['alias', 'api', 'deep', 'twin', 'wildcard']],
    ['deep', ['deep']],
    ['alias', ['alias', 'api', 'twin']],
    ['every-local', ['every-local', 'local']],
    ['any', ['any']],
  ])('%s: %j', (name, expected) => {
    expect(names(ingressesOnHosts(HOST_KEYS.host(named(name)), find))).toEqual(expected);
  });

  it('a change also concerns the wildcards over its hosts', () => {
    expect(names(concernedBy(named('deep'), find))).toEqual(['deep', 'wildcard']);
    expect(names(concernedBy(named('local'), find))).toEqual(['every-local', 'local']);
  });
});

describe('hostContext', () => {
  const classes = [
    aClass('nginx', 'k8s.io/ingress-nginx'),
    aClass('second', 'k8s.io/ingress-nginx'),
    aClass('inner', 'example.com/inner'),
    aClass('traefik', 'traefik.io/ingress-controller'),
  ];
  const context = { offline: false, controllers: new Map([['example.com/inner', 'ingress-nginx']]) };
  const resolve = (ingress: Ingress) => resolveGateway(ingress, classes, context);
  const around = (target: Ingress, candidates: readonly Ingress[]) => {
    const resolved = resolve(target);
    if (resolved.kind !== 'known') throw new Error('the target has no gateway');
    const governedBy = ({ metadata }: Ingress) => (metadata.name === 'ours' ? 'shop/ours' : undefined);
    return hostContext({ target, resolved, settings: {}, backends: [], candidates, resolve, governedBy })
      .neighbours;
  };

  it('holds what the same controller serves, by whatever class, without the target, by name', () => {
    const target = on('target', 'a.example.com');
    const candidates = [
      on('same', 'a.example.com'),
      target,
      on('ours', 'a.example.com', { className: 'second' }),
      on('other-controller', 'a.example.com', { className: 'inner' }),
      on('other-gateway', 'a.example.com', { className: 'traefik' }),
      on('nobody', 'a.example.com', { className: 'gone' }),
    ];
    expect(around(target, candidates)).toEqual([
      { ingress: candidates[2], governedBy: 'shop/ours' },
      { ingress: candidates[0] },
    ]);
  });
});
