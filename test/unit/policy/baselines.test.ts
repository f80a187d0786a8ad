import { describe, expect, test } from 'vitest';
import { baselinesFor } from '../../../operator/policy/baselines.ts';
import { exceptionsFor } from '../../../operator/policy/exceptions.ts';
import { type Assessed, unmetRequirements } from '../../../operator/policy/requirements.ts';
import { aBaseline } from '../../generators/objects.ts';

const names = (baselines: readonly { readonly metadata: { readonly name: string } }[]) =>
  baselines.map(({ metadata }) => metadata.name);

describe('which baselines are for a namespace', () => {
  const all = [
    aBaseline({}, 'z-everywhere'),
    aBaseline({ namespaceSelector: { matchLabels: { exposure: 'public' } } }, 'public'),
    aBaseline(
      {
        namespaceSelector: {
          matchExpressions: [
            { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system'] },
          ],
        },
      },
      'not-system',
    ),
  ];
  const namespace = (name: string, labels = {}) => ({ metadata: { name, labels } });

  test('those that select it, by name', () => {
    expect(names(baselinesFor('shop', namespace('shop', { exposure: 'public' }), all).baselines)).toEqual([
      'not-system',
      'public',
      'z-everywhere',
    ]);
    expect(names(baselinesFor('kube-system', namespace('kube-system'), all).baselines)).toEqual([
      'z-everywhere',
    ]);
  });

  test('of a namespace that is only named, its name is known and nothing else', () => {
    const { baselines, unknown } = baselinesFor('shop', undefined, all);
    expect(names(baselines)).toEqual(['not-system', 'z-everywhere']);
    expect(names(unknown)).toEqual(['public']);
  });
});

describe('exceptions', () => {
  const policy = { namespace: 'shop', name: 'orders' };
  const exception = (expires: string, rest = {}) => ({
    ...{ control: 'tls.hsts' as const, namespace: 'shop', policy: 'orders' },
    ...{ owner: 'team-shop', reason: 'ticket 4711', expires, ...rest },
  });
  const granted = (at: string, ...baselines: Parameters<typeof exceptionsFor>[1][]) =>
    exceptionsFor(
      policy,
      baselines.flatMap((list) => [...list]),
      Date.parse(at),
    );

  test.each([
    ['2027-01-31T00:00:00Z', true],
    ['2027-01-31T23:59:59.999Z', true],
    ['2027-02-01T00:00:00Z', false],
    ['2027-01-31T23:30:00-01:00', false],
  ])('one until 2027-01-31 holds at %s: %s', (at, holds) => {
    const { inForce, expired, nextExpiry } = granted(at, [
      aBaseline({ exceptions: [exception('2027-01-31')] }),
    ]);
    expect([...inForce.keys()]).toEqual(holds ? ['tls.hsts'] : []);
    expect(expired).toHaveLength(holds ? 0 : 1);
    expect(nextExpiry).toBe(holds ? Date.parse('2027-02-01T00:00:00Z') : undefined);
  });

  test('are for one policy of one namespace', () => {
    const baseline = aBaseline({
      exceptions: [
        exception('2027-01-31', { policy: 'web' }),
        exception('2027-01-31', { namespace: 'other' }),
      ],
    });
    expect(granted('2027-01-01T00:00:00Z', [baseline])).toEqual({ inForce: new Map(), expired: [] });
  });

  test('of several for one control the longest counts, and a void one stays visible', () => {
    const { inForce, expired, nextExpiry } = granted(
      '2027-01-01T00:00:00Z',
      [aBaseline({ exceptions: [exception('2026-01-31')] }, 'a')],
      [aBaseline({ exceptions: [exception('2027-01-31')] }, 'b')],
      [
        aBaseline(
          { exceptions: [exception('2027-03-31'), exception('2027-02-28', { control: 'tls.versions' })] },
          'c',
        ),
      ],
    );
    expect(inForce.get('tls.hsts')).toMatchObject({ baseline: 'c', expires: '2027-03-31' });
    expect(expired.map(({ baseline }) => baseline)).toEqual(['a']);
    expect(nextExpiry).toBe(Date.parse('2027-03-01T00:00:00Z'));
  });

  test('a day that cannot be read grants nothing', () => {
    const { inForce, expired } = granted('2027-01-01T00:00:00Z', [
      aBaseline({ exceptions: [exception('tomorrow')] }),
    ]);
    expect(inForce.size).toBe(0);
    expect(expired).toHaveLength(1);
  });
});

describe('requirements', () => {
  const assessed: Assessed = {
    mode: 'Enforce',
    score: 80,
    controls: [
      { id: 'tls.https', result: 'Pass', excepted: false },
      { id: 'tls.plaintext', result: 'NotApplicable', excepted: false },
      { id: 'tls.hsts', result: 'Fail', excepted: true },
      { id: 'tls.versions', result: 'Fail', excepted: false },
      { id: 'output.headers', result: 'Unknown', excepted: false },
    ],
  };
  const unmet = (require: object, parts: Partial<Assessed> = {}) =>
    unmetRequirements({ ...assessed, ...parts }, [aBaseline({ require })]).map(
      ({ field, message }) => `${field}: ${message}`,
    );

  test('nothing required, nothing missing', () => {
    expect(unmetRequirements(assessed, [aBaseline({})])).toEqual([]);
  });

  test('a control is met that passes, does not apply or is excepted', () => {
    expect(unmet({ controls: ['tls.https', 'tls.plaintext', 'tls.hsts'] })).toEqual([]);
  });

  test('a control is not met that fails, is not known or was not judged', () => {
    expect(unmet({ controls: ['tls.versions', 'output.headers', 'input.waf'] })).toEqual([
      'spec.require.controls[0]: tls.versions must pass and fails',
      'spec.require.controls[1]: output.headers must pass and is not known',
      'spec.require.controls[2]: input.waf must pass and was not judged',
    ]);
  });

  test.each([
    [80, []],
    [81, ['spec.require.minimumScore: the score is 80 and must be at least 81']],
  ])('a score of at least %i', (minimumScore, expected) => {
    expect(unmet({ minimumScore })).toEqual(expected);
  });

  test('a policy without a score does not reach one', () => {
    const { score: _, ...unscored } = assessed;
    expect(unmetRequirements(unscored, [aBaseline({ require: { minimumScore: 1 } })])).toHaveLength(1);
  });

  test.each([
    ['Enforce', 0],
    ['Audit', 1],
    ['Paused', 1],
  ] as const)('Enforce is required, and a policy in %s lacks %i', (mode, count) => {
    expect(unmet({ enforcement: 'Enforce' }, { mode })).toHaveLength(count);
  });

  test('each baseline requires for itself', () => {
    const two = [
      aBaseline({ require: { minimumScore: 90 } }, 'a'),
      aBaseline({ require: { minimumScore: 95 } }, 'b'),
    ];
    expect(unmetRequirements(assessed, two).map(({ baseline }) => baseline)).toEqual(['a', 'b']);
  });
});
