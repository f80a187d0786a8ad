import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { IssuerClient } from '../../../../operator/gate/tokens/issuer-client.ts';
import { JwtVerifier } from '../../../../operator/gate/tokens/token-verifier.ts';
import { TrustFiles } from '../../../../operator/gate/tokens/trust.ts';
import type { JwtIssuer } from '../../../../operator/plan/nodes/authentication.ts';
import { createAuthority } from '../../../cluster/pki.ts';

export interface Pair {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function pair(algorithm: string, kid: string): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' } };
}

/** An https server with a certificate of its own CA: what an issuer publishes, by path, and how often it was asked. */
export class IssuerServer {
  readonly directory: string;
  readonly caFile: string;
  readonly answers = new Map<string, { status?: number; body: unknown; location?: string }>();
  readonly asked: string[] = [];
  /** Where it hangs: requests are never answered. */
  hangs = false;
  readonly #server: Server;
  port = 0;

  private constructor(directory: string, caFile: string, certificate: Buffer, key: Buffer) {
    this.directory = directory;
    this.caFile = caFile;
    this.#server = createServer({ cert: certificate, key }, (request, response) => {
      const path = request.url ?? '';
      this.asked.push(path);
      if (this.hangs) return;
      const answer = this.answers.get(path);
      const { status = 200, body, location } = answer ?? { status: 404, body: {} };
      response.writeHead(status, location === undefined ? {} : { location });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  }

  static async start(): Promise<IssuerServer> {
    const directory = await mkdtemp(join(tmpdir(), 'apipolicy-issuer-'));
    const authority = await createAuthority(directory);
    const own = await authority.issue({ name: 'issuer', commonName: 'issuer', names: ['IP:127.0.0.1'] });
    const [certificate, key] = await Promise.all([readFile(own.certificate), readFile(own.key)]);
    const issuer = new IssuerServer(directory, authority.certificate, certificate, key);
    await issuer.listen();
    return issuer;
  }

  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  publish(...keys: readonly JWK[]): void {
    this.answers.set('/jwks.json', { body: { keys } });
  }

  /** As the plan has it. */
  issuer(parts: Partial<JwtIssuer> = {}): JwtIssuer {
    return {
      name: 'partners',
      issuer: 'https://partners.example.com',
      audiences: ['orders-api'],
      jwksURI: `${this.url}/jwks.json`,
      algorithms: ['RS256', 'ES256', 'PS256', 'EdDSA'],
      clockSkewSeconds: 30,
      requiredClaims: [],
      ...parts,
    };
  }

  listen(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.listen(this.port, '127.0.0.1', () => {
        this.port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async end(): Promise<void> {
    await this.close();
    await rm(this.directory, { recursive: true });
  }
}

/** A verifier whose clocks the test moves. */
export class World {
  /** Milliseconds since the epoch. */
  readonly start = Date.parse('2030-01-01T00:00:00Z');
  passed = 0;
  readonly trust = new TrustFiles();
  readonly client = new IssuerClient(this.trust);
  readonly verifier = new JwtVerifier({
    client: this.client,
    wall: () => this.start + this.passed,
    now: () => this.passed,
  });

  get seconds(): number {
    return Math.floor((this.start + this.passed) / 1_000);
  }

  /** What a good token holds. */
  claims(parts: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    return {
      iss: 'https://partners.example.com',
      aud: 'orders-api',
      sub: 'machine-1',
      iat: this.seconds - 10,
      exp: this.seconds + 3_600,
      ...parts,
    };
  }

  sign(
    { privateKey, jwk }: Pair,
    claims: Record<string, unknown>,
    header: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const alg = String(header.alg ?? 'RS256');
    return new SignJWT(claims).setProtectedHeader({ kid: String(jwk.kid), ...header, alg }).sign(privateKey);
  }
}

/** A token whose parts are given letter for letter. */
export const raw = (header: string | object, payload: string | object, signature = 'c2ln'): string =>
  [header, payload]
    .map((part) => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url'))
    .concat(signature)
    .join('.');
