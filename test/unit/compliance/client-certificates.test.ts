import type { RequestListener } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { requestedCertificates } from '../../../operator/compliance/probe/certificate-request.ts';
import { forgedCertificates } from '../../../operator/compliance/probe/forged-certificates.ts';
import { present } from '../../../operator/compliance/probe/present.ts';
import {
  MAX_CALLER_CONNECTIONS,
  MAX_CERTIFICATE_CONNECTIONS,
  MAX_CONNECTIONS,
} from '../../../operator/compliance/probe/prober.ts';
import { requestFor } from '../../../operator/compliance/probe/request.ts';
import type { HostObservation } from '../../../operator/compliance/wire.ts';
import type { PlanNode } from '../../../operator/plan/plan.ts';
import { judge } from './judge.ts';
import { certificates, MODERN, probe, redirect, seenRequests, servers } from './probe-harness.ts';
import { certificateNodes, HOST, subjectWith } from './subjects.ts';

const policy = (mode: 'Required' | 'Optional') =>
  subjectWith(certificateNodes(mode), {
    verification: { mode: 'Active', intervalSeconds: 600, limits: 'Disabled' },
  });

const CONTROLS = ['mtls.client-required', 'mtls.client-verified'] as const;
const results = (of: ReturnType<typeof policy>, seen: HostObservation) =>
  CONTROLS.map((id) => judge(id, seen, of, Date.now()).result);

const NO_CERTIFICATE = '<html><head><title>400 No required SSL certificate was sent</title></head></html>';
const WRONG_CERTIFICATE = '<html><head><title>400 The SSL certificate error</title></head></html>';

/** Answers as nginx does, which holds every handshake for good and refuses in http. */
const asNginx =
  (mode: 'on' | 'optional' | 'optional_no_ca'): RequestListener =>
  (request, response) => {
    seenRequests.push(request);
    const socket = request.socket as TLSSocket;
    const shown = Object.keys(socket.getPeerCertificate()).length > 0;
    const refusal = shown
      ? socket.authorized || mode === 'optional_no_ca'
        ? undefined
        : WRONG_CERTIFICATE
      : mode === 'on'
        ? NO_CERTIFICATE
        : undefined;
    if (refusal === undefined) return void response.writeHead(200).end('everything');
    response.writeHead(400).end(refusal);
  };

const gateway = async (listener: RequestListener, more: object = {}) => ({
  http: await servers.http(redirect),
  https: await servers.https(
    {
      ...certificates.good,
      ...MODERN,
      ca: certificates.ca,
      requestCert: true,
      rejectUnauthorized: false,
      ...more,
    },
    listener,
    listener,
  ),
});

describe('a gateway that demands certificates as nginx does', () => {
  test('passes, and the evidence says what was demanded and what was refused', async () => {
    const of = policy('Required');
    const seen = await probe(of, await gateway(asNginx('on')));
    expect(results(of, seen)).toEqual(['Pass', 'Pass']);
    expect(seen.certificateDemand).toMatchObject({
      value: { demanded: true, authorities: ['CN=apipolicy test CA'] },
    });
    const named = seenRequests.map(({ socket }) => (socket as { servername?: unknown }).servername);
    expect(named.filter((name) => name === false)).toHaveLength(1);
    const required = judge('mtls.client-required', seen, of, Date.now()).evidence;
    expect(required).toContain('none: 400, none, no name in the handshake: 400; TLSv1.3');
    expect(required).toContain('asked for one of CN=apipolicy test CA');
    const verified = judge('mtls.client-verified', seen, of, Date.now()).evidence;
    expect(verified).toContain(
      'self-signed: 400, of a false CN=apipolicy test CA: 400, expired: 400, for servers: 400',
    );
  });

  test('is asked little more than that: nothing behind the demand could be seen', async () => {
    const seen = await probe(policy('Required'), await gateway(asNginx('on')));
    expect(Object.keys(seen).sort()).toEqual(
      [
        ...['certificateDemand', 'closed', 'forgedCertificates', 'host', 'oldVersions', 'plaintext'],
        ...['secure', 'tls', 'tricks', 'unknownHost', 'weakCiphers', 'withoutCertificate'],
      ].sort(),
    );
    expect(new Set(seenRequests.map(({ method }) => method))).toEqual(new Set(['GET']));
    const most = MAX_CONNECTIONS + MAX_CALLER_CONNECTIONS + MAX_CERTIFICATE_CONNECTIONS;
    expect(servers.connections).toBeLessThanOrEqual(most);
  });

  test('with Optional a caller without one is let in, and a wrong one is refused', async () => {
    const of = policy('Optional');
    const seen = await probe(of, await gateway(asNginx('optional')));
    expect(results(of, seen)).toEqual(['NotApplicable', 'Pass']);
    expect(seen.withoutCertificate).toBeUndefined();
  });
});

describe('a gateway that demands less than the policy', () => {
  test.each<[string, RequestListener, object, readonly string[]]>([
    ['asks for none', asNginx('optional_no_ca'), { requestCert: false }, ['Fail', 'Fail']],
    ['lets callers without one in', asNginx('optional'), {}, ['Fail', 'Pass']],
    ['verifies none', asNginx('optional_no_ca'), {}, ['Fail', 'Fail']],
  ])('%s', async (_, listener, options, expected) => {
    const of = policy('Required');
    expect(results(of, await probe(of, await gateway(listener, options)))).toEqual(expected);
  });

  test('a 400 of the application is no refusal of a certificate', async () => {
    const of = policy('Required');
    const seen = await probe(of, await gateway((_, response) => void response.writeHead(400).end('{}')));
    expect(results(of, seen)).toEqual(['Unknown', 'Unknown']);
  });

  test('a failure is none, either', async () => {
    const of = policy('Required');
    const seen = await probe(of, await gateway((_, response) => void response.writeHead(502).end()));
    expect(results(of, seen)).toEqual(['Unknown', 'Unknown']);
  });
});

test('an answer that never ends is looked at no longer than its beginning', async () => {
  const endless: RequestListener = (_, response) => {
    response.writeHead(400);
    const more = () => {
      while (!response.destroyed && response.write(NO_CERTIFICATE.repeat(50)));
      response.once('drain', more);
    };
    more();
  };
  const of = policy('Required');
  expect(results(of, await probe(of, await gateway(endless)))).toEqual(['Pass', 'Pass']);
});

test('a gateway of TLS 1.3 alone is judged by its answers', async () => {
  const of = policy('Required');
  const seen = await probe(of, await gateway(asNginx('on'), { minVersion: 'TLSv1.3' }));
  expect(seen.certificateDemand).toMatchObject({ error: expect.any(String) });
  expect(results(of, seen)).toEqual(['Pass', 'Pass']);
});

test('in Passive mode no certificate is shown, and none demanded fails all the same', async () => {
  const of = subjectWith(certificateNodes('Required'), {
    verification: { mode: 'Passive', intervalSeconds: 600, limits: 'Disabled' },
  });
  const open = await gateway(asNginx('optional_no_ca'), { requestCert: false });
  const seen = await probe(of, open);
  expect(seenRequests).toEqual([]);
  expect(results(of, seen)).toEqual(['Fail', 'Fail']);
  const demanding = await probe(of, await gateway(asNginx('on')));
  expect(results(of, demanding)).toEqual(['Unknown', 'Unknown']);
});

test('a forged certificate claims the subject that the policy lets in', () => {
  const [clients] = certificateNodes('Required');
  const named: PlanNode = {
    ...(clients as Extract<PlanNode, { kind: 'client-certificates' }>),
    subjects: [{ field: 'x', name: 'billing', uri: 'spiffe://example.com/ns/shop/sa/billing' }],
  };
  const address = { host: '127.0.0.1', port: 443 };
  const request = requestFor(subjectWith([named]), HOST, { http: address, https: address });
  expect(request?.certificates).toEqual({
    required: true,
    subject: { uri: 'spiffe://example.com/ns/shop/sa/billing' },
  });
});

describe('the first flight of a server', () => {
  const message = (type: number, ...body: number[]) => [type, 0, 0, body.length, ...body];
  const record = (...content: number[]) => [22, 3, 3, 0, content.length, ...content];
  const DONE = message(14);

  test.each<[string, number[], unknown]>([
    ['asks for none', record(...message(2, 1), ...DONE), { demanded: false, authorities: [] }],
    [
      'asks for any',
      record(...message(13, 1, 1, 0, 2, 4, 3, 0, 0), ...DONE),
      { demanded: true, authorities: [] },
    ],
    [
      'asks for one of a CA, over two records',
      [
        ...record(...message(13, 1, 1, 0, 2, 4, 3, 0, 4, 0, 2, 48, 0).slice(0, 7)),
        ...record(...message(13, 1, 1, 0, 2, 4, 3, 0, 4, 0, 2, 48, 0).slice(7), ...DONE),
      ],
      { demanded: true, authorities: [Buffer.from([48, 0])] },
    ],
    ['is not at its end', record(...message(13, 1, 1, 0, 2, 4, 3, 0, 0)), undefined],
    ['is an alert', [21, 3, 3, 0, 2, 2, 40], undefined],
    ['lies about its lengths', record(13, 0, 0, 200, 1), undefined],
    [
      'lies about the length of a name',
      record(...message(13, 0, 0, 0, 0, 4, 0, 9, 48, 0), ...DONE),
      { demanded: true, authorities: [] },
    ],
    ['is empty', [], undefined],
  ])('%s', (_, bytes, expected) => {
    expect(requestedCertificates(Buffer.from(bytes))).toEqual(expected);
  });
});

describe('a server of OpenSSL that refuses by alerts', () => {
  test.each(['-tls1_2', '-tls1_3'])('%s: in the handshake, or after it', async (version) => {
    const https = await servers.openssl([version, '-Verify', '2', '-verify_return_error'], certificates);
    const call = {
      ...{ address: https, host: HOST, servername: HOST, path: '/', userAgent: 'x', timeoutMs: 5_000 },
    };
    const refused = { answer: 'handshake', aboutCertificate: true };
    expect(await present({ ...call, what: 'none' })).toEqual({ what: 'none', ...refused });
    for (const certificate of forgedCertificates({}, [], Date.now())) {
      const { what } = certificate;
      expect(await present({ ...call, what, certificate })).toEqual({ what, ...refused });
    }
  });
});
