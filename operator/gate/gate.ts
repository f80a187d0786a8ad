import type { GatePolicy } from '../plan/gate-plan.ts';
import { KnownCertificates } from './certificates/known-certificates.ts';
import { SubjectTally } from './certificates/subject-tally.ts';
import { controlServer } from './control/control-server.ts';
import { healthOf } from './control/health.ts';
import { GateMetrics } from './control/metrics.ts';
import { decisionServer } from './decision-server.ts';
import { errorServer } from './error-server.ts';
import { FileKeyRing } from './keys/key-ring.ts';
import { CountedLimits } from './limits/limits.ts';
import { RateTally } from './limits/tally.ts';
import { LineLog } from './log/decision-log.ts';
import { ProxyLoginClient } from './login/login-client.ts';
import { PlanStore } from './plan/plan-store.ts';
import { Stores } from './store/stores.ts';
import { IssuerClient } from './tokens/issuer-client.ts';
import { JwtVerifier } from './tokens/token-verifier.ts';
import { TrustFiles } from './tokens/trust.ts';

export interface GateOptions {
  /** Of the policies; part of the names of counters in a shared store. */
  readonly namespace: string;
  /** Of decisions; the error page has the next one, the control port the one after. 0: three free ones. */
  readonly port: number;
  /** Every address by default. */
  readonly host?: string;
  /** Takes one line of the decision log; false: it has enough for now. */
  readonly write: (line: string) => boolean;
  /** What is wrong with something that the gate depends on, in words for an operator. */
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

export interface RunningGate {
  readonly ports: { readonly decisions: number; readonly errors: number; readonly control: number };
  /** The data of the plan's ConfigMap as it is now. */
  load(data: Readonly<Record<string, string>>): void;
  /** Not ready from now on; what has begun is answered, and after `patienceMs` cut off. */
  stop(patienceMs: number): Promise<void>;
}

const FLUSH_MS = 10_000;

/** Wires a gate together and starts its three servers. Until a plan was loaded every request is refused. */
export async function startGate({ namespace, port, host, write, warn }: GateOptions): Promise<RunningGate> {
  const [wall, now] = [() => Date.now(), () => performance.now()];
  const trust = new TrustFiles();
  const issuers = new IssuerClient(trust);
  const verifier = new JwtVerifier({ client: issuers, wall, now });
  const logins = new ProxyLoginClient();
  const keys = new FileKeyRing({
    now,
    onProblem: (directory, problem) => warn('a problem with API keys', { directory, problem }),
  });
  const tally = new RateTally(wall);
  const subjects = new SubjectTally(wall);
  const stores = new Stores({
    namespace,
    now,
    roots: (caFile) => trust.rootsOf(caFile),
    onInsurance: (policy) => metrics.storeFailed(policy, 'local'),
    onState: (store, up, reason) =>
      warn(up ? 'the store of counters is there' : 'the store of counters is away', { store, reason }),
  });
  const metrics = new GateMetrics(() => stores.memory.size);
  const limits = new CountedLimits({
    storeOf: (policy) => stores.of(policy),
    tally,
    onStoreFailure: (policy, outcome) => metrics.storeFailed(policy, outcome),
  });
  const log = new LineLog({ write, now: wall, onLeftOut: () => metrics.leftOut() });
  const plans = new PlanStore((policy, reason, kept) => {
    metrics.badEntry();
    warn('an entry of the plan cannot be read', { policy, reason, kept });
  });
  plans.onChange(() => {
    const all = [...plans.all()];
    stores.keep(all);
    tally.keep(all);
    subjects.keep(all);
    void metrics.keep(all);
    const files = new Set(all.flatMap(({ authentication }) => authentication?.caFile ?? []));
    trust.keep(files);
    issuers.keep(files);
    keys.keep(new Set(all.flatMap(({ authentication }) => authentication?.apiKeys?.directory ?? [])));
    verifier.keep(all.flatMap(issuersOf));
    // So that the first caller waits neither for a connection nor for keys.
    for (const policy of all) stores.of(policy);
    for (const { issuer, caFile } of all.flatMap(issuersOf)) void verifier.keysOf(issuer, caFile).look();
  });

  let leaving = false;
  const common = {
    ...(host !== undefined && { host }),
    plans,
    log,
    ports: { tokens: verifier, keys, logins, limits, certificates: new KnownCertificates(), subjects, wall },
  };
  const next = (by: number): number => (port === 0 ? 0 : port + by);
  const control = controlServer({
    ...common,
    port: next(2),
    ready: () => plans.loaded && !leaving,
    health: (policy) =>
      healthOf(policy, { verifier, keys, logins, stores, issuers, trust, tally, subjects, wall }),
    registry: metrics.registry,
  });
  const decisions = decisionServer({ ...common, port, meter: metrics });
  const errors = errorServer({ ...common, port: next(1) });
  const servers = [decisions, errors, control];
  const [decisionPort = 0, errorPort = 0, controlPort = 0] = await Promise.all(
    servers.map((server) => server.start()),
  );
  const flusher = setInterval(() => log.flush(), FLUSH_MS).unref();
  return {
    ports: { decisions: decisionPort, errors: errorPort, control: controlPort },
    load: (data) => plans.load(data),
    async stop(patienceMs) {
      leaving = true;
      await Promise.all(servers.map((server) => server.stop(patienceMs)));
      clearInterval(flusher);
      log.flush();
      stores.end();
      await Promise.all([logins.end(), issuers.end()]);
    },
  };
}

const issuersOf = ({ authentication }: GatePolicy) =>
  (authentication?.jwt ?? []).map((issuer) => ({ issuer, caFile: authentication?.caFile }));
