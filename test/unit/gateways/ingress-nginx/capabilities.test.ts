import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  CAPABILITIES,
  type Capability,
  can,
  evidenceOf,
} from '../../../../operator/gateways/ingress-nginx/capabilities.ts';
import { ROOT } from '../../modules.ts';

test('docs/ingress-nginx.md shows every difference between versions, and how it is known', () => {
  const page = readFileSync(join(ROOT, 'docs/ingress-nginx.md'), 'utf8');
  for (const { since, backported, until, what, evidence } of Object.values<Capability>(CAPABILITIES)) {
    const too = backported === undefined ? '' : ` and ${backported}`;
    const versions = since === undefined ? `before ${until}` : `since ${since}${too}`;
    expect(page).toContain(`| ${versions} | ${what} | ${evidence} |`);
  }
});

test.each([
  [{ since: '1.12.0' }, '1.11.9', false],
  [{ since: '1.12.0' }, '1.12.0', true],
  [{ until: '1.12.0' }, '1.11.9', true],
  [{ since: '1.12.1', backported: '1.11.5' }, '1.12.0', false],
  [{ since: '1.12.1', backported: '1.11.5' }, '1.11.4', false],
  [{ since: '1.12.1', backported: '1.11.5' }, '1.11.5', true],
  [{ since: '1.12.1', backported: '1.11.5' }, '1.13.0', true],
  [{ until: '1.12.0' }, '1.12.0', false],
  [{ since: '1.12.0' }, undefined, undefined],
])('%j at %s: %s', (range, version, expected) => {
  expect(can({ ...range, evidence: 'read', what: '' }, version)).toBe(expected);
});

test('a version that did not run here was read', () => {
  expect([evidenceOf('1.11.0'), evidenceOf('1.15.1'), evidenceOf(undefined)]).toEqual([
    'run',
    'read',
    undefined,
  ]);
});
