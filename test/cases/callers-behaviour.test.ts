import { describe, expect } from 'vitest';
import type { Original } from '../unit/gate/fakes.ts';
import { World } from '../unit/gate/fakes.ts';
import { bullet, caseFile, rendered } from './case-file.ts';
import { plansOf, type Send, withGate } from './gate-of-case.ts';

const BROWSER = ['Accept', 'text/html', 'Sec-Fetch-Mode', 'navigate'];
const bearer = (token: string) => ['Authorization', `Bearer ${token}`];

const objectsOf = (id: string, ...without: readonly string[]) =>
  rendered(
    caseFile(id).documents.filter(
      ({ kind, metadata }) => kind !== 'ApiPolicy' || !without.includes(metadata.name),
    ),
  ).objects;

/** Statuses of requests to a host, by method and path. */
async function expectAll(
  send: Send,
  host: string,
  ingress: string,
  rows: readonly (readonly [string, string, readonly number[]])[],
): Promise<void> {
  for (const [method, uri, statuses] of rows) {
    const { status } = await send({ host, ingress, method, uri });
    expect(statuses, `${method} ${uri}`).toContain(status);
  }
}

describe('regex-neighbour-same-host', () => {
  bullet('02', 4, () =>
    withGate(objectsOf('02'), 'billing', new World(), (send) =>
      expectAll(send, 'billing.example.com', 'billing', [
        ['GET', '/status', [200]],
        ['GET', '/statusboard', [401]],
        ['GET', '/STATUS', [401]],
        ['GET', '/status/secret', [401]],
      ]),
    ),
  );
});

describe('per-user-limit-and-own-error-pages', () => {
  bullet('05', 6, () =>
    withGate(objectsOf('05'), 'per-user', new World(), async (send) => {
      const answer = await send({ host: 'basket.example.com', ingress: 'basket' });
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer realm="per-user"']);
    }),
  );

  bullet('05', 7, () =>
    withGate(objectsOf('05'), 'per-user', new World(), async (send) => {
      for (const original of [{}, { host: 'x.example.com' }, { uri: '//' }, { method: 'OPTIONS' }]) {
        const { status } = await send({ ingress: 'basket', ...(original as Original) });
        expect(status).toBeGreaterThanOrEqual(300);
      }
    }),
  );
});

describe('api-next-to-ui-no-302', () => {
  bullet('09', 6, async () => {
    const objects = objectsOf('09');
    const world = new World();
    const issuer = plansOf(objects).find(({ policy }) => policy === 'api')?.authentication?.jwt[0];
    if (!issuer) throw new Error('no issuer');
    world.tokens.set('good', { kind: 'valid', issuer, claims: { sub: 'erp', scope: 'orders.read' } });
    const at = { host: 'shop.example.com' };
    await withGate(objects, 'api', world, async (send) => {
      const told = await send({ ...at, ingress: 'api', uri: '/api/orders', headers: BROWSER });
      expect([told.status, told.headers['www-authenticate']]).toEqual([401, 'Bearer realm="api"']);
      for (const uri of ['/api/v1/orders:archive', '/api//v1/orders:archive', '/api/v1/orders%3Aarchive']) {
        const tried = { ...at, ingress: 'api', uri, method: 'POST', headers: bearer('good') };
        expect((await send(tried)).status, uri).toBe(403);
      }
      const read = { ...at, ingress: 'api', uri: '/api/v1/orders', headers: bearer('good') };
      expect((await send(read)).status).toBe(200);
    });
    await withGate(objects, 'ui', world, async (send) => {
      const led = await send({ ...at, ingress: 'ui', headers: BROWSER });
      expect(led.status).toBe(302);
    });
  });
});

describe('health-and-webhook-without-login', () => {
  const refused = [302, 401, 403];

  bullet('11', 5, () =>
    withGate(objectsOf('11'), 'ci', new World(), (send) =>
      expectAll(send, 'ci.example.com', 'ci', [
        ['GET', '/healthz', [200]],
        ['POST', '/healthz', refused],
        ['POST', '/hooks/push', [200]],
        ['GET', '/hooks/push', refused],
        ['POST', '/hooks/../admin', refused],
        ['POST', '/hooks/%2e%2e/admin', refused],
        ['GET', '//healthz', refused],
      ]),
    ),
  );

  bullet('11', 6, () =>
    withGate(objectsOf('11'), 'ci', new World(), (send) =>
      expectAll(send, 'ci.example.com', 'ci', [
        ['POST', '/hooks', [200]],
        ['POST', '/hooks/push', [200]],
        ['POST', '/hooksadmin', refused],
      ]),
    ),
  );
});

describe('one-login-many-apps-groups', () => {
  bullet('12', 4, async () => {
    const objects = objectsOf('12');
    const cookie = plansOf(objects)[0]?.authentication?.login?.proxies[0]?.cookieName ?? '';
    const world = new World();
    world.session(`${cookie}=staff`, { groups: ['/staff'] });
    world.session(`${cookie}=pay`, { groups: ['payments@example.com'] });
    world.session(`${cookie}=Staff`, { groups: ['/Staff', 'Payments@example.com'] });
    const statuses = async (policy: string, session: string): Promise<number> => {
      let status = 0;
      await withGate(objects, policy, world, async (send) => {
        const headers = ['Cookie', `${cookie}=${session}`, ...BROWSER];
        ({ status } = await send({ host: `${policy}.example.com`, ingress: policy, headers }));
      });
      return status;
    };
    expect([await statuses('people', 'staff'), await statuses('pay', 'staff')]).toEqual([200, 403]);
    expect([await statuses('people', 'pay'), await statuses('pay', 'pay')]).toEqual([403, 200]);
    expect([await statuses('people', 'Staff'), await statuses('pay', 'Staff')]).toEqual([403, 403]);
  });
});
