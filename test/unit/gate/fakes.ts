import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { KnownCertificates } from '../../../operator/gate/certificates/known-certificates.ts';
import { SubjectTally } from '../../../operator/gate/certificates/subject-tally.ts';
import type { DecisionPorts } from '../../../operator/gate/decide.ts';
import type { GateServerOptions } from '../../../operator/gate/decision-server.ts';
import type {
  CountedRequest,
  LimitVerdict,
  LoginVerdict,
  Quota,
  RefusedRequest,
  TokenVerdict,
} from '../../../operator/gate/ports.ts';
import type { GateAuthentication, GatePolicy } from '../../../operator/plan/gate-plan.ts';
import type { JwtIssuer } from '../../../operator/plan/nodes/authentication.ts';

export const ISSUER: JwtIssuer = {
  name: 'partners',
  issuer: 'https://partners.example.com',
  audiences: ['orders-api'],
  algorithms: ['RS256'],
  clockSkewSeconds: 30,
  requiredClaims: [],
};

export const LOGIN: NonNullable<GateAuthentication['login']> = {
  proxies: [
    {
      hosts: ['api.example.com'],
      authURL: 'http://login.test:4180/oauth2/auth',
      cookieName: '__Host-apipolicy-1a2b3c4d',
    },
  ],
  issuerURL: 'https://id.example.com',
};

export const NOBODY: GateAuthentication = { jwt: [], anonymous: [], forwardAccessToken: false };

export const policy = (parts: Partial<GatePolicy> = {}): GatePolicy => ({
  version: 1,
  policy: 'orders',
  revision: '1',
  hosts: ['api.example.com'],
  refusePlaintext: false,
  rates: [],
  rateExemptions: [],
  answers: { headers: {} },
  ...parts,
});

export const authenticated = (parts: Partial<GateAuthentication> = {}): GateAuthentication => ({
  ...NOBODY,
  ...parts,
});

/** What a token, a key and a cookie stand for; counts what limits were asked. */
export class World {
  readonly subjects = new SubjectTally(() => this.now);
  readonly tokens = new Map<string, TokenVerdict>();
  readonly keys = new Map<string, string>();
  readonly sessions = new Map<string, LoginVerdict>();
  readonly counts = new Map<string, number>();
  readonly refused: RefusedRequest[] = [];
  readonly failures: unknown[] = [];
  readonly decided: string[] = [];
  asked = 0;
  storeAway = false;
  /** A look tells what every replica counts by. */
  exact = false;
  now = Date.now();

  readonly ports: DecisionPorts = {
    tokens: {
      verify: async (token) => {
        this.asked += 1;
        return this.tokens.get(token) ?? { kind: 'invalid', reason: 'the signature does not verify' };
      },
    },
    keys: { clientOf: async (_directory, key) => this.keys.get(key) },
    logins: {
      ask: async (_login, cookies) => {
        this.asked += 1;
        return this.sessions.get(cookies) ?? { kind: 'none' };
      },
    },
    limits: {
      consume: async (_policy, requests) => this.#consume(requests),
      peek: async (_policy, requests) =>
        this.storeAway
          ? { kind: 'unavailable', reason: 'the store is away' }
          : {
              kind: 'quotas',
              quotas: requests.map((request) => this.#quota(request)),
              exact: this.exact,
            },
    },
    certificates: new KnownCertificates(),
    subjects: this.subjects,
    wall: () => this.now,
  };

  #quota({ rule, key }: CountedRequest): Quota {
    const used = this.counts.get(`${rule.name} ${key}`) ?? 0;
    return {
      rule: rule.name,
      requests: rule.requests,
      windowSeconds: 60,
      remaining: Math.max(0, rule.requests - used),
      resetSeconds: 42,
    };
  }

  #consume(requests: readonly CountedRequest[]): LimitVerdict {
    if (this.storeAway) return { kind: 'unavailable', reason: 'the store is away' };
    for (const request of requests) {
      const quota = this.#quota(request);
      if (quota.remaining === 0) return { kind: 'limited', quota };
    }
    for (const { rule, key } of requests) {
      this.counts.set(`${rule.name} ${key}`, (this.counts.get(`${rule.name} ${key}`) ?? 0) + 1);
    }
    return { kind: 'allowed' };
  }

  token(token: string, claims: Readonly<Record<string, unknown>>): void {
    this.tokens.set(token, { kind: 'valid', issuer: ISSUER, claims });
  }

  session(cookies: string, parts: Partial<LoginVerdict & { kind: 'session' }> = {}): void {
    this.sessions.set(cookies, {
      kind: 'session',
      user: 'ada',
      email: 'ada@example.com',
      groups: [],
      preferredUsername: '',
      accessToken: '',
      setCookie: [],
      ...parts,
    });
  }

  options(...policies: readonly GatePolicy[]): GateServerOptions {
    return {
      port: 0,
      host: '127.0.0.1',
      plans: {
        get: (name) => policies.find((one) => one.policy === name),
        all: () => policies,
        onChange: () => () => undefined,
      },
      ports: this.ports,
      log: {
        refused: (request) => this.refused.push(request),
        failed: (_where, error) => this.failures.push(error),
      },
      meter: { decided: (name, result) => this.decided.push(`${name} ${result}`) },
    };
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Headers as a list of names and values, so that one may come twice. */
export function ask(
  port: number,
  {
    path = '/',
    method = 'GET',
    headers = [],
    body = '',
  }: { path?: string; method?: string; headers?: readonly string[]; body?: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port, path, method, headers: [...headers], agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

export interface Original {
  readonly uri?: string;
  readonly host?: string;
  readonly scheme?: 'http' | 'https';
  readonly method?: string;
  readonly address?: string;
  readonly headers?: readonly string[];
  /** That the handshake named; empty: none. Absent: the host. */
  readonly serverName?: string;
}

/** What nginx sends to `auth-url` for a request, in its order: its own headers, then the client's. */
export function decisionHeaders({
  uri = '/',
  host = 'api.example.com',
  scheme = 'https',
  method = 'GET',
  address = '192.0.2.7',
  headers = [],
  serverName = /^[a-z0-9.-]+/i.exec(host)?.[0] ?? '',
}: Original): string[] {
  // nginx sends no header of no value.
  const named = scheme === 'https' && serverName !== '' ? ['X-Gate-Server-Name', serverName] : [];
  return [
    ...['Host', 'apipolicy-gate.shop.svc.cluster.local', 'X-Request-ID', 'r1'],
    ...['X-Original-URL', `${scheme}://${host}${uri}`, 'X-Original-URI', uri, 'X-Original-Method', method],
    ...['X-Forwarded-For', address],
    ...named,
    ...headers,
  ];
}

/** What nginx sends to the error page for a refused request. */
export function errorHeaders({
  uri = '/',
  host = 'api.example.com',
  address = '192.0.2.7',
  headers = [],
  code = '401',
  ingress = 'orders',
}: Original & { readonly code?: string; readonly ingress?: string }): string[] {
  return [
    ...['Host', host, 'X-Code', code, 'X-Original-URI', uri, 'X-Ingress-Name', ingress],
    ...['X-Forwarded-For', address, 'X-Request-ID', 'r1'],
    ...headers,
  ];
}
