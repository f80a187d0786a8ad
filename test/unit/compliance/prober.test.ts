import { describe, expect, test } from 'vitest';
import { MAX_LIMIT_REQUESTS } from '../../../operator/compliance/probe/active.ts';
import { MAX_CONNECTIONS, PAUSE_MS } from '../../../operator/compliance/probe/prober.ts';
import { goodGateway, judge, probe, seenRequests, servers, spec } from './probe-harness.ts';
import { HOST, subject } from './subjects.ts';

const { network: _network, ...withoutNetwork } = spec;

describe('a good gateway', () => {
  test('every control of the wire passes', async () => {
    const of = subject(withoutNetwork);
    // Nine requests of the probe come before those that prove the limit.
    const results = judge(of, await probe(of, await goodGateway(9)));
    const failing = [...results].filter(([, result]) => result !== 'Pass' && result !== 'NotApplicable');
    expect(failing.map(([id]) => id)).toEqual(['auth.anonymous-refused', 'authz.paths']);
  });

  test('it is asked by its name, with a user agent, without credentials, and nowhere else', async () => {
    const of = subject(withoutNetwork);
    await probe(of, await goodGateway(9));
    expect(seenRequests.length).toBeGreaterThan(8);
    for (const { headers } of seenRequests) {
      expect(headers.host).toBe(HOST);
      expect(headers['user-agent']).toBe('apipolicy-probe/1.2.3');
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('cookie');
    }
  });

  test('a redirect is not followed', async () => {
    await probe(subject({}), await goodGateway());
    expect(seenRequests.filter(({ socket }) => !('encrypted' in socket))).toHaveLength(1);
    // Three over https of the probe's own: the path, one that is not there, and a body.
    expect(seenRequests).toHaveLength(1 + 3);
  });

  test('connections are counted, and between two there is a pause', async () => {
    let pauses = 0;
    const of = subject(spec, {
      verification: { mode: 'Active', intervalSeconds: 600, limits: 'Disabled' },
    });
    const sleep = async (ms: number): Promise<void> => {
      expect(ms).toBe(PAUSE_MS);
      pauses += 1;
    };
    await probe(of, await goodGateway(), { sleep });
    expect(servers.connections).toBeLessThanOrEqual(MAX_CONNECTIONS);
    expect(pauses).toBeGreaterThanOrEqual(servers.connections);
  });

  test('a limit is proved with a bounded number of requests', async () => {
    const of = subject({
      rateLimit: { rules: [{ name: 'all', requests: 20, per: 'Minute', by: 'ClientAddress' }] },
    });
    const seen = await probe(of, await goodGateway());
    expect(seen.addressLimit).toMatchObject({ value: { sent: 35 } });
    expect(servers.connections).toBeLessThanOrEqual(MAX_CONNECTIONS + MAX_LIMIT_REQUESTS);
    expect(judge(of, seen).get('rate.per-address')).toBe('Fail');
  });

  test('a limit that takes too many requests is not tried', async () => {
    const of = subject({
      rateLimit: { rules: [{ name: 'all', requests: 5_000, per: 'Minute', by: 'ClientAddress' }] },
    });
    const seen = await probe(of, await goodGateway());
    expect(seen.addressLimit).toMatchObject({ error: expect.stringContaining('100 at most') });
    expect(servers.connections).toBeLessThanOrEqual(MAX_CONNECTIONS);
  });

  test('passively it meets handshakes, and no request', async () => {
    const of = subject(spec, {
      verification: { mode: 'Passive', intervalSeconds: 600, limits: 'Enabled' },
    });
    const seen = await probe(of, await goodGateway());
    expect(seenRequests.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
    expect(judge(of, seen).get('tls.versions')).toBe('Pass');
  });

  test('of a wildcard a name under it is asked for', async () => {
    const host = '*.shop.example.com';
    const of = subject({}, { hosts: [host], paths: new Map([[host, '/v1']]) });
    const seen = await probe(of, await goodGateway(), { host });
    expect(seenRequests[0]?.headers.host).toBe('apipolicy-probe.shop.example.com');
    expect(judge(of, seen).get('tls.https')).toBe('Pass');
  });

  test('the commands that are told make the same requests', async () => {
    const gateway = await goodGateway();
    const seen = await probe(subject({}), gateway);
    expect(seen.secure?.repeat).toBe(
      `curl -ski --connect-to ::127.0.0.1:${gateway.https.port} https://api.example.com/v1`,
    );
    expect(seen.tls?.repeat).toBe(
      `openssl s_client -connect 127.0.0.1:${gateway.https.port} -servername api.example.com`,
    );
  });
});
