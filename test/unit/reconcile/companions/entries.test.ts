import { describe, expect, test } from 'vitest';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import { companionsOf } from '../../../../operator/companions/companions-of.ts';
import { DEFAULT_COMPANION_SETTINGS } from '../../../../operator/companions/settings.ts';
import type { GatePolicy } from '../../../../operator/plan/gate-plan.ts';
import { planPolicy } from '../../../../operator/policy/plan-policy.ts';
import { decideEntries, type EntryInput } from '../../../../operator/reconcile/companions/entries.ts';
import { anIngress, aPolicy } from '../../../generators/objects.ts';

const wantedOf = (
  spec: Partial<ApiPolicySpec>,
  name = 'orders',
  whenReady = false,
): EntryInput['wanted'][number] => {
  const plan = planPolicy(aPolicy(spec, { name }));
  const { gatePlans } = companionsOf(
    'shop',
    [{ name, plan, targets: [anIngress()] }],
    DEFAULT_COMPANION_SETTINGS,
  );
  const entry = gatePlans[name];
  if (!entry) throw new Error(`${name} needs no gate`);
  return { entry, plan, whenReady };
};

const none: ReadonlySet<string> = new Set();
const decide = (input: Partial<EntryInput>): ReturnType<typeof decideEntries> =>
  decideEntries({ live: {}, wanted: [], held: none, settled: none, ...input });

const read = (text: string | undefined): GatePolicy => JSON.parse(text ?? 'null') as GatePolicy;

const counted: ApiPolicySpec['rateLimit'] = {
  rules: [{ name: 'each', requests: 100, per: 'Hour', by: 'ClientAddress' }],
};
const byAddress: ApiPolicySpec['rateLimit'] = {
  rules: [{ name: 'each', requests: 100, per: 'Minute', by: 'ClientAddress' }],
};
const methods = { methods: ['GET' as const] };

describe('the plan of a gate', () => {
  test('a policy in force has the entry that it wants', () => {
    const wanted = wantedOf({ validation: methods });
    const { data, revisions, transitional } = decide({ wanted: [wanted] });
    expect(read(data.orders)).toEqual(wanted.entry);
    expect(revisions.get('orders')).toBe(wanted.entry.revision);
    expect([...transitional]).toEqual([]);
  });

  test('a policy that is held back keeps its entry to the letter; one that nobody asks about loses it', () => {
    const { data } = decide({ live: { paused: '{"old":1}', gone: '{}' }, held: new Set(['paused']) });
    expect(data).toEqual({ paused: '{"old":1}' });
  });

  test('a limit that the gateway is to have stays at the gate until the gateway has it', () => {
    const before = wantedOf({ validation: methods, rateLimit: counted });
    const after = wantedOf({ validation: methods, rateLimit: byAddress });
    const live = { orders: JSON.stringify(before.entry) };
    const passage = decide({ live, wanted: [after] });
    expect(read(passage.data.orders).rates).toEqual(before.entry.rates);
    expect(passage.transitional.has('orders')).toBe(true);
    expect(passage.revisions.get('orders')).not.toBe(after.entry.revision);
    const settled = decide({ live: passage.data, wanted: [after], settled: new Set(['orders']) });
    expect(read(settled.data.orders)).toEqual(after.entry);
    // The same passage again is the same entry: nothing is written twice.
    expect(decide({ live: passage.data, wanted: [after] }).data).toEqual(passage.data);
  });

  test('http is refused until the gateway redirects it', () => {
    const before = wantedOf({ validation: methods, tls: { plaintext: 'Refuse' } });
    const after = wantedOf({ validation: methods, tls: { plaintext: 'Redirect' } });
    const { data } = decide({ live: { orders: JSON.stringify(before.entry) }, wanted: [after] });
    expect(read(data.orders).refusePlaintext).toBe(true);
  });

  describe('client certificates, where the gate asked for none until now', () => {
    const mutualTLS = { clients: { ca: { secretName: 'ca' } } };
    const before = wantedOf({ validation: methods });
    const live = { orders: JSON.stringify(before.entry) };

    test('are asked for once the gateway asks, where nothing that works may be lost; the rest is in force at once', () => {
      const after = wantedOf({ validation: { methods: ['GET', 'POST'] }, mutualTLS }, 'orders', true);
      const passage = decide({ live, wanted: [after] });
      expect(read(passage.data.orders)).not.toHaveProperty('clientCertificates');
      expect(read(passage.data.orders).methods).toEqual(['GET', 'POST']);
      expect(passage.revisions.get('orders')).not.toBe(after.entry.revision);
      expect([...passage.uncertified]).toEqual(['orders']);
      expect([...passage.transitional]).toEqual(['orders']);
      expect(decide({ live: passage.data, wanted: [after] }).data).toEqual(passage.data);
      const settled = decide({ live: passage.data, wanted: [after], settled: new Set(['orders']) });
      expect(read(settled.data.orders)).toEqual(after.entry);
      expect([...settled.uncertified]).toEqual([]);
      expect(decide({ live: settled.data, wanted: [after] }).data).toEqual(settled.data);
    });

    const jwt = [{ name: 'p', issuer: 'https://p.example.com', audiences: ['orders'] }];
    const other = [{ name: 'p', issuer: 'https://q.example.com', audiences: ['orders'] }];
    test.each<[string, Partial<ApiPolicySpec>, Partial<ApiPolicySpec>]>([
      ['another demand', { authentication: { jwt } }, {}],
      ['another issuer', { authentication: { jwt } }, { authentication: { jwt: other } }],
      ['methods', { validation: methods }, { rateLimit: counted }],
      ['a limit', { validation: methods, rateLimit: counted }, { validation: methods }],
      [
        'media types',
        { validation: { ...methods, contentTypes: ['application/json'] } },
        { validation: methods },
      ],
    ])('are asked for at once in place of %s: nobody gets in by half of an edit', (_, given, taken) => {
      const old = wantedOf(given);
      const after = wantedOf({ ...taken, mutualTLS }, 'orders', true);
      const { data, uncertified } = decide({ live: { orders: JSON.stringify(old.entry) }, wanted: [after] });
      expect(read(data.orders)).toEqual(after.entry);
      expect([...uncertified]).toEqual([]);
    });

    test('beside a limit that goes to the gateway: the gate counts on, once', () => {
      const old = wantedOf({ validation: methods, rateLimit: counted });
      const after = wantedOf({ validation: methods, rateLimit: byAddress, mutualTLS }, 'orders', true);
      const passage = decide({ live: { orders: JSON.stringify(old.entry) }, wanted: [after] });
      expect(read(passage.data.orders).rates).toEqual(old.entry.rates);
      expect(decide({ live: passage.data, wanted: [after] }).data).toEqual(passage.data);
    });

    test('a host that joins meanwhile waits for them', () => {
      const after = wantedOf({ validation: methods, mutualTLS }, 'orders', true);
      const joined = {
        ...after,
        entry: { ...after.entry, hosts: [...after.entry.hosts, 'new.example.com'] },
      };
      const passage = decide({ live, wanted: [joined] });
      expect(read(passage.data.orders).hosts).toEqual(before.entry.hosts);
      const settled = decide({ live: passage.data, wanted: [joined], settled: new Set(['orders']) });
      expect(read(settled.data.orders).hosts).toContain('new.example.com');
    });

    test('are asked for at once otherwise, and of an API that had no gate', () => {
      const asked = (input: Partial<EntryInput>) => read(decide(input).data.orders).clientCertificates;
      expect(asked({ live, wanted: [wantedOf({ mutualTLS })] })).toBeDefined();
      expect(asked({ wanted: [wantedOf({ mutualTLS }, 'orders', true)] })).toBeDefined();
    });

    test('that were asked for are not taken back by another edit', () => {
      const old = wantedOf({ mutualTLS, validation: methods }, 'orders', true);
      const after = wantedOf({ mutualTLS }, 'orders', true);
      const { data, uncertified } = decide({ live: { orders: JSON.stringify(old.entry) }, wanted: [after] });
      expect(read(data.orders)).toEqual(after.entry);
      expect([...uncertified]).toEqual([]);
    });
  });

  test('what a person wrote there that is no entry is not kept', () => {
    const wanted = wantedOf({ validation: methods });
    expect(read(decide({ live: { orders: 'nonsense' }, wanted: [wanted] }).data.orders)).toEqual(
      wanted.entry,
    );
  });

  test('the newest policy finds no room; what it had stays if that has room', () => {
    const big = (name: string): EntryInput['wanted'][number] => {
      const { entry, plan } = wantedOf({ validation: methods }, name);
      return { entry: { ...entry, rateExemptions: ['x'.repeat(500_000)] }, plan, whenReady: false };
    };
    const { data, tooLarge, revisions } = decide({
      live: { new: '{"old":1}' },
      wanted: [big('old'), big('new')],
    });
    expect([...tooLarge]).toEqual(['new']);
    expect(revisions.has('new')).toBe(false);
    expect(data.new).toBe('{"old":1}');
    expect(read(data.old).policy).toBe('old');
  });
});
