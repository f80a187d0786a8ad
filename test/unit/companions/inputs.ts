import type { Ingress } from '../../../operator/api/kubernetes.ts';
import type { CompanionInput, CompanionObject } from '../../../operator/companions/companions-of.ts';
import { companionsOf } from '../../../operator/companions/companions-of.ts';
import { companionSettings } from '../../../operator/companions/settings.ts';
import type { AuthenticationNode, OidcLogin } from '../../../operator/plan/nodes/authentication.ts';
import { type PlanNode, securityPlan } from '../../../operator/plan/plan.ts';
import { anIngress } from '../../generators/objects.ts';
import { login } from '../gateways/ingress-nginx/gate-plan.ts';

export const SETTINGS = companionSettings({});

/** An Ingress `shop/<name>` for some hosts; an empty host is a rule without one. */
export function serving(
  name: string,
  hosts: readonly string[],
  parts: Partial<Ingress['spec']> = {},
): Ingress {
  const http = { paths: [{ path: '/', pathType: 'Prefix' as const }] };
  return anIngress({
    metadata: { name },
    spec: {
      tls: [{ hosts: hosts.filter((host) => host !== ''), secretName: `${name}-tls` }],
      rules: hosts.map((host) => ({ ...(host !== '' && { host }), http })),
      ...parts,
    },
  });
}

export function input(
  name: string,
  nodes: readonly PlanNode[],
  targets: readonly Ingress[] = [anIngress()],
  createdAt?: string,
): CompanionInput {
  const plan = securityPlan({ namespace: 'shop', name }, nodes);
  return { name, plan, targets, ...(createdAt !== undefined && { createdAt }) };
}

export function loginWith(
  parts: Partial<OidcLogin> = {},
  node: Partial<AuthenticationNode> = {},
): AuthenticationNode {
  const { oidc } = login();
  if (!oidc) throw new Error('a login has oidc');
  return login({ oidc: { ...oidc, ...parts }, ...node });
}

export const companions = (...policies: readonly CompanionInput[]) =>
  companionsOf('shop', policies, SETTINGS);

export function objectNamed(
  objects: readonly CompanionObject[],
  kind: string,
  name: string,
): CompanionObject {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found)
    throw new Error(`${kind} ${name} is not among ${objects.map((o) => `${o.kind}/${o.metadata.name}`)}`);
  return found;
}

interface PodSpec {
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: object;
  readonly volumes?: readonly Record<string, unknown>[];
  readonly containers: readonly [
    {
      readonly args: readonly string[];
      readonly image: string;
      readonly env?: readonly object[];
      readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
      readonly securityContext: object;
      readonly lifecycle: object;
      readonly readinessProbe: object;
    },
  ];
}

/** The pod that a Deployment among the objects starts. */
export function podOf(objects: readonly CompanionObject[], name: string): PodSpec {
  const { spec } = objectNamed(objects, 'Deployment', name) as unknown as {
    spec: { template: { spec: PodSpec } };
  };
  return spec.template.spec;
}

/** Arguments `--flag=value` by flag. */
export const flagsOf = (args: readonly string[]): Map<string, string> =>
  new Map(args.map((arg) => [arg.slice(2, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]));
