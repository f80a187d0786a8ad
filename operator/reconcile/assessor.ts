import { createHash } from 'node:crypto';
import type { ApiPolicyStatus } from '../api/types.generated.ts';
import { type Assessment, assess } from '../compliance/assess.ts';
import { BEHIND_CERTIFICATES, demandsCertificates } from '../compliance/client-wall.ts';
import { type Address, type ProbeRequest, requestFor } from '../compliance/probe/request.ts';
import type { Subject } from '../compliance/subject.ts';
import type { HostObservation } from '../compliance/wire.ts';
import { keyOf } from '../kube/object.ts';
import { exceptionsFor } from '../policy/exceptions.ts';
import { type UnmetRequirement, unmetRequirements } from '../policy/requirements.ts';
import type { BaselineSource } from './baseline-source.ts';
import { carriedOver } from './carry-over.ts';
import type { PolicyDecision, TargetResult } from './decide.ts';
import type { ProbeSchedule, Want } from './probe-schedule.ts';
import { subjectOf, verificationOf } from './subject.ts';

type Governed = Extract<TargetResult, { kind: 'governed' }>;

/** What is known of a policy's compliance at one moment. */
export interface Assessed extends Assessment {
  /** Controls that are about what the policy states: with one of them failing, the policy is not in force. */
  readonly stated: ReadonlySet<string>;
  /** Controls that these rest on: with one of them failing, what is stated does not hold either; a pass proves nothing of it. */
  readonly foundations: ReadonlySet<string>;
  readonly probing: 'Off' | 'Passive' | 'Active';
  /** Hosts that were asked for and never answered, with why; none when all were seen. */
  readonly unreachable: readonly string[];
  /** True while a host is still to be asked for the first time. */
  readonly awaited: boolean;
  /** True while a target leads to another backend than the one that was proved, and that is not proved yet. */
  readonly moved: boolean;
  readonly unmet: readonly UnmetRequirement[];
  /** Milliseconds since the epoch at which an exception ends. */
  readonly nextExpiry?: number;
  /** Milliseconds after which what was seen is too old; absent where nothing is asked. */
  readonly staleAfterMs?: number;
}

export interface AssessorOptions {
  readonly schedule: ProbeSchedule<ProbeRequest, HostObservation>;
  readonly baselines: BaselineSource;
  /** Where the gateway of a class is reached, or the target itself says. */
  readonly addressOf: (target: Governed) => { readonly http: Address; readonly https: Address } | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Hosts of one target that are asked; the others are Unknown. */
const MAX_HOSTS = 64;

/** Judges a policy by what is seen, and says what is to be looked at on the wire. Writes nothing. */
export class Assessor {
  readonly #options: AssessorOptions;

  constructor(options: AssessorOptions) {
    this.#options = options;
  }

  /** Forgets a policy that is gone, or of which nothing is governed. */
  forget(policyKey: string): void {
    this.#options.schedule.want(policyKey, []);
  }

  /** @param failures targets whose write failed, by name: what was to be written there is not in force. */
  assess(decision: PolicyDecision, failures: ReadonlyMap<string, unknown>): Assessed | undefined {
    const { schedule, baselines, now } = this.#options;
    const { policy } = decision;
    const key = keyOf(policy);
    const governed = decision.targets.filter((target): target is Governed => target.kind === 'governed');
    if (governed.length === 0) {
      this.forget(key);
      return undefined;
    }
    const verification = verificationOf(policy.spec);
    const { report } = decision.gate ?? {};
    const certificates = decision.certificates?.observed;
    const judged = governed.map((target) => {
      const written = decision.mode === 'Enforce' && !failures.has(target.ref.name);
      return {
        target,
        subject: subjectOf({
          ...target,
          written,
          verification,
          ...(report && { report }),
          ...(certificates && { certificates }),
        }),
      };
    });
    const wants = judged.flatMap(({ target, subject }) => this.#wantsOf(target, subject));
    schedule.want(key, wants);

    const { name, namespace = 'default' } = policy.metadata;
    const around = baselines.for(namespace);
    const exceptions = exceptionsFor({ name, namespace }, around, now());
    const wire = (subject: Subject, host: string): HostObservation | undefined =>
      schedule.observation(key, idOf(subject.target, host));
    const subjects = judged.map(({ subject }) => subject);
    const awaited = wants.some(({ id }) => schedule.observation(key, id) === undefined);
    const moved = wants.some(({ id }) => schedule.unfounded(key, id));
    const fresh = assess({
      subjects,
      wire,
      exceptions: exceptions.inForce,
      now: now(),
      ...(policy.status && { previous: moved ? { controls: policy.status.controls ?? [] } : policy.status }),
    });
    // What an earlier status says was seen of another backend.
    const assessment =
      awaited && !moved ? carriedOver(fresh, previousOf(policy.status), verification, now()) : fresh;
    return {
      ...assessment,
      stated: statedControls(judged[0]?.target, assessment),
      foundations: foundationsOf(governed),
      probing: verification.mode,
      unreachable: wants.flatMap(({ id, request }) =>
        unreachable(request.host, schedule.observation(key, id)),
      ),
      awaited,
      moved,
      unmet: unmetRequirements(
        {
          mode: decision.mode,
          ...(assessment.compliance.score !== undefined && { score: assessment.compliance.score }),
          controls: assessment.controls.map(({ id, result, exception }) => ({
            id,
            result,
            excepted: exception !== undefined,
          })),
        },
        around,
      ),
      ...(wants.length > 0 && { staleAfterMs: 2 * verification.intervalSeconds * 1000 + 1 }),
      ...(exceptions.nextExpiry !== undefined && { nextExpiry: exceptions.nextExpiry }),
    };
  }

  #wantsOf(target: Governed, subject: Subject): Want<ProbeRequest>[] {
    const gateway = this.#options.addressOf(target);
    if (!gateway) return [];
    const hosts = subject.hosts.length > 0 ? subject.hosts.slice(0, MAX_HOSTS) : [''];
    return hosts.flatMap((host) => {
      const request = requestFor(subject, host, gateway);
      if (!request) return [];
      const state = [
        request,
        target.ingress.metadata.uid,
        target.ingress.spec,
        target.decision.desired,
        target.facts,
      ];
      const intervalMs = subject.verification.intervalSeconds * 1000;
      return [
        {
          id: idOf(subject.target, host),
          request,
          intervalMs,
          fingerprint: digest(state),
          basis: digest(target.destination),
        },
      ];
    });
  }
}

const digest = (state: unknown): string =>
  createHash('sha256').update(JSON.stringify(state)).digest('base64');

const idOf = (target: string, host: string): string => `${target}/${host}`;

const previousOf = (status: ApiPolicyStatus | undefined): Parameters<typeof carriedOver>[1] => ({
  ...(status?.controls && { controls: status.controls }),
  ...(status?.compliance && { compliance: status.compliance }),
});

function unreachable(host: string, seen: HostObservation | undefined): string[] {
  return seen?.tls && 'error' in seen.tls ? [`${host || 'the gateway'}: ${seen.tls.error}`] : [];
}

const CONTROL_OF: Readonly<Record<string, readonly string[]>> = {
  'address-rate': ['rate.per-address'],
  'allowed-addresses': ['network.addresses'],
  authentication: [
    'auth.anonymous-refused',
    'auth.forged-tokens',
    'auth.login',
    'auth.identity-headers',
    'auth.query-tokens',
    'auth.fail-closed',
    'authz.paths',
  ],
  'backend-certificates': ['mtls.backend-verified', 'mtls.backend-client'],
  // Without `mtls.client-subjects`: a probe has no certificate of the CA, and nobody has to have come with a wrong one.
  'client-certificates': ['mtls.client-required', 'mtls.client-verified'],
  // Without `rate.per-user` and `authz.rules`: a probe has no account, and nobody has to have met a limit or a rule
  // before a policy counts as proved.
  'body-size': ['input.body-size'],
  connections: ['rate.per-address'],
  'content-types': ['input.content-types'],
  cors: ['output.cors'],
  'denied-addresses': ['network.addresses'],
  hsts: ['tls.hsts'],
  'issued-certificate': ['tls.certificate'],
  methods: ['input.methods'],
  'minimum-tls-version': ['tls.versions'],
  plaintext: ['tls.plaintext'],
  'response-headers': ['output.headers', 'output.banner'],
  'security-headers': ['output.headers'],
  'serving-certificate': ['tls.certificate'],
  waf: ['input.waf'],
};

/** Nodes that mean nothing where clients cannot check who answers over https. */
const ON_HTTPS: readonly string[] = [
  'client-certificates',
  'hsts',
  'issued-certificate',
  'minimum-tls-version',
  'plaintext',
  'serving-certificate',
];

/**
 * A policy that speaks of TLS rests on a certificate that clients accept, and so does one on an Ingress whose owner names a
 * certificate. Where nobody asked for https, its lack costs compliance alone.
 */
function foundationsOf(targets: readonly Governed[]): ReadonlySet<string> {
  const asked = targets.some(
    ({ plan, ingress }) =>
      (ingress.spec.tls?.length ?? 0) > 0 || plan.nodes.some(({ kind }) => ON_HTTPS.includes(kind)),
  );
  return new Set(asked ? ['tls.https'] : []);
}

/**
 * What proves that the policy itself is in force: the controls of its sections, and that nothing undoes them. Where callers
 * have to show certificates, what is behind them is not awaited: a probe has none, and never gets as far.
 */
function statedControls(target: Governed | undefined, { controls }: Assessment): ReadonlySet<string> {
  const nodes = target?.plan.nodes.filter((node) => node.fields.length > 0) ?? [];
  const ids = nodes.flatMap(({ kind }) => CONTROL_OF[kind] ?? []);
  const demands = target !== undefined && demandsCertificates(target.plan);
  const unseen = (id: string): boolean =>
    BEHIND_CERTIFICATES.includes(id) && controls.find((control) => control.id === id)?.result === 'Unknown';
  const awaited = demands ? ids.filter((id) => !unseen(id)) : ids;
  return new Set(ids.length > 0 ? [...awaited, 'host.shared'] : []);
}
