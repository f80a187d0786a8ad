import { describe, expect, test } from 'vitest';
import type { ControlId } from '../../../operator/api/control-id.ts';
import { CATALOGUE } from '../../../operator/compliance/catalogue.ts';
import type { HostObservation } from '../../../operator/compliance/wire.ts';
import { judge } from './judge.ts';
import { AWAY, asking, EVERYTHING, GOOD, HOST, NOW, seen, subject } from './subjects.ts';

/** Judged from live objects; nothing on the wire could tell. */
const CONFIGURED: readonly string[] = [
  'host.shared',
  'host.ungoverned',
  'gateway.advisories',
  'authz.rules',
  'rate.per-user',
  'mtls.client-subjects',
];
const onWire = CATALOGUE.map(({ id }) => id).filter((id) => !CONFIGURED.includes(id));

describe.each(onWire)('%s', (id) => {
  test('passes by what was seen, and says what and when', () => {
    const judgement = judge(id, GOOD, asking(id));
    expect(judgement).toMatchObject({ result: 'Pass', failing: [], observedAt: NOW - 1_000 });
    expect(judgement.evidence).toMatch(/\S/);
  });

  test('is not known when nothing was ever seen', () => {
    expect(judge(id, undefined, asking(id))).toMatchObject({ result: 'Unknown', failing: [HOST] });
  });

  test('is not known when the gateway cannot be reached, and says why', () => {
    expect(judge(id, AWAY, asking(id))).toMatchObject({ result: 'Unknown', failing: [HOST] });
    expect(judge(id, AWAY, asking(id)).message).toMatch(/connection refused|nothing answers/);
  });

  test('is not known when the proof is older than twice the interval', () => {
    const later = NOW - 1_000 + 1_200_000;
    expect(judge(id, GOOD, asking(id), later).result).toBe('Pass');
    const stale = judge(id, GOOD, asking(id), later + 1);
    expect(stale).toMatchObject({ result: 'Unknown' });
    expect(stale.message).toContain('twice the interval');
  });

  test('is not known when nothing may be asked', () => {
    const off = asking(id, {
      enforcement: [],
      verification: { mode: 'Off', intervalSeconds: 600, limits: 'Disabled' },
    });
    expect(judge(id, GOOD, off).result).toBe('Unknown');
  });

  test('fails by what somebody does on the host, also where the wire looks fine', () => {
    const fact = {
      control: id,
      host: HOST,
      by: 'Ingress web/reports',
      annotation: 'nginx.ingress.kubernetes.io/x',
      rule: 'x',
      severity: 'error' as const,
      fields: [],
      message: 'take it off',
    };
    expect(judge(id, GOOD, asking(id, { facts: [fact] }))).toMatchObject({
      result: 'Fail',
      evidence: 'configuration: Ingress web/reports: nginx.ingress.kubernetes.io/x',
      message: 'take it off',
      failing: [HOST],
    });
  });

  test('evidence stays within its length', () => {
    const long = asking(id, { paths: new Map([[HOST, `/${'a'.repeat(400)}`]]) });
    expect((judge(id, GOOD, long).evidence ?? '').length).toBeLessThanOrEqual(256);
  });
});

describe('what the policy does not ask for', () => {
  const asked = ['tls.ciphers', 'tls.certificate', 'rate.per-address', 'rate.response', 'input.waf'];
  const empty = subject({});

  test.each([...asked, 'output.cors', 'network.addresses'] as ControlId[])('%s does not apply', (id) => {
    expect(judge(id, GOOD, empty)).toMatchObject({ result: 'NotApplicable', failing: [] });
  });

  test.each(['tls.https', 'tls.plaintext', 'tls.hsts', 'input.body-size', 'output.headers'] as ControlId[])(
    '%s is judged all the same',
    (id) => expect(judge(id, AWAY, empty).result).toBe('Unknown'),
  );
});

test('of several hosts the worst counts, and each that does not pass is named', () => {
  const control = CATALOGUE.find(({ id }) => id === 'tls.https');
  const several = subject(EVERYTHING, { hosts: [HOST, 'b.example.com', 'c.example.com'] });
  const bad = { ...GOOD, tls: seen({ ...GOOD.tls.value, nameError: 'x' }) };
  const wire = new Map<string, HostObservation>([
    [HOST, GOOD],
    ['b.example.com', AWAY],
    ['c.example.com', bad],
  ]);
  expect(control?.judge(several, (_, host) => wire.get(host), NOW)).toMatchObject({
    result: 'Fail',
    failing: ['b.example.com', 'c.example.com'],
  });
});
