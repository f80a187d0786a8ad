import { describe, expect, test } from 'vitest';
import type { AnnotationGroup, ForeignVerdict, Gateway } from '../../../operator/gateways/gateway.ts';
import { decideGroup } from '../../../operator/reconcile/group-decision.ts';
import type { ObservedIngress } from '../../../operator/reconcile/ownership.ts';

const group: AnnotationGroup = {
  name: 'rate',
  annotations: { 'n/rps': '20', 'n/burst': '2' },
  domain: ['n/rps', 'n/rpm', 'n/burst'],
  fields: ['spec.rateLimit.rules[0].requests'],
};

const judging = (verdict: ForeignVerdict): Gateway => ({
  id: 'test',
  controllers: [],
  lower: () => ({ groups: [], objects: [], shortfalls: [], limits: [], remarks: [] }),
  judgeForeign: () => verdict,
  explainForeign: () => '',
  judgeHosts: () => [],
  judgeGateway: () => ({ seen: false, advisories: [], trustsForwardedFromAnyone: false }),
  version: () => undefined,
  prefix: () => undefined,
});

const ingress = (
  live: Record<string, string>,
  {
    ours = [],
    others = {},
    written = '',
    recordIsOurs = true,
  }: {
    ours?: string[];
    others?: Record<string, string[]>;
    written?: string;
    recordIsOurs?: boolean;
  } = {},
): ObservedIngress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'i', annotations: { ...live, ...(written && { 'apipolicy.dev/written': written }) } },
  spec: {},
  ownership: {
    ours: new Set([...ours, ...(recordIsOurs && written ? ['apipolicy.dev/written'] : [])]),
    others: new Map(Object.entries(others)),
    tls: { ours: false, others: [] },
    emptyMapHeld: false,
  },
});

describe('what happens to an annotation group', () => {
  test('nothing there: written', () => {
    expect(decideGroup(group, ingress({}), judging('conflicts'), 'allowed')).toEqual({
      kind: 'write',
      group,
      drifted: [],
    });
  });

  test('ours alone: written, whatever the value', () => {
    const mine = ingress({ 'n/rps': '5' }, { ours: ['n/rps'], written: 'rps' });
    expect(decideGroup(group, mine, judging('conflicts'), 'allowed')).toMatchObject({
      kind: 'write',
      drifted: [],
    });
  });

  test('foreign and equal: written, so that it is shared', () => {
    const equal = ingress({ 'n/rps': '20' }, { others: { 'n/rps': ['helm'] } });
    expect(decideGroup(group, equal, judging('equal'), 'allowed').kind).toBe('write');
  });

  test('foreign and good enough: left alone', () => {
    const stricter = ingress({ 'n/rps': '1' }, { others: { 'n/rps': ['helm'] } });
    expect(decideGroup(group, stricter, judging('meets'), 'allowed')).toMatchObject({
      kind: 'met',
      managers: ['helm'],
      keep: {},
    });
  });

  test('a foreign key that we do not even want now makes the whole group a conflict', () => {
    const other = ingress({ 'n/rpm': '9000' }, { others: { 'n/rpm': ['helm'] } });
    const decision = decideGroup(group, other, judging('conflicts'), 'allowed');
    expect(decision).toMatchObject({ kind: 'conflict', foreign: { 'n/rpm': '9000' }, managers: ['helm'] });
  });

  test('a conflict keeps what we had written', () => {
    const live = { 'n/rps': '10', 'n/burst': '1', 'n/rpm': '9000' };
    const mixed = ingress(live, {
      ours: ['n/rps', 'n/burst'],
      others: { 'n/rpm': ['helm'] },
      written: 'burst,rps',
    });
    expect(decideGroup(group, mixed, judging('conflicts'), 'allowed')).toMatchObject({
      kind: 'conflict',
      foreign: { 'n/rpm': '9000' },
      keep: { 'n/rps': '10', 'n/burst': '1' },
    });
  });

  test('what we recorded and somebody changed or removed is drift', () => {
    const changed = ingress(
      { 'n/rps': '9000' },
      { others: { 'n/rps': ['kubectl-edit'] }, written: 'burst,rps' },
    );
    expect(decideGroup(group, changed, judging('conflicts'), 'allowed')).toEqual({
      kind: 'write',
      group,
      drifted: ['n/rps', 'n/burst'],
    });
  });

  test('drift beyond the repair budget is a conflict', () => {
    const changed = ingress({ 'n/rps': '9000' }, { others: { 'n/rps': ['argocd'] }, written: 'rps' });
    expect(decideGroup(group, changed, judging('conflicts'), 'contested')).toMatchObject({
      kind: 'conflict',
      managers: ['argocd'],
      drifted: ['n/rps'],
      left: 'contested',
    });
  });

  test.each([
    ['changed', { 'n/rps': '9000', 'n/burst': '2' }, { 'n/rps': '9000' }],
    ['removed', { 'n/burst': '2' }, { 'n/rps': '' }],
  ])('drift that is only reported is left and stays known as drift: %s', (_, live, foreign) => {
    const changed = ingress(live, {
      ours: ['n/burst'],
      others: { 'n/rps': ['kubectl-edit'] },
      written: 'burst,rps',
    });
    expect(decideGroup(group, changed, judging('conflicts'), 'reported')).toMatchObject({
      kind: 'conflict',
      foreign,
      managers: ['kubectl-edit'],
      keep: { 'n/burst': '2' },
      drifted: ['n/rps'],
      left: 'reported',
    });
  });

  test('a shared value that no longer is what we want is a conflict, not drift', () => {
    const shared = ingress(
      { 'n/rps': '10' },
      { ours: ['n/rps'], others: { 'n/rps': ['helm'] }, written: 'rps' },
    );
    expect(decideGroup(group, shared, judging('conflicts'), 'allowed')).toMatchObject({
      kind: 'conflict',
      keep: { 'n/rps': '10' },
    });
  });

  test('a record that somebody else wrote makes no drift of their value', () => {
    const forged = ingress(
      { 'n/rps': '9000' },
      {
        others: { 'n/rps': ['helm'], 'apipolicy.dev/written': ['helm'] },
        written: 'rps',
        recordIsOurs: false,
      },
    );
    expect(decideGroup(group, forged, judging('conflicts'), 'allowed').kind).toBe('conflict');
  });
});

describe('what an Ingress was born with', () => {
  const auth: AnnotationGroup = {
    name: 'auth',
    annotations: { 'n/auth-url': 'http://gate/v1/winner/page' },
    domain: ['n/auth-url', 'n/auth-method', 'n/auth-signin'],
    fields: ['spec.authentication'],
  };
  const given = { 'n/auth-url': 'http://gate/v1/loser/page', 'n/auth-method': 'GET' };
  const mark = { 'apipolicy.dev/born-under': '0 2026-11-25T12:00:00Z loser' };
  const kindOf = (live: Record<string, string>, others: Record<string, string[]> = {}): string =>
    decideGroup(auth, ingress(live, { others }), judging('conflicts'), 'allowed').kind;

  test('is taken over, whichever policy it was for', () => {
    expect(kindOf({ ...given, ...mark })).toBe('write');
  });

  test.each<[string, Record<string, string>, Record<string, string[]>]>([
    ['without the mark', given, {}],
    ['with a mark that somebody wrote', { ...given, ...mark }, { 'apipolicy.dev/born-under': ['helm'] }],
    ['of which somebody manages a part', { ...given, ...mark }, { 'n/auth-url': ['helm'] }],
    ['beside what else admission set', { ...given, ...mark, 'n/auth-signin': 'https://a.example.com' }, {}],
  ])('is somebody else’s %s', (_, live, others) => {
    expect(kindOf(live, others)).toBe('conflict');
  });
});
