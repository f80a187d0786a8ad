import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseDocument, visit } from 'yaml';
import { CHART, helm } from './helm.ts';

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
}

const schema = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8')) as Schema;
const source = readFileSync(join(CHART, 'values.yaml'), 'utf8');

describe('a value that is not one is refused', () => {
  test.each([
    ['unknown=1', 'unknown'],
    ['crds.install=true', 'install'],
    ['metrics.serviceMonitor.enable=true', 'enable'],
    ['logLevel=verbose', 'logLevel'],
    ['image.digest=latest', 'digest'],
    ['gateways[0].class=nginx', 'namespace'],
    ['gateways[0].class=nginx,gateways[0].namespace=a', 'configMap'],
    ['image.pullPolicy=Sometimes', 'pullPolicy'],
    ['metrics.service.port=0', 'port'],
    ['gate.replicas=1', 'replicas'],
    ['gate.resources.limits.memory=0.5Gi', 'memory'],
    ['oauth2Proxy.trustedProxyIPs[0]=gateway', 'trustedProxyIPs'],
    ['gateway.from[0].podselector=a', 'podselector'],
    ['clusterDomain=a/b', 'clusterDomain'],
    ['admission.protectFromBirth=yes', 'protectFromBirth'],
    ['certificates.leastOverlapSeconds=9', 'leastOverlapSeconds'],
    ['certificates.leastOverlapSeconds=86401', 'leastOverlapSeconds'],
  ])('%s', async (setting, named) => {
    const { code, stderr } = await helm('template', 'test', CHART, '--set', setting);
    expect(code).not.toBe(0);
    expect(stderr).toContain(named);
  });
});

test('a ServiceMonitor without a Service is refused with what to set', async () => {
  const settings = 'metrics.serviceMonitor.enabled=true,metrics.service.enabled=false';
  const { code, stderr } = await helm('template', 'test', CHART, '--set', settings);
  expect(code).not.toBe(0);
  expect(stderr).toContain('needs metrics.service.enabled');
});

test('every object of the schema with named values takes no other', () => {
  const open: string[] = [];
  const walk = (node: Schema, path: string): void => {
    if (node.properties && node.additionalProperties !== false) open.push(path);
    for (const [name, below] of Object.entries(node.properties ?? {})) walk(below, `${path}.${name}`);
  };
  walk(schema, 'values');
  expect(open).toEqual([]);
});

test('schema and values.yaml name the same values', () => {
  const undeclared = (node: unknown, at: Schema | undefined, path: string): string[] => {
    if (at === undefined) return [path];
    if (at.properties === undefined || typeof node !== 'object' || node === null) return [];
    return Object.entries(node).flatMap(([name, below]) =>
      undeclared(below, at.properties?.[name], `${path}.${name}`),
    );
  };
  expect(undeclared(parse(source), schema, 'values')).toEqual([]);
  const known = Object.keys(schema.properties ?? {}).filter((name) => name !== 'global');
  expect(known.sort()).toEqual(Object.keys(parse(source) as object).sort());
});

test('every value of values.yaml is explained by a comment', () => {
  const silent: string[] = [];
  visit(parseDocument(source), {
    Pair(_, pair) {
      const key = pair.key as { value?: unknown; range?: [number, number, number] };
      const value = pair.value as { items?: readonly unknown[]; flow?: boolean } | null;
      const isSection = value?.items !== undefined && value.items.length > 0 && value.flow !== true;
      if (isSection && String(key.value) !== 'resources') return undefined;
      const line = source.slice(0, key.range?.[0] ?? 0).split('\n').length - 1;
      const above = source.split('\n')[line - 1] ?? '';
      if (!above.trim().startsWith('#')) silent.push(String(key.value));
      return String(key.value) === 'resources' ? visit.SKIP : undefined;
    },
  });
  expect(silent).toEqual([]);
});
