import { describe, expect, it } from 'vitest';
import { claimedBy, claims, hostsOf, winnerOf } from '../../../operator/policy/targets.ts';
import { anIngress, aPolicy } from '../../generators/objects.ts';

const selecting = (selector: object, metadata = {}) => {
  const { targetRefs: _, ...spec } = aPolicy({}).spec;
  const entry = { group: 'networking.k8s.io' as const, kind: 'Ingress' as const, ...selector };
  return { ...aPolicy({}, metadata), spec: { ...spec, targetSelectors: [entry] } };
};
const labelled = (labels: Record<string, string>) => anIngress({ metadata: { labels } });

describe('claimedBy', () => {
  it('takes the Ingress that is named, by the field that names it', () => {
    expect(claimedBy(aPolicy({}), anIngress())).toEqual({ by: 'reference', field: 'spec.targetRefs[0]' });
  });

  it('takes nothing of another namespace', () => {
    expect(claimedBy(aPolicy({}), anIngress({ metadata: { namespace: 'other' } }))).toBeUndefined();
    expect(
      claimedBy(selecting({ matchLabels: {} }), anIngress({ metadata: { namespace: 'other' } })),
    ).toBeUndefined();
  });

  it('an empty matchLabels selects every Ingress', () => {
    expect(claimedBy(selecting({ matchLabels: {} }), labelled({}))).toEqual({
      by: 'selector',
      field: 'spec.targetSelectors[0]',
    });
  });

  it.each([
    [{ matchLabels: { tier: 'public' } }, { tier: 'public', team: 'shop' }, true],
    [{ matchLabels: { tier: 'public' } }, { tier: 'internal' }, false],
    [{ matchLabels: { constructor: 'x' } }, {}, false],
    [
      { matchExpressions: [{ key: 'tier', operator: 'In', values: ['public', 'partner'] }] },
      { tier: 'partner' },
      true,
    ],
    [{ matchExpressions: [{ key: 'tier', operator: 'In', values: ['public'] }] }, {}, false],
    [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['internal'] }] }, {}, true],
    [
      { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['internal'] }] },
      { tier: 'internal' },
      false,
    ],
    [{ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, { tier: '' }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, { tier: '' }, false],
    [
      { matchLabels: { team: 'shop' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      { team: 'shop' },
      false,
    ],
  ])('%j on labels %j: %s', (selector, labels, expected) => {
    expect(claimedBy(selecting(selector), labelled(labels)) !== undefined).toBe(expected);
  });

  it('lists every Ingress of a policy', () => {
    const ingresses = [labelled({ tier: 'public' }), labelled({}), labelled({ tier: 'public' })];
    expect(claims(selecting({ matchLabels: { tier: 'public' } }), ingresses)).toHaveLength(2);
  });
});

describe('winnerOf', () => {
  const older = '2026-01-01T00:00:00Z';
  const newer = '2026-02-01T00:00:00Z';
  const naming = (name: string, creationTimestamp?: string) =>
    aPolicy({}, { name, ...(creationTimestamp && { creationTimestamp }) });
  const selectingAll = (name: string, creationTimestamp: string) =>
    selecting({ matchLabels: {} }, { name, creationTimestamp });

  it.each([
    ['a reference beats an older selector', naming('b', newer), selectingAll('a', older), 'reference'],
    ['the older wins', naming('b', older), naming('a', newer), 'older'],
    ['then the smaller name', naming('a', older), naming('b', older), 'name'],
    ['what is not created yet is newest', naming('b', newer), naming('a'), 'older'],
    ['files without any time go by name', naming('a'), naming('b'), 'name'],
  ])('%s', (_, winner, loser, rule) => {
    for (const order of [
      [winner, loser],
      [loser, winner],
    ]) {
      expect(winnerOf(anIngress(), order)).toMatchObject({ winner, losers: [loser], rule });
    }
  });

  it('passes over policies that do not claim the Ingress', () => {
    const stranger = aPolicy({}, { namespace: 'other', creationTimestamp: older });
    expect(winnerOf(anIngress(), [stranger, naming('a', newer)])).toMatchObject({ losers: [] });
    expect(winnerOf(anIngress(), [stranger])).toBeUndefined();
  });
});

describe('hostsOf', () => {
  it('gives the hosts of the rules and the aliases, in small letters, each once', () => {
    const annotations = { 'nginx.ingress.kubernetes.io/server-alias': 'www.example.com, API.example.com' };
    const rules = [{ host: 'api.example.com' }, { host: 'Api.Example.com' }, {}];
    expect(hostsOf(anIngress({ metadata: { annotations }, spec: { rules } }))).toEqual([
      'api.example.com',
      'www.example.com',
    ]);
  });
});
