import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../operator/cli/lint/finding.ts';
import { meaningOf } from '../../../operator/cli/lint/rules.ts';
import { sarifReport } from '../../../operator/cli/lint/sarif.ts';
import { filesUnder, ROOT } from '../modules.ts';

const finding = (parts: Partial<Finding> = {}): Finding => ({
  ...{ file: 'k8s/policy.yaml', line: 7, column: 5, object: 'ApiPolicy shop/orders', path: 'spec.tls' },
  ...{ rule: 'unknown-field', severity: 'error', message: 'did you mean tls?', related: [] },
  ...parts,
});

interface Log {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
    readonly results: readonly Result[];
  }[];
}
interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly help: { readonly text: string };
  readonly defaultConfiguration: { readonly level: string };
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number; readonly startColumn: number };
    };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

const places = { root: '/repo', cwd: '/repo/deploy' };
const run = (...findings: readonly Finding[]) => {
  const [only] = (JSON.parse(sarifReport(findings, places)) as Log).runs;
  if (!only) throw new Error('no run');
  return only;
};

test('nothing found is a run without results', () => {
  const log = JSON.parse(sarifReport([], places)) as Log;
  expect(log).toMatchObject({ version: '2.1.0', runs: [{ results: [], tool: { driver: { rules: [] } } }] });
});

describe('a result', () => {
  test('has its place, its text and its rule', () => {
    const { results, tool } = run(finding({ rule: 'enum' }), finding());
    expect(results[1]).toMatchObject({
      ruleId: 'unknown-field',
      message: { text: 'ApiPolicy shop/orders: spec.tls: did you mean tls?' },
      locations: [{ physicalLocation: { region: { startLine: 7, startColumn: 5 } } }],
    });
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  test.each([
    ['error', 'error'],
    ['warning', 'warning'],
    ['info', 'note'],
  ] as const)('of severity %s has level %s, which only kind fail may have', (severity, level) => {
    expect(run(finding({ severity })).results[0]).toMatchObject({ kind: 'fail', level });
  });

  test.each([
    ['policy.yaml', 'deploy/policy.yaml'],
    ['./a/../policy.yaml', 'deploy/policy.yaml'],
    ['../k8s/policy.yaml', 'k8s/policy.yaml'],
    ['/repo/k8s/policy.yaml', 'k8s/policy.yaml'],
    ['my policies/größe#1.yaml', 'deploy/my%20policies/gr%C3%B6%C3%9Fe%231.yaml'],
    ['../../elsewhere/policy.yaml', 'file:///elsewhere/policy.yaml'],
    ['..policy.yaml', 'deploy/..policy.yaml'],
    ['-', 'stdin'],
  ])('in %s is at %s', (file, uri) => {
    const [result] = run(finding({ file })).results;
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
  });

  test('keeps its fingerprint when lines move, and no two differ in nothing else', () => {
    const prints = (...all: readonly Finding[]) =>
      run(...all).results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    const [first, moved] = prints(finding(), finding({ line: 70, column: 1, message: 'in other words' }));
    expect(moved).toBe(first);
    const others = prints(
      finding(),
      finding({ path: 'spec' }),
      finding({ rule: 'enum' }),
      finding({ related: ['a'] }),
    );
    expect(new Set(others).size).toBe(4);
  });
});

describe('rules', () => {
  test('are listed once, with a text and the worst level found', () => {
    const { rules } = run(
      finding({ severity: 'info' }),
      finding({ severity: 'warning' }),
      finding({ rule: 'hsts-preload' }),
    ).tool.driver;
    expect(rules.map(({ id, defaultConfiguration: { level } }) => `${id} ${level}`)).toEqual([
      'hsts-preload error',
      'unknown-field warning',
    ]);
    for (const { shortDescription, help } of rules) {
      expect(shortDescription.text).toMatch(/^[A-Z].*\.$/);
      expect(help.text).toContain(shortDescription.text);
    }
  });

  test('of the source are all described', () => {
    const sources = filesUnder('operator').filter(
      (path) => path.endsWith('.ts') && !path.includes('generated'),
    );
    const named = sources.flatMap((path) =>
      [...readFileSync(join(ROOT, path), 'utf8').matchAll(/\brule: '([a-z-]+)'/g)].map(
        ([, rule = '']) => rule,
      ),
    );
    expect(named.length).toBeGreaterThan(30);
    // The name of a limit on the status, not of a finding.
    const rules = [...new Set(named)].filter((rule) => rule !== 'connections');
    expect(rules.filter((rule) => meaningOf(rule) === undefined)).toEqual([]);
  });
});
