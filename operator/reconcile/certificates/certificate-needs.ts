import type { ApiPolicy } from '../../api/types.generated.ts';
import type { CompanionInput } from '../../companions/companions-of.ts';
import { nodeOf, type SecurityPlan } from '../../plan/plan.ts';
import { remembered } from '../../plan/remembered.ts';
import { speaksOfCertificates } from '../asked-for.ts';
import type { BaselineSource } from '../baseline-source.ts';
import type { Reader } from '../cluster-world.ts';
import { inForce } from '../companions/demand.ts';
import { modeOf, type World } from '../decide.ts';
import { fingerprint } from '../fingerprint.ts';
import type { ObservedIngress } from '../ownership.ts';

/** A policy in force, as certificates follow from it. */
export interface CertificateNeed extends CompanionInput {
  readonly targets: readonly ObservedIngress[];
  readonly policy: ApiPolicy;
  /** False: it asks for none, and only counts for whose hosts stand behind which Secret. */
  readonly asks: boolean;
  /** True: nothing of it is written or removed; what it has, and whose hosts it covers, stays. */
  readonly paused?: boolean;
  /** The same for the same plan and targets. */
  readonly fingerprint: string;
}

/** True where a plan speaks of certificates that cert-manager could have to issue. */
export const asksForCertificates = (plan: SecurityPlan): boolean =>
  (['issued-certificate', 'client-certificates', 'backend-certificates'] as const).some(
    (kind) => nodeOf(plan, kind) !== undefined,
  );

/** Stated leaves for which cert-manager issues something. */
export function issuedFields(plan: SecurityPlan): string[] {
  const served = nodeOf(plan, 'issued-certificate');
  const clients = nodeOf(plan, 'client-certificates');
  const backend = nodeOf(plan, 'backend-certificates');
  const issued = [...(clients?.issue ?? []), ...(backend?.issue ?? [])].map(({ field }) => field);
  return [...new Set([...(served?.fields ?? []), ...issued])];
}

export interface NeedsInput {
  readonly baselines: BaselineSource;
  readonly world: World;
  /** Certificates are there that may not be asked for any more. */
  readonly left: boolean;
}

/** The policies in force of a namespace; none where no spec speaks of certificates, which is not looked into. */
export function certificateNeeds(
  policies: Pick<Reader<ApiPolicy>, 'byIndex'>,
  namespace: string,
  { baselines, world, left }: NeedsInput,
): CertificateNeed[] {
  const byBaseline = baselines.for(namespace).some(({ spec }) => speaksOfCertificates(spec.defaults ?? {}));
  const spoken = left || byBaseline || policies.byIndex('speaksOfCertificates', namespace).length > 0;
  if (!spoken) return [];
  return policies.byIndex('namespace', namespace).flatMap((policy) => {
    const input = inForce(policy, baselines, world, ['Enforce', 'Paused']);
    if (!input) return [];
    const paused = modeOf(policy) === 'Paused' && { paused: true as const };
    return [
      {
        ...input,
        policy,
        asks: asksForCertificates(input.plan),
        ...paused,
        fingerprint: certificateFingerprint(input.plan, input.targets),
      },
    ];
  });
}

/** Of what the certificates of one policy depend on; what the operator itself writes on an Ingress is no part of it. */
export const certificateFingerprint = (plan: SecurityPlan, targets: readonly ObservedIngress[]): string =>
  fingerprint(plan, targets, partOf);

const partOf = remembered(({ metadata, spec, ownership }: ObservedIngress): string => {
  const { tls, ...rest } = spec;
  return JSON.stringify([metadata.name, metadata.uid, rest, ownership.tls.ours ? undefined : tls]);
});
