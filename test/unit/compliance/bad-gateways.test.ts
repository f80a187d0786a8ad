import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { assess } from '../../../operator/compliance/assess.ts';
import { probeHost } from '../../../operator/compliance/probe/prober.ts';
import { requestFor } from '../../../operator/compliance/probe/request.ts';
import {
  certificates,
  goodListener,
  judge,
  MODERN,
  NETWORK,
  noSleep,
  probe,
  redirect,
  servers,
  spec,
} from './probe-harness.ts';
import type { TestServers } from './servers.ts';
import { HOST, subject } from './subjects.ts';

describe('what is wrong is seen', () => {
  test('a certificate for another name, and one of an unknown CA', async () => {
    const https = await servers.https({ ...certificates.otherName, ...MODERN }, goodListener());
    const gateway = { http: await servers.http(redirect), https };
    const { tls } = await probe(subject({}), gateway);
    expect(tls).toMatchObject({ value: { nameError: expect.stringContaining(HOST) } });
    const request = requestFor(subject({}), HOST, gateway);
    const stranger = request && (await probeHost(request, { version: '1', sleep: noSleep }));
    expect(stranger?.tls).toMatchObject({ value: { chainError: expect.stringMatching(/\w/) } });
  });

  test('a CA that was to be trusted and could not be read is told with what fails by it', async () => {
    const https = await servers.https({ ...certificates.good, ...MODERN }, goodListener());
    const request = requestFor(subject({}), HOST, { http: await servers.http(redirect), https });
    if (!request) throw new Error('no request');
    const net = { version: '1', sleep: noSleep, caProblem: 'no such file' };
    const seen = await probeHost(request, net);
    const { controls } = assess({
      subjects: [subject({})],
      wire: () => seen,
      exceptions: new Map(),
      now: Date.now(),
    });
    expect(controls.find(({ id }) => id === 'tls.https')).toMatchObject({
      result: 'Fail',
      message: expect.stringMatching(/cannot be read: no such file.*probe\.caBundle/),
      evidence: expect.stringMatching(/serial [0-9A-F]+/),
    });
    const earlier = await probeHost(request, { ...net, ca: certificates.ca });
    expect(judge(subject({}), earlier).get('tls.https')).toBe('Pass');
  });

  test('an address that is claimed by the client', async () => {
    const believing: RequestListener = (request, response) => {
      const inside = request.headers['x-forwarded-for']?.toString().startsWith('198.51.100.') === true;
      response.writeHead(inside ? 200 : 403).end();
    };
    const https = await servers.https({ ...certificates.good, ...MODERN }, believing);
    const of = subject({ network: NETWORK });
    const seen = await probe(of, { http: https, https });
    expect(seen.forgedAddress).toMatchObject({ value: { plain: 403, forged: 200, claimed: '198.51.100.1' } });
    expect(judge(of, seen).get('network.addresses')).toBe('Fail');
  });
});

test('the whole catalogue against an unprotected gateway: nothing passes that depends on protection', async () => {
  const open: RequestListener = (request, response) => {
    response.writeHead(200, {
      server: 'nginx/1.22.1',
      'x-powered-by': 'Express',
      'x-runtime': '0.2',
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
    });
    response.end('everything');
  };
  const gateway = {
    http: await servers.http(open),
    https: await servers.https(
      { ...certificates.otherName, minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' },
      open,
    ),
  };
  const of = subject(spec);
  const results = judge(of, await probe(of, gateway));
  // Who else serves the host, and what is known of the gateway, the wire does not show.
  const passed = [...results].filter(([, result]) => result === 'Pass').map(([id]) => id);
  expect(passed).toEqual(['host.shared', 'host.ungoverned', 'gateway.advisories']);
  const unknown = [...results].filter(([, result]) => result === 'Unknown').map(([id]) => id);
  expect(unknown).toEqual(['rate.response', 'network.addresses']);
});

describe('a gateway that is away', () => {
  test('is not known for anything, and is not asked ten times', async () => {
    const closed = await servers.tcp(() => undefined);
    await servers.close();
    const of = subject(spec);
    const seen = await probe(of, { http: closed, https: closed });
    const results = judge(of, seen);
    expect(results.get('tls.plaintext')).toBe('Unknown');
    expect(results.get('input.body-size')).toBe('Unknown');
    expect(servers.connections).toBeLessThanOrEqual(2);
  });
});

describe('a hostile server', () => {
  const probeHostile = async (onSocket: Parameters<TestServers['tls']>[1]) => {
    const https = await servers.tls({ ...certificates.good, ...MODERN }, onSocket);
    const of = subject({});
    return probe(of, { http: https, https }, { timeoutMs: 200 });
  };

  test('that never answers a connection', async () => {
    const silent = await servers.tcp(() => undefined);
    const seen = await probe(subject({}), { http: silent, https: silent }, { timeoutMs: 200 });
    expect(seen.tls).toMatchObject({ error: expect.stringContaining('no handshake within 200 ms') });
    expect(seen.plaintext).toMatchObject({ error: expect.stringContaining('no answer within 200 ms') });
  });

  test('that never answers a request', async () => {
    const seen = await probeHostile(() => undefined);
    expect(seen.secure).toMatchObject({ error: expect.stringContaining('no answer within') });
  });

  test('that drips its headers for ever', async () => {
    const seen = await probeHostile((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x: y\r\n'), 5);
      socket.on('close', () => clearInterval(timer));
    });
    expect(seen.secure).toHaveProperty('error');
  });

  test('whose headers are larger than a probe reads', async () => {
    const seen = await probeHostile((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`);
    });
    expect(seen.secure).toMatchObject({ error: expect.stringMatching(/more headers|no answer|reset/) });
  });

  test('whose body has no end', async () => {
    const seen = await probeHostile((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const timer = setInterval(() => socket.write('z'.repeat(10_000)), 1);
      socket.on('close', () => clearInterval(timer));
    });
    expect(seen.secure).toMatchObject({ value: { status: 200 } });
  });

  test('that sends one interim answer after the other', async () => {
    const seen = await probeHostile((socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'), 2);
      socket.on('close', () => clearInterval(timer));
    });
    expect(seen.secure).toHaveProperty('error');
  });

  test('that talks something else', async () => {
    const seen = await probeHostile((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(seen.secure).toHaveProperty('error');
  });

  test('that writes control characters and long values', async () => {
    const seen = await probeHostile((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nserver: a\tb${'c'.repeat(5_000)}\r\n\r\n`);
    });
    const { secure } = seen;
    expect(secure && 'value' in secure && secure.value.headers.server).toMatch(/^a[?]b+c{1,253}$/);
  });
});
