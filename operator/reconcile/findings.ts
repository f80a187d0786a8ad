import { formatPath } from '../api/path.ts';
import { hostsOf } from '../plan/hosts.ts';
import { policyRemarks } from '../policy/remarks.ts';
import { strayHosts } from '../policy/stray-hosts.ts';
import { type PolicyDecision, planOf, type TargetResult } from './decide.ts';
import { bareName } from './group-decision.ts';

/** Something about the objects that a person should know, without a place in a file yet. */
export interface CrossFinding {
  /** Where it stands, as `ApiPolicy shop/orders`. */
  readonly object: string;
  /** As `spec.rateLimit.rules[1].requests`. */
  readonly path: string;
  /** Stable id of the kind of finding. */
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly related: readonly string[];
}

const RULES = {
  NeedsGlobalSetting: 'needs-global-setting',
  NotEnforceable: 'not-enforceable',
  Conflict: 'conflict-with-owner',
  Pending: 'pending',
} as const;

/** All that is worth saying about one policy among the objects at hand. Offline use: nothing of it is on a status. */
export function findingsOf(decision: PolicyDecision): CrossFinding[] {
  const object = `ApiPolicy ${nameOf(decision.policy)}`;
  const { targets, problems } = decision;
  if (problems.length > 0) {
    return problems.map(({ path, rule, message }) => ({
      object,
      path: formatPath(path),
      rule,
      severity: 'error',
      message,
      related: [],
    }));
  }
  if (targets.length === 0) {
    const message = 'No Ingress among these files matches the selectors.';
    return [
      {
        object,
        path: 'spec.targetSelectors',
        rule: 'target-not-found',
        severity: 'info',
        message,
        related: [],
      },
    ];
  }
  const drafts = [...targets.flatMap(rivalry), ...targets.flatMap(about), ...byItself(decision)];
  return joined(drafts.map((finding) => ({ object, ...finding })));
}

/** What is said in the same words of several targets is said once, and names them all in `related`. */
function joined(findings: readonly CrossFinding[]): CrossFinding[] {
  const byWords = new Map<string, CrossFinding>();
  for (const finding of findings) {
    const { object, path, rule, severity, message, related } = finding;
    const words = JSON.stringify([object, path, rule, severity, message]);
    const earlier = byWords.get(words);
    byWords.set(words, { ...finding, related: [...new Set([...(earlier?.related ?? []), ...related])] });
  }
  return [...byWords.values()];
}

type Draft = Omit<CrossFinding, 'object'> & { readonly object?: string };

/** What follows from the policy and the hosts of its targets, whatever the gateway. */
function byItself({ policy, targets }: PolicyDecision): Draft[] {
  const plan = planOf(policy);
  if ('problem' in plan) return [];
  const served = servedHosts(targets);
  const remarks = [...policyRemarks(plan), ...(served ? strayHosts(plan, served) : [])];
  return remarks.map(({ field, rule, severity, message }) => ({
    ...{ path: field, rule, severity, message },
    related: [],
  }));
}

/** Hosts of all targets; undefined where a target is not seen, or serves any host. */
function servedHosts(targets: readonly TargetResult[]): string[] | undefined {
  const ingresses = targets.flatMap((target) => (target.kind === 'missing' ? [] : [target.ingress]));
  const any = ingresses.some(
    ({ spec }) => (spec.rules ?? []).length === 0 || spec.rules?.some(({ host }) => !host),
  );
  if (any || ingresses.length < targets.length) return undefined;
  return [...new Set(ingresses.flatMap((ingress) => hostsOf(ingress)))];
}

function rivalry(target: TargetResult): Draft[] {
  if (target.kind !== 'lost') return [];
  const ingress = `Ingress ${nameOf(target.ingress)}`;
  const related = [`ApiPolicy ${target.ingress.metadata.namespace ?? 'default'}/${target.to}`, ingress];
  const message = `${ingress} is governed by ApiPolicy ${target.to}: ${target.because}. This policy has no effect there.`;
  const severity = target.intended ? 'info' : 'error';
  return [{ path: target.ref.field, rule: 'policies-conflict', severity, message, related }];
}

function about(target: TargetResult): Draft[] {
  switch (target.kind) {
    case 'lost':
      return [];
    case 'missing': {
      const message = `Ingress ${target.ref.name} is not among these files; what the policy does there cannot be told.`;
      return [{ path: target.ref.field, rule: 'target-not-found', severity: 'info', message, related: [] }];
    }
    case 'unsupported': {
      const ingress = `Ingress ${nameOf(target.ingress)}`;
      const { severity } = target;
      const message = `${ingress}: ${target.message}`;
      return [
        { path: target.ref.field, rule: 'gateway-not-supported', severity, message, related: [ingress] },
      ];
    }
    case 'governed': {
      const ingress = `Ingress ${nameOf(target.ingress)}`;
      const { configMap } = target;
      const relatedTo = (message: string, others: readonly string[]): readonly string[] =>
        configMap !== undefined && message.includes(configMap) ? [...others, configMap] : others;
      const shortfalls = target.decision.shortfalls.map(
        ({ field, result, message }): Draft => ({
          path: field,
          rule: RULES[result],
          severity: 'warning',
          message: `${ingress}: ${message}`,
          related: relatedTo(message, [ingress]),
        }),
      );
      const policy = `ApiPolicy ${target.ingress.metadata.namespace ?? 'default'}/${target.by}`;
      const remarks = target.remarks.map(
        ({ field, rule, severity, message, related, at }): Draft => ({
          ...(at && { object: at.object }),
          path: at?.path ?? field,
          rule,
          severity,
          message,
          related: relatedTo(message, related ?? (at ? [policy] : [ingress])),
        }),
      );
      return [...shortfalls, ...remarks, ...hostFindings(target, remarks)];
    }
  }
}

/**
 * What was seen on the target's hosts. It stands at the policy's field whose intent suffers, or at the target's own
 * annotation that does it; an annotation about which something was said already is not named twice.
 */
function hostFindings(target: Extract<TargetResult, { kind: 'governed' }>, said: readonly Draft[]): Draft[] {
  const ingress = `Ingress ${nameOf(target.ingress)}`;
  const policy = `ApiPolicy ${target.ingress.metadata.namespace ?? 'default'}/${target.by}`;
  // What stands in the way of a key of ours is told with the conflict; what is only beside it is not.
  const conflicting = new Set(
    target.decision.conflicts.flatMap(({ foreign, group }) =>
      Object.keys(foreign).filter(
        (key) => key in group.annotations || !bareName(key).startsWith('auth-tls-'),
      ),
    ),
  );
  const drafts = target.facts.flatMap(({ by, annotation, fields, rule, severity, message }): Draft[] => {
    if (by !== ingress) {
      return [{ path: fields[0] ?? 'spec', rule, severity, message, related: [by, ingress] }];
    }
    if (annotation === undefined)
      return [{ path: fields[0] ?? 'spec', rule, severity, message, related: [ingress] }];
    const path = `metadata.annotations["${annotation}"]`;
    if (conflicting.has(annotation) || said.some((other) => other.object === ingress && other.path === path))
      return [];
    return [{ object: ingress, path, rule, severity, message, related: [policy] }];
  });
  return [...new Map(drafts.map((draft) => [JSON.stringify(draft), draft])).values()];
}

const nameOf = ({ metadata }: { metadata: { name: string; namespace?: string } }): string =>
  `${metadata.namespace ?? 'default'}/${metadata.name}`;
