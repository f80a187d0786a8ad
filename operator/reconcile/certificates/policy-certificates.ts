import type { StatusCertificate, StatusCertificateAuthority } from '../../api/types.generated.ts';
import type { ObservedCertificate } from '../../compliance/subject.ts';
import type { Shortfall } from '../../plan/outcome.ts';
import { nodeOf } from '../../plan/plan.ts';
import type { PolicyDecision, TargetResult } from '../decide.ts';
import { bareName, type GroupDecision } from '../group-decision.ts';
import { narrowed } from '../narrowed.ts';
import { GOVERNED_BY, WRITTEN } from '../ownership.ts';
import { withBundle } from './authorities.ts';
import type { CertificateBoard, CertificateView, Hold } from './certificate-board.ts';
import { asksForCertificates, certificateFingerprint, issuedFields } from './certificate-needs.ts';
import type { CertificateLack } from './judge.ts';

/** What the certificates of a policy have to say to its decision. */
export interface CertificateVerdict {
  readonly unmet?: CertificateLack;
  /** Contract: `status.certificates`. */
  readonly certificates: readonly StatusCertificate[];
  /** As compliance judges them; absent: cert-manager is not seen. */
  readonly observed?: readonly ObservedCertificate[];
  readonly authority?: StatusCertificateAuthority;
}

/** A decision with what may be written now. */
export interface CertificatesPrepared {
  readonly decision: PolicyDecision;
  /** Annotations wait for a certificate. */
  readonly held: boolean;
}

export interface PolicyCertificatesOptions {
  readonly board: CertificateBoard;
  /** Has the certificates of a namespace made. */
  readonly make: (namespace: string) => void;
}

type Governed = Extract<TargetResult, { kind: 'governed' }>;

const CLIENTS = 'client-certificates';
const BACKEND = 'backend-certificates';
/** Without these the gateway passes over the other annotations of their group. */
const SECRET_KEYS: ReadonlySet<string> = new Set(['auth-tls-secret', 'proxy-ssl-secret']);

/** Between a policy's decision and its writes: certificates that have to be there first. */
export class PolicyCertificates {
  readonly #options: PolicyCertificatesOptions;

  constructor(options: PolicyCertificatesOptions) {
    this.#options = options;
  }

  /** Undefined while certificates are asked for by what the policy says now; the policy is woken when they are. */
  prepare(decision: PolicyDecision): CertificatesPrepared | undefined {
    const { board, make } = this.#options;
    const { policy, mode, problems, targets } = decision;
    const governed = targets.filter((target): target is Governed => target.kind === 'governed');
    const plan = governed[0]?.plan;
    if (!plan || problems.length > 0 || !asksForCertificates(plan)) return { decision, held: false };
    if (mode === 'Audit') return { decision: heldBack(decision), held: false };
    const { name, namespace = 'default' } = policy.metadata;
    const view = board.view(namespace, name);
    const ingresses = governed.map(({ ingress }) => ingress);
    if (view?.fingerprint !== certificateFingerprint(plan, ingresses)) {
      make(namespace);
      return undefined;
    }
    if (mode === 'Paused') {
      // It is held back on purpose: nothing is missing, and it is judged all the same.
      const { unmet: _unmet, ...verdict } = verdictOf(view);
      return { decision: { ...decision, certificates: verdict }, held: false };
    }
    let held = false;
    const prepared = targets.map((target): TargetResult => {
      if (target.kind !== 'governed') return target;
      const bundled = view.bundle === undefined ? target : bundledWith(target, namespace, view.bundle);
      const holds = view.holds.filter((hold) => isHeld(hold, bundled, decision));
      held ||= holds.length > 0;
      return judgedBy(view, holds.reduce(withHold, bundled));
    });
    return { decision: { ...decision, targets: prepared, certificates: verdictOf(view) }, held };
  }
}

function verdictOf({ unmet, certificates, observed, authority }: CertificateView): CertificateVerdict {
  return {
    certificates,
    ...(unmet && { unmet }),
    ...(observed && { observed }),
    ...(authority && { authority }),
  };
}

/** In Audit nothing is issued: the leaves that ask for it would newly come into force. */
function heldBack(decision: PolicyDecision): PolicyDecision {
  const targets = decision.targets.map((target): TargetResult => {
    if (target.kind !== 'governed') return target;
    const { shortfalls, unwritten } = target.decision;
    const said = new Set([...shortfalls.map(({ field }) => field), ...unwritten]);
    const fields = issuedFields(target.plan).filter((field) => !said.has(field));
    return { ...target, decision: { ...target.decision, unwritten: [...unwritten, ...fields] } };
  });
  return { ...decision, targets };
}

/**
 * Whether a group is left off for now. One whose Secret is named already stays whole: that Secret was good once, and
 * nothing is taken off because a renewal fails. Callers' certificates are demanded at once, as `activation: Immediate`
 * has it: while the Secret is missing the gateway refuses the whole host. Where they are optional that would close what
 * is to stay open, and towards the app there is nothing to show.
 */
function isHeld({ group, refused }: Hold, target: Governed, { policy }: PolicyDecision): boolean {
  const decided = target.decision.groups.find((one) => one.kind === 'write' && one.group.name === group);
  if (!decided || isNamed(decided, target)) return false;
  if (refused || group === BACKEND) return true;
  if (nodeOf(target.plan, CLIENTS)?.mode.value === 'Optional') return true;
  const { creationTimestamp = '' } = target.ingress.metadata;
  return (
    policy.spec.activation === 'WhenReady' && creationTimestamp < (policy.metadata.creationTimestamp ?? '')
  );
}

const isNamed = ({ group }: GroupDecision, { ingress }: Governed): boolean =>
  Object.entries(group.annotations).some(
    ([key, value]) =>
      SECRET_KEYS.has(bareName(key)) &&
      ingress.ownership.ours.has(key) &&
      ingress.metadata.annotations?.[key] === value,
  );

function withHold(target: Governed, { group, refused, because }: Hold): Governed {
  const { ingress, decision } = target;
  const waiting = decision.groups.filter((one) => one.kind === 'write' && one.group.name === group);
  const held = new Set(waiting.flatMap((one) => one.group.domain));
  const annotations: Record<string, string> = {};
  for (const [key, value] of Object.entries(decision.desired.annotations))
    if (key !== GOVERNED_BY && key !== WRITTEN && !held.has(key)) annotations[key] = value;
  for (const key of held) {
    const value = ingress.ownership.ours.has(key) ? ingress.metadata.annotations?.[key] : undefined;
    if (value !== undefined) annotations[key] = value;
  }
  return narrowed(target, { annotations, held, waiting: refused ? [] : waiting, because });
}

/** The placeholder for a managed CA gives way to the bundle that is there. */
function bundledWith(target: Governed, namespace: string, secretName: string): Governed {
  const { by, decision, ingress } = target;
  const real = <T extends Readonly<Record<string, string>>>(annotations: T): Record<string, string> =>
    withBundle(annotations, namespace, by, secretName);
  const groups = decision.groups.map(
    (one): GroupDecision =>
      one.group.name === CLIENTS
        ? { ...one, group: { ...one.group, annotations: real(one.group.annotations) } }
        : one,
  );
  const { [GOVERNED_BY]: _by, [WRITTEN]: _written, ...annotations } = real(decision.desired.annotations);
  return narrowed(
    { ...target, ingress, decision: { ...decision, groups } },
    { annotations, held: new Set(), waiting: [], because: '' },
  );
}

/** What there is no certificate for is kept by nobody, and what cert-manager keeps is kept by it. */
function judgedBy({ shortfalls, kept }: CertificateView, target: Governed): Governed {
  const { decision } = target;
  const said = new Set(decision.shortfalls.map(({ field }) => field));
  const added = shortfalls.filter(({ field }) => !said.has(field));
  const short = new Set(shortfalls.map(({ field }) => field));
  const enforced = decision.enforcement.filter(({ field }) => !short.has(field));
  const named = new Set([...enforced.map(({ field }) => field), ...said, ...short]);
  const byCertManager = kept
    .filter((field) => !named.has(field))
    .map((field) => ({ field, by: 'cert-manager' }));
  return {
    ...target,
    decision: {
      ...decision,
      shortfalls: [...decision.shortfalls, ...added] as readonly Shortfall[],
      enforcement: [...enforced, ...byCertManager],
    },
  };
}
