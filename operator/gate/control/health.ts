import type { GateHealth, GatePolicy } from '../../plan/gate-plan.ts';
import { revocationOf } from '../certificates/revocation-lists.ts';
import type { SubjectTally } from '../certificates/subject-tally.ts';
import type { FileKeyRing } from '../keys/key-ring.ts';
import type { RateTally } from '../limits/tally.ts';
import type { ProxyLoginClient } from '../login/login-client.ts';
import type { Stores } from '../store/stores.ts';
import { discover } from '../tokens/discovery.ts';
import type { IssuerClient } from '../tokens/issuer-client.ts';
import type { JwtVerifier } from '../tokens/token-verifier.ts';
import type { TrustFiles } from '../tokens/trust.ts';

export interface HealthSources {
  readonly verifier: JwtVerifier;
  readonly keys: FileKeyRing;
  readonly logins: ProxyLoginClient;
  readonly stores: Stores;
  readonly issuers: IssuerClient;
  readonly trust: TrustFiles;
  readonly tally: RateTally;
  readonly subjects: SubjectTally;
  /** Milliseconds since the epoch. */
  readonly wall: () => number;
}

type Dependency = GateHealth['dependencies'][number];
type Look = Pick<Dependency, 'kind' | 'name'> & { readonly problem: () => Promise<string | undefined> };

/** Looks at all that a policy depends on, now and at the same time. Each look has its own bound of a few seconds. */
export async function healthOf(policy: GatePolicy, sources: HealthSources): Promise<GateHealth> {
  const subjects = sources.subjects.of(policy);
  const lists = policy.clientCertificates?.revocationFile;
  const revocation = lists === undefined ? undefined : await revocationOf(lists);
  const looks = [...looksOfAuthentication(policy, sources), ...looksOfStore(policy, sources)];
  return {
    policy: policy.policy,
    revision: policy.revision,
    dependencies: await Promise.all(looks.map((look) => dependency(look, sources.wall))),
    rates: sources.tally.of(policy),
    ...(subjects && { subjects }),
    ...(revocation && { revocation }),
  };
}

async function dependency({ kind, name, problem }: Look, wall: () => number): Promise<Dependency> {
  const message = await problem().catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  return { kind, name, healthy: message === undefined, message: message ?? '', seenAt: wall() };
}

function looksOfAuthentication({ authentication }: GatePolicy, sources: HealthSources): Look[] {
  if (authentication === undefined) return [];
  const { jwt, apiKeys, login, caFile } = authentication;
  const looks: Look[] = jwt.map((issuer) => ({
    kind: 'jwks',
    name: `jwt ${issuer.name}: ${issuer.jwksURI ?? issuer.issuer}`,
    problem: async () => {
      const keys = sources.verifier.keysOf(issuer, caFile);
      await keys.look();
      return keys.problem;
    },
  }));
  if (caFile !== undefined)
    looks.push({
      kind: 'caBundle',
      name: caFile,
      problem: async () => void sources.trust.rootsOf(caFile),
    });
  if (apiKeys !== undefined)
    looks.push({
      kind: 'apiKeys',
      name: apiKeys.directory,
      problem: () => sources.keys.problemOf(apiKeys.directory),
    });
  if (login !== undefined) {
    looks.push({
      kind: 'discovery',
      name: `oidc: ${login.issuerURL}`,
      problem: async () => void (await discover(sources.issuers, login.issuerURL, caFile)),
    });
    for (const proxy of login.proxies)
      looks.push({ kind: 'login', name: proxy.authURL, problem: () => sources.logins.problemOf(proxy) });
  }
  return looks;
}

function looksOfStore(policy: GatePolicy, { stores }: HealthSources): Look[] {
  if (policy.store === undefined) return [];
  return [{ kind: 'store', name: policy.store.address, problem: () => stores.problemOf(policy) }];
}
