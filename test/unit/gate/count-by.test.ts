import { expect, test } from 'vitest';
import type { CountedRate } from '../../../operator/plan/nodes/counted-rate.ts';
import { bearer, COOKIE, everything, judge, kindOf, world } from './everything.ts';
import type { Original, World } from './fakes.ts';

const rate: CountedRate = { name: 'r', requests: 2, per: 'Minute', by: 'User', matches: [] };

/** How many keys so many requests counted under. */
async function keysOf(
  one: World,
  rates: readonly CountedRate[],
  requests: readonly Original[],
): Promise<number> {
  const plan = { ...everything, rates: rates.map((each) => ({ ...each, requests: 1_000 })) };
  for (const original of requests) expect(await kindOf(one, plan, original)).toBe('allowed');
  return one.counts.size;
}

test('callers are told apart by how they are known: a key named like a user is somebody else', async () => {
  const one = world();
  one.token('t', { sub: 'same' });
  one.keys.set('same-key', 'same');
  one.session(COOKIE, { user: 'same' });
  const requests = [bearer('t'), ['X-API-Key', 'same-key'], ['Cookie', COOKIE], bearer('t')].map(
    (headers) => ({ headers }),
  );
  expect(await keysOf(one, [rate], requests)).toBe(3);
});

test('a request without the key counts by client address; an IPv6 client by its /64', async () => {
  const anonymous = (address: string): Original => ({ uri: '/healthz', address });
  expect(await keysOf(world(), [rate], ['192.0.2.1', '192.0.2.2', '::ffff:192.0.2.1'].map(anonymous))).toBe(
    2,
  );
  const six = ['2001:db8::1', '2001:db8::ffff:1', '2001:db8:0:1::1'].map(anonymous);
  expect(await keysOf(world(), [rate], six)).toBe(2);
  const byClaim: CountedRate = { ...rate, by: 'Claim', claim: 'tenant' };
  const byKey: CountedRate = { ...rate, by: 'APIKey' };
  const byHeader: CountedRate = { ...rate, by: 'Header', header: 'X-Tenant' };
  for (const rule of [byClaim, byKey, byHeader]) {
    const requests = ['192.0.2.1', '192.0.2.2'].map((address) => ({ address, headers: bearer('good') }));
    expect(await keysOf(world(), [rule], requests)).toBe(2);
  }
});

test('a header cannot be made to count as an address', async () => {
  const byHeader: CountedRate = { ...rate, by: 'Header', header: 'X-Tenant' };
  const requests = [
    bearer('good'),
    [...bearer('good'), 'X-Tenant', '192.0.2.7/32'],
    [...bearer('good'), 'X-Tenant', 'b'],
  ];
  expect(
    await keysOf(
      world(),
      [byHeader],
      requests.map((headers) => ({ headers })),
    ),
  ).toBe(3);
});

test('keys are digests of one length, whatever was sent', async () => {
  const one = world();
  const byHeader: CountedRate = { ...rate, by: 'Header', header: 'X-Tenant' };
  await keysOf(one, [byHeader], [{ headers: [...bearer('good'), 'X-Tenant', 'secret'.repeat(1_000)] }]);
  expect([...one.counts.keys()][0]).toMatch(/^r [A-Za-z0-9_-]{43}$/);
});

test('a limit by path counts all spellings of it, and exempt networks not at all', async () => {
  const one = world();
  const rates = [
    { ...rate, matches: [{ path: { type: 'PathPrefix', value: '/export' } as const, methods: ['GET'] }] },
  ];
  const plan = { ...everything, rates, rateExemptions: ['198.51.100.0/24', 'nonsense'] };
  const send = (uri: string, parts: Original = {}): Promise<string> =>
    kindOf(one, plan, { uri, headers: bearer('good'), ...parts });
  for (let count = 0; count < 5; count += 1)
    expect(await send('/export', { address: '198.51.100.9' })).toBe('allowed');
  expect(await send('/EXPORT/')).toBe('allowed');
  expect(await send('/export/x', { method: 'HEAD' })).toBe('allowed');
  expect(await send('/%65xport')).toBe('limited');
  expect(await send('/orders')).toBe('allowed');
});

test('a refused request counts against no limit', async () => {
  const one = world();
  const plan = { ...everything, rates: [{ ...rate, by: 'ClientAddress' as const }] };
  for (let count = 0; count < 5; count += 1) await judge(one, plan, { headers: bearer('bad') });
  expect(one.counts.size).toBe(0);
});
