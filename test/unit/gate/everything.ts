import { type Allowed, decide } from '../../../operator/gate/decide.ts';
import type { Refusal } from '../../../operator/gate/refusal.ts';
import type { GatePolicy } from '../../../operator/plan/gate-plan.ts';
import { authenticated, ISSUER, LOGIN, type Original, policy, World } from './fakes.ts';
import { asked } from './requests.ts';

/** Of a session of {@link world}. */
export const COOKIE = '__Host-apipolicy-1a2b3c4d=s';

export const judge = (world: World, one: GatePolicy, original: Original = {}): Promise<Allowed | Refusal> =>
  decide(one, asked(original), {
    ports: world.ports,
    signal: new AbortController().signal,
    counting: 'consume',
    logout: true,
  });

export const kindOf = async (...parts: Parameters<typeof judge>): Promise<string> =>
  (await judge(...parts)).kind;

const apiKeys = { header: 'X-API-Key', directory: '/keys' };
/** All ways to say who is calling, and two open places. */
export const everything = policy({
  authentication: authenticated({
    jwt: [ISSUER],
    apiKeys,
    login: LOGIN,
    anonymous: [
      { name: 'health', path: { type: 'Exact', value: '/healthz' }, methods: ['GET'] },
      { name: 'docs', path: { type: 'PathPrefix', value: '/docs' } },
    ],
  }),
});

/** Where `good`, `k` and {@link COOKIE} are good. */
export function world(): World {
  const one = new World();
  one.token('good', { sub: 'token-user' });
  one.keys.set('k', 'key-user');
  one.session(COOKIE, { user: 'cookie-user' });
  return one;
}

export const bearer = (token: string): string[] => ['Authorization', `Bearer ${token}`];
