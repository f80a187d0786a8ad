import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CHART, helm, objects, template } from './helm.ts';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const cases = readdirSync(file('values')).sort();

test('helm lint finds nothing, warnings included', async () => {
  for (const values of cases) {
    const { code, stdout } = await helm('lint', CHART, '--strict', '--values', file(`values/${values}`));
    expect({ values, code, stdout }).toMatchObject({ code: 0 });
  }
});

describe('helm template', () => {
  test.each(cases)('renders %s as the golden file has it', async (values) => {
    const golden = file(`golden/${values}`);
    const rendered = await template('--values', file(`values/${values}`));
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, rendered);
    expect(rendered).toBe(readFileSync(golden, 'utf8'));
  });

  test('writes the same bytes each time', async () => {
    expect(await template()).toBe(await template());
  });

  test('gives every object the recommended labels, and everything in a namespace its namespace', async () => {
    const clusterWide = [
      'ClusterRole',
      'ClusterRoleBinding',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
    ];
    for (const object of objects(await template('--values', file('values/everything.yaml')))) {
      expect(object.metadata.labels).toMatchObject({
        'app.kubernetes.io/name': 'apipolicy',
        'app.kubernetes.io/instance': 'test',
        'app.kubernetes.io/managed-by': 'Helm',
        'cost-centre': '42',
      });
      if (!clusterWide.includes(object.kind)) expect(object.metadata.namespace).toBeDefined();
    }
  });

  test('a changed configuration makes a new pod', async () => {
    const checksum = async (...args: string[]): Promise<string | undefined> =>
      /checksum\/config: (\S+)/.exec(await template(...args))?.[1];
    expect(await checksum('--set', 'logLevel=debug')).not.toBe(await checksum());
  });
});

describe('the CRDs', () => {
  const written = readdirSync(file('../../crds'))
    .filter((name) => name.endsWith('.yaml'))
    .map(
      (name) => parse(readFileSync(file(`../../crds/${name}`), 'utf8')) as { metadata: object; spec: object },
    );
  const rendered = async (...args: string[]) =>
    objects(await template(...args)).filter(({ kind }) => kind === 'CustomResourceDefinition');

  test('come with the chart, as they are written in crds/', async () => {
    const crds = await rendered();
    expect(written.length).toBeGreaterThan(0);
    expect(crds.map(({ spec }) => spec)).toEqual(written.map(({ spec }) => spec));
    expect(crds.map(({ metadata }) => metadata.name)).toEqual(
      written.map(({ metadata }) => (metadata as { name: string }).name),
    );
  });

  test('stay when the release goes, unless told otherwise', async () => {
    const policy = 'helm.sh/resource-policy';
    for (const crd of await rendered()) expect(crd.metadata.annotations?.[policy]).toBe('keep');
    for (const crd of await rendered('--set', 'crds.keep=false')) {
      expect(crd.metadata.annotations?.[policy]).toBeUndefined();
    }
  });

  test('stay away where they are installed on their own', async () => {
    expect(await rendered('--set', 'crds.enabled=false')).toEqual([]);
  });
});
