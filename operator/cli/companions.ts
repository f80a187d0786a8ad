import type { KubernetesObject } from '../api/kubernetes.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import { type CompanionInput, type Companions, companionsOf } from '../companions/companions-of.ts';
import { cookieSecret } from '../companions/oauth2-proxy/deployment.ts';
import type { CompanionSettings } from '../companions/settings.ts';
import type { PolicyDecision } from '../reconcile/decide.ts';
import type { CrossFinding } from '../reconcile/findings.ts';
import { prefixesOf } from '../reconcile/prefixes.ts';

/** Policies that are in force, by namespace, in the order of namespaces. */
export function policiesInForce(
  decisions: readonly PolicyDecision[],
): ReadonlyMap<string, readonly CompanionInput[]> {
  const byNamespace = new Map<string, CompanionInput[]>();
  for (const { policy, mode, problems, targets } of decisions) {
    const governed = targets.filter((target) => target.kind === 'governed');
    const [first] = governed;
    if (mode !== 'Enforce' || problems.length > 0 || !first) continue;
    const { name, namespace = 'default', creationTimestamp, uid } = policy.metadata;
    const input: CompanionInput = {
      name,
      ...(uid !== undefined && { uid }),
      ...(creationTimestamp !== undefined && { createdAt: creationTimestamp }),
      plan: first.plan,
      targets: governed.map(({ ingress }) => ingress),
      prefixes: prefixesOf(governed),
    };
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), input]);
  }
  return new Map([...byNamespace].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Their companions, by namespace. */
export function offlineCompanions(
  inForce: ReturnType<typeof policiesInForce>,
  settings: CompanionSettings,
): ReadonlyMap<string, Companions> {
  return new Map(
    [...inForce].map(([namespace, policies]) => [namespace, companionsOf(namespace, policies, settings)]),
  );
}

/** What no companion can do for a policy. A field about which, or below which, there is an error already is not named twice. */
export function companionFindings(
  { metadata }: ApiPolicy,
  companions: ReadonlyMap<string, Companions>,
  said: readonly CrossFinding[],
): CrossFinding[] {
  const { name, namespace = 'default' } = metadata;
  const object = `ApiPolicy ${namespace}/${name}`;
  const wrong = said.filter(({ severity }) => severity === 'error').map(({ path }) => path);
  return (companions.get(namespace)?.shortfalls[name] ?? [])
    .filter(({ field }) => !wrong.some((path) => path === field || path.startsWith(`${field}.`)))
    .map(({ field, message }) => ({
      ...{ object, path: field, rule: 'not-enforceable', severity: 'warning', message },
      related: [],
    }));
}

/** In this order what is named stands before what names it. */
const KINDS = [
  'ServiceAccount',
  'RoleBinding',
  'NetworkPolicy',
  'ConfigMap',
  'Service',
  'Deployment',
  'PodDisruptionBudget',
  'Ingress',
];

/** Everything beside the gateway in a fixed order, but for the Secrets of cookies. */
export function companionObjects(companions: ReadonlyMap<string, Companions>): KubernetesObject[] {
  return [...companions.values()].flatMap(({ objects }) =>
    objects.toSorted(
      (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.metadata.name < b.metadata.name ? -1 : 1),
    ),
  );
}

/** Secrets that the objects name and that only the operator makes, as `shop/apipolicy-login-1a2b3c4d-cookie`. */
export function placeholderSecrets(companions: ReadonlyMap<string, Companions>): string[] {
  return [...companions].flatMap(([namespace, { logins }]) =>
    [...new Set(Object.values(logins).flat())]
      .toSorted()
      .map((login) => `${namespace}/${cookieSecret(login)}`),
  );
}
