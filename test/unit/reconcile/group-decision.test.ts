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
  lower: () => ({ groups: [], shortfalls: [], limits: [], remarks: [] }),
  judgeForeign: () => verdict,
  explainForeign: () => '',
  version: () => undefined,
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
    expect(decideGroup(group, ingress({}), judging('conflicts'), true)).toEqual({
      kind: 'write',
      group,
      drifted: [],
    });
  });

  test('ours alone: written, whatever the value', () => {
    const mine = ingress({ 'n/rps': '5' }, { ours: ['n/rps'], written: 'rps' });
    expect(decideGroup(group, mine, judging('conflicts'), true)).toMatchObject({
      kind: 'write',
      drifted: [],
    });
  });

  test('foreign and equal: written, so that it is shared', () => {
    const equal = ingress({ 'n/rps': '20' }, { others: { 'n/rps': ['helm'] } });
    expect(decideGroup(group, equal, judging('equal'), true).kind).toBe('write');
  });

  test('foreign and good enough: left alone', () => {
    const stricter = ingress({ 'n/rps': '1' }, { others: { 'n/rps': ['helm'] } });
    expect(decideGroup(group, stricter, judging('meets'), true)).toMatchObject({
      kind: 'met',
      managers: ['helm'],
      keep: {},
    });
  });

  test('a foreign key that we do not even want now makes the whole group a conflict', () => {
    const other = ingress({ 'n/rpm': '9000' }, { others: { 'n/rpm': ['helm'] } });
    const decision = decideGroup(group, other, judging('conflicts'), true);
    expect(decision).toMatchObject({ kind: 'conflict', foreign: { 'n/rpm': '9000' }, managers: ['helm'] });
  });

  test('a conflict keeps what we had written', () => {
    const live = { 'n/rps': '10', 'n/burst': '1', 'n/rpm': '9000' };
    const mixed = ingress(live, {
      ours: ['n/rps', 'n/burst'],
      others: { 'n/rpm': ['helm'] },
      written: 'burst,rps',
    });
    expect(decideGroup(group, mixed, judging('conflicts'), true)).toMatchObject({
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
    expect(decideGroup(group, changed, judging('conflicts'), true)).toEqual({
      kind: 'write',
      group,
      drifted: ['n/rps', 'n/burst'],
    });
  });

  test('drift beyond the repair budget is a conflict', () => {
    const changed = ingress({ 'n/rps': '9000' }, { others: { 'n/rps': ['argocd'] }, written: 'rps' });
    expect(decideGroup(group, changed, judging('conflicts'), false)).toMatchObject({
      kind: 'conflict',
      managers: ['argocd'],
    });
  });

  test('a shared value that no longer is what we want is a conflict, not drift', () => {
    const shared = ingress(
      { 'n/rps': '10' },
      { ours: ['n/rps'], others: { 'n/rps': ['helm'] }, written: 'rps' },
    );
    expect(decideGroup(group, shared, judging('conflicts'), true)).toMatchObject({
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
    expect(decideGroup(group, forged, judging('conflicts'), true).kind).toBe('conflict');
  });
});
