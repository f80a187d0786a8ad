import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../operator/api/kubernetes.ts';
import { analyse } from '../../../operator/cli/analysis.ts';
import { documentsIn, kubernetesObjects } from '../../../operator/cli/documents.ts';
import { runLint } from '../../../operator/cli/lint/command.ts';
import { lint } from '../../../operator/cli/lint/engine.ts';
import type { Finding } from '../../../operator/cli/lint/finding.ts';

const POLICY = `apiVersion: apipolicy.dev/v1alpha1
kind: ApiPolicy
metadata: {name: orders, namespace: shop}
spec:
  targetRefs: [{group: networking.k8s.io, kind: Ingress, name: orders}]
  rateLimit:
    rules:
      - {name: per-address, requests: 20, per: Second, by: ClientAddress}
`;
const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: orders, namespace: shop}
spec: {ingressClassName: nginx, rules: [{host: a.example}]}
`;

const documents = (text: string, named = true) => documentsIn({ file: 'in.yaml', text, named });
const check = (text: string, named = true): readonly Finding[] => lint(documents(text, named), () => []);
const short = (findings: readonly Finding[]): readonly string[] =>
  findings.map(
    (found) => `${found.line}:${found.column} ${found.severity} ${found.object} ${found.path} ${found.rule}`,
  );

describe('findings about one document', () => {
  test('a good policy and an Ingress have none', () => {
    expect(check(`${POLICY}---\n${INGRESS}`)).toEqual([]);
  });

  test('every fault of a policy, at its place', () => {
    const broken = POLICY.replace('requests: 20', 'requests: 0, burts: 5').replace('kind: Ingress, ', '');
    expect(short(check(`---\n${broken}`))).toEqual([
      '6:16 error ApiPolicy shop/orders spec.targetRefs[0].kind required',
      '9:29 error ApiPolicy shop/orders spec.rateLimit.rules[0].requests minimum',
      '9:42 error ApiPolicy shop/orders spec.rateLimit.rules[0].burts unknown-field',
    ]);
  });

  test('a field without a value is dropped by the API server: a warning', () => {
    expect(short(check(`${POLICY}  tls:\n`))).toEqual([
      '9:3 warning ApiPolicy shop/orders spec.tls empty-field',
    ]);
  });

  test.each([
    ['just text', '1:1 error document  not-an-object'],
    ['[1, 2]', '1:1 error document  not-an-object'],
    ['replicas: 3', '1:1 warning document  no-kind'],
    [
      'apiVersion: apipolicy.dev/v1alpha1\nkind: ApiPolcy\nmetadata: {name: a}',
      '2:1 error ApiPolcy default/a kind unknown-kind',
    ],
    [
      'kind: Deployment\napiVersion: apps/v1\nmetadata: {name: a}\nspec: {replicas: two}',
      '4:8 error Deployment default/a spec.replicas type',
    ],
    [
      INGRESS.replace('namespace: shop', 'annotations: {a/b: true}'),
      '3:40 error Ingress default/orders metadata.annotations["a/b"] type',
    ],
  ])('%j', (text, expected) => {
    expect(short(check(text))).toEqual([expected]);
  });

  test('a policy without a spec is shown one', () => {
    expect(check('kind: ApiPolicy\napiVersion: apipolicy.dev/v1alpha1\nmetadata: {name: a}')).toMatchObject([
      { path: 'spec', message: expect.stringContaining('spec: {targetRefs: [{group: networking.k8s.io') },
    ]);
  });

  test('a policy of another version is told what to write', () => {
    expect(check(POLICY.replace('v1alpha1', 'v1'))).toMatchObject([
      { path: 'apiVersion', line: 1, message: 'write apiVersion: apipolicy.dev/v1alpha1' },
    ]);
  });

  test('other kinds are passed over, and files found in a directory need not be objects', () => {
    expect(check('apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: 5')).toEqual([]);
    expect(check('replicas: 3', false)).toMatchObject([{ severity: 'info' }]);
  });

  test('of two policies with one name the second is an error', () => {
    expect(check(`${POLICY}---\n${POLICY}`)).toMatchObject([
      {
        line: 12,
        rule: 'duplicate-object',
        message: 'ApiPolicy shop/orders stands in in.yaml:3, too: rename or remove one of them',
      },
    ]);
  });

  test('of two Ingresses with one name the last counts, which is said', () => {
    const later = INGRESS.replace('a.example', 'b.example');
    const text = `${INGRESS}---\n${later}---\n${POLICY.replace('rateLimit', 'tls: {}\n  rateLimit')}`;
    expect(check(text)).toMatchObject([
      { line: 8, severity: 'info', rule: 'duplicate-object', related: ['Ingress shop/orders'] },
    ]);
    const { findings } = analyse(kubernetesObjects(documents(text)));
    expect(findings.find(({ rule }) => rule === 'host-without-certificate')?.message).toContain('b.example');
  });
});

describe('findings across documents', () => {
  const seen: KubernetesObject[][] = [];
  const cross = (text: string): readonly Finding[] =>
    lint(documents(text), (objects) => {
      seen.push([...objects]);
      const related = ['Ingress shop/orders'];
      return [
        {
          object: 'ApiPolicy shop/orders',
          path: 'spec.rateLimit.rules[0].burst',
          rule: 'b',
          severity: 'warning',
          message: 'm',
          related,
        },
        {
          object: 'Ingress shop/orders',
          path: 'spec.ingressClassName',
          rule: 'a',
          severity: 'info',
          message: 'n',
          related: [],
        },
      ];
    });

  test('stand at the deepest written field, in the order of the text', () => {
    expect(cross(`${INGRESS}---\n${POLICY}`)).toEqual([
      {
        file: 'in.yaml',
        line: 4,
        column: 8,
        object: 'Ingress shop/orders',
        path: 'spec.ingressClassName',
        rule: 'a',
        severity: 'info',
        message: 'n',
        related: [],
      },
      {
        file: 'in.yaml',
        line: 13,
        column: 9,
        object: 'ApiPolicy shop/orders',
        path: 'spec.rateLimit.rules[0].burst',
        rule: 'b',
        severity: 'warning',
        message: 'm',
        related: ['Ingress shop/orders'],
      },
    ]);
  });

  test('objects that are malformed take no part', () => {
    seen.length = 0;
    cross(
      `${INGRESS}---\n${POLICY}---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata: [1]\n---\nx: 1\n`,
    );
    expect(seen[0]?.map(({ kind }) => kind)).toEqual(['Ingress', 'ApiPolicy']);
  });

  test('a finding about an object that is not there is a fault of the check', () => {
    expect(() => cross(POLICY)).toThrow('a finding about Ingress shop/orders, which is not in the input');
  });
});

describe('the command', () => {
  let folder: string;
  const run = async (argv: readonly string[], stdin = '') => {
    let [out, err] = ['', ''];
    const io = {
      stdin: (async function* () {
        yield stdin;
      })(),
      out: (text: string) => {
        out += text;
      },
      err: (text: string) => {
        err += text;
      },
    };
    const code = await runLint(argv, io);
    return { code, out, err };
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lint-'));
    writeFileSync(join(folder, 'bad.yaml'), POLICY.replace('Second', 'second'));
    writeFileSync(join(folder, 'broken.yaml'), 'a: [');
    writeFileSync(join(folder, 'config.yaml'), 'gateways:\n- {class: nginx, configMap: {data: {a: 1}}}');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test('text: a line a finding, with the place first, and a summary', async () => {
    const { code, out } = await run([join(folder, 'bad.yaml')]);
    expect(code).toBe(1);
    expect(out.split('\n')[0]).toBe(
      `${join(folder, 'bad.yaml')}:8:43: error: spec.rateLimit.rules[0].per: "second" is not allowed: did you mean Second? Write Second, Minute, Hour or Day (enum)`,
    );
    expect(out).toMatch(/1 policy checked: 1 error\n$/);
  });

  test('json: one object, with the keys of the interface in their order', async () => {
    const { code, out } = await run(['--output', 'json', '-'], POLICY.replace('Second', 'second'));
    expect(code).toBe(1);
    const { findings } = JSON.parse(out) as { readonly findings: readonly Finding[] };
    expect(Object.keys(findings[0] ?? {})).toEqual([
      ...['file', 'line', 'column', 'object', 'path', 'rule', 'severity', 'message', 'related'],
    ]);
    expect(findings).toMatchObject([
      { file: '-', object: 'ApiPolicy shop/orders', severity: 'error', related: [] },
    ]);
  });

  test('json without findings is an empty list', async () => {
    expect(await run(['-o', 'json', '-'], 'kind: Service\napiVersion: v1\nmetadata: {name: a}')).toEqual({
      code: 0,
      out: '{\n  "findings": []\n}\n',
      err: '',
    });
  });

  test('warnings and infos leave the exit code 0', async () => {
    const { code, out } = await run(['-'], `${POLICY}---\n${INGRESS}`);
    expect(code).toBe(0);
    expect(out).toMatch(/ (warning|info): /);
  });

  test.each([
    ['broken.yaml', /broken\.yaml:1:5: not valid YAML: .*\n$/],
    ['none.yaml', /none\.yaml: there is no such file or directory\n$/],
  ])('%s: exit code 2, the place on stderr, nothing on stdout', async (name, expected) => {
    const { code, out, err } = await run([join(folder, name)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(expected);
  });

  test('a faulty configuration is named with its place', async () => {
    const { code, err } = await run(['--config', join(folder, 'config.yaml'), '-'], POLICY);
    expect(code).toBe(2);
    expect(err).toBe(
      `${join(folder, 'config.yaml')}:2:37: 1 is not valid here: write a text, in quotes: "1"\n`,
    );
  });

  test.each([
    '{name: c, data: {D}}',
    '{D}',
    '{kind: ConfigMap, metadata: {name: c, labels: {a: b}}, data: {D}}',
  ])('a ConfigMap of --config, written as %s', async (written) => {
    const config = join(folder, 'inline.yaml');
    const configMap = written.replace('D', 'limit-req-status-code: "429"');
    writeFileSync(config, `gateways: [{class: nginx, configMap: ${configMap}}]`);
    const { code, out } = await run(['--config', config, '-'], `${POLICY}---\n${INGRESS}`);
    expect({ code, warned: out.includes('limit-status-code') }).toEqual({ code: 0, warned: false });
  });

  test.each(['1.15.1', 'v1.15.1', 'controller-v1.15.1', '1.12', '1.12.0-beta.0'])(
    '--gateway-version %s is one that has lost the shared counter',
    async (version) => {
      const left = INGRESS.replace(
        'namespace: shop',
        'namespace: shop, annotations: {nginx.ingress.kubernetes.io/global-rate-limit: "1"}',
      );
      const { out } = await run(['--gateway-version', version, '-'], `${POLICY}---\n${left}`);
      expect(out).toMatch(/this one is 1\.1[25]\.[01]/);
    },
  );

  test('--gateway-version that is no version is wrong use', async () => {
    const wrong = run(['--gateway-version', 'latest', '-'], POLICY);
    await expect(wrong).rejects.toThrow('as 1.15.1, not "latest"');
  });

  test('wrong use is told', async () => {
    await expect(run([])).rejects.toThrow('name a file, a directory, or - for standard input');
    await expect(run(['--output', 'xml', '-'])).rejects.toThrow('--output is text, json or sarif, not "xml"');
  });

  test('--help teaches: input, severities, examples, exit codes', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    for (const word of ['FILE', 'error', 'warning', 'info', 'helm template', 'Exit codes'])
      expect(out).toContain(word);
  });
});
