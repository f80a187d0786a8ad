import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiError, ConnectionError, isConflict, isNotFound } from '../../../operator/kube/errors.ts';
import type { HttpRequest, Transport } from '../../../operator/kube/transport.ts';
import { FakeApi, json, MemoryLogger, status, transportTo, until } from './fake-api.ts';
import { FakeClock } from './fake-clock.ts';

const get: HttpRequest = { method: 'GET', path: '/api/v1/namespaces/shop/configmaps/a', operation: 'get a' };
const post: HttpRequest = {
  method: 'POST',
  path: '/api/v1/namespaces/shop/configmaps',
  operation: 'create a',
  body: '{}',
};

let api: FakeApi;
let transport: Transport | undefined;

beforeEach(async () => {
  api = await FakeApi.start();
});

afterEach(async () => {
  await transport?.close();
  await api.stop();
});

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('transport', () => {
  it('keeps connections: many requests, hardly any connection', async () => {
    api.on('GET', json({ ok: true }));
    transport = transportTo(api);
    for (let index = 0; index < 50; index++) await transport.json(get);
    expect(api.connections).toBeLessThanOrEqual(2);
    expect(api.seen[0]?.headers['user-agent']).toBe('kube-test/1');
  });

  it('turns a Status into an error that says what was tried, and holds no headers or bodies', async () => {
    api.on(
      'POST',
      status(409, {
        reason: 'Conflict',
        message: 'conflict with "kubectl"',
        details: { causes: [{ field: '.spec' }] },
      }),
    );
    transport = transportTo(api, { credentials: api.credentials(() => ({ authorization: 'Bearer t0ken' })) });
    const error = await caught(transport.json({ ...post, body: '{"secret":"hush"}' }));
    expect(isConflict(error)).toBe(true);
    expect(error).toMatchObject({ status: 409, reason: 'Conflict', causes: [{ field: '.spec' }] });
    expect((error as Error).message).toBe('create a: HTTP 409: conflict with "kubectl"');
    expect(JSON.stringify(error) + String(error)).not.toMatch(/t0ken|hush/);
  });

  it('reads an error that is not JSON', async () => {
    api.on('GET', (response) => {
      response.writeHead(404);
      response.end('404 page not found\n');
    });
    transport = transportTo(api);
    const error = await caught(transport.json(get));
    expect(isNotFound(error)).toBe(true);
    expect((error as Error).message).toBe('get a: HTTP 404: 404 page not found');
  });

  it('tries again after the time that Retry-After asks for', async () => {
    const clock = new FakeClock();
    api.on('POST', status(429, {}, { 'retry-after': '3' }), json({ made: true }));
    const retried: string[] = [];
    transport = transportTo(api, {
      clock,
      metrics: { answered: () => {}, retried: ({ code }) => retried.push(code) },
    });
    const answer = transport.json(post);
    await until(() => clock.pending.length > 0);
    expect(clock.pending).toEqual([3000]);
    await clock.advance(3000);
    expect(await answer).toEqual({ made: true });
    expect(retried).toEqual(['429']);
  });

  it('gives up after some tries, and at once when the wait is too long', async () => {
    api.on('GET', status(503, { message: 'starting' }, { 'retry-after': '0' }));
    transport = transportTo(api);
    expect(await caught(transport.json(get))).toMatchObject({ status: 503, retryAfterMs: 0 });
    expect(api.seen).toHaveLength(5);
    api.on('GET', status(503, {}, { 'retry-after': '3600' }));
    expect(await caught(transport.json(get))).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(api.seen).toHaveLength(6);
  });

  it('does not try again without Retry-After', async () => {
    api.on('GET', status(500, { message: 'broken' }));
    transport = transportTo(api);
    await caught(transport.json(get));
    expect(api.seen).toHaveLength(1);
  });

  it('reads the credentials anew when the server refuses them', async () => {
    let token = 'old';
    api.on('GET', (response, seen) =>
      seen.headers.authorization === 'Bearer new'
        ? json({ ok: true })(response, seen)
        : status(401, {})(response, seen),
    );
    transport = transportTo(api, {
      credentials: api.credentials(() => ({ authorization: `Bearer ${token}` })),
    });
    expect(await caught(transport.json(get))).toMatchObject({ status: 401 });
    token = 'new';
    expect(await transport.json(get)).toEqual({ ok: true });
  });

  it('reads the credentials from time to time', async () => {
    const clock = new FakeClock();
    let reads = 0;
    api.on('GET', json({}));
    transport = transportTo(api, {
      clock,
      credentials: api.credentials(() => ({ authorization: `Bearer ${++reads}` })),
    });
    await transport.json(get);
    await transport.json(get);
    await clock.advance(60_000);
    await transport.json(get);
    expect(api.seen.map((request) => request.headers.authorization)).toEqual([
      'Bearer 1',
      'Bearer 1',
      'Bearer 2',
    ]);
  });

  it('repeats a read whose connection broke, and never a create', async () => {
    const breakOff = (response: { destroy: () => void }): void => response.destroy();
    api.on('GET', breakOff, json({ ok: true }));
    api.on('POST', breakOff);
    transport = transportTo(api);
    expect(await transport.json(get)).toEqual({ ok: true });
    expect(await caught(transport.json(post))).toBeInstanceOf(ConnectionError);
    expect(api.requests('POST')).toHaveLength(1);
  });

  it('ends a request that is not answered', async () => {
    api.on('POST', () => {});
    transport = transportTo(api, { timeoutMs: 50 });
    const error = await caught(transport.json(post));
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toContain('create a: the API server could not be reached');
  });

  it('ends a request when its signal aborts', async () => {
    api.on('GET', () => {});
    transport = transportTo(api);
    const abort = new AbortController();
    const request = caught(transport.json({ ...get, signal: abort.signal }));
    await until(() => api.seen.length === 1);
    abort.abort(new Error('enough'));
    expect(await request).toMatchObject({ message: 'enough' });
  });

  it('logs each warning of the server once', async () => {
    const logger = new MemoryLogger();
    api.on('GET', json({}, { warning: '299 - "v1beta1 is \\"old\\"", 299 - "second"' }));
    transport = transportTo(api, { logger });
    await transport.json(get);
    await transport.json(get);
    expect(logger.lines.map((line) => line.fields.warning)).toEqual(['v1beta1 is "old"', 'second']);
  });

  it('counts answers by verb and code', async () => {
    const counted: string[] = [];
    api.on('GET', json({}), status(404, {}));
    transport = transportTo(api, {
      metrics: { answered: ({ verb, code }) => counted.push(`${verb} ${code}`), retried: () => {} },
    });
    await transport.json({ ...get, verb: 'LIST' });
    await caught(transport.json(get));
    expect(counted).toEqual(['LIST 200', 'GET 404']);
  });

  it('keeps the path of an API behind a proxy', async () => {
    api.on('GET', json({}));
    transport = transportTo(api, {
      credentials: { ...api.credentials(), server: `${api.url}/k8s/clusters/one/` },
    });
    await transport.json(get);
    expect(api.seen[0]?.path).toBe(`/k8s/clusters/one${get.path}`);
  });
});

describe('errors', () => {
  it('stay short', () => {
    const error = new ApiError({ operation: 'apply', status: 422, body: { message: 'x'.repeat(5000) } });
    expect(error.message.length).toBe(1024);
  });
});
