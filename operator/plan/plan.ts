import { frozenCopy } from './freeze.ts';
import type { AddressRateNode } from './nodes/address-rate.ts';
import type { AllowedAddressesNode } from './nodes/allowed-addresses.ts';
import type { AuthenticationNode } from './nodes/authentication.ts';
import type { AuthorizationNode } from './nodes/authorization.ts';
import type { BackendCertificatesNode } from './nodes/backend-certificates.ts';
import type { BodySizeNode } from './nodes/body-size.ts';
import type { ClientCertificatesNode } from './nodes/client-certificates.ts';
import type { ConnectionsNode } from './nodes/connections.ts';
import type { ContentTypesNode } from './nodes/content-types.ts';
import type { CorsNode } from './nodes/cors.ts';
import type { CountedRateNode } from './nodes/counted-rate.ts';
import type { DeniedAddressesNode } from './nodes/denied-addresses.ts';
import type { HstsNode } from './nodes/hsts.ts';
import type { IssuedCertificateNode } from './nodes/issued-certificate.ts';
import type { MethodsNode } from './nodes/methods.ts';
import type { MinimumTlsVersionNode } from './nodes/minimum-tls-version.ts';
import type { PlaintextNode } from './nodes/plaintext.ts';
import type { RateExemptionsNode } from './nodes/rate-exemptions.ts';
import type { RateStoreNode } from './nodes/rate-store.ts';
import type { ResponseHeadersNode } from './nodes/response-headers.ts';
import type { SecurityHeadersNode } from './nodes/security-headers.ts';
import type { ServingCertificateNode } from './nodes/serving-certificate.ts';
import type { TimeoutsNode } from './nodes/timeouts.ts';
import type { WafNode } from './nodes/waf.ts';

/** One requirement, in no gateway's words. */
export type PlanNode =
  | AddressRateNode
  | AllowedAddressesNode
  | AuthenticationNode
  | AuthorizationNode
  | BackendCertificatesNode
  | BodySizeNode
  | ClientCertificatesNode
  | ConnectionsNode
  | ContentTypesNode
  | CorsNode
  | CountedRateNode
  | DeniedAddressesNode
  | HstsNode
  | IssuedCertificateNode
  | MethodsNode
  | MinimumTlsVersionNode
  | PlaintextNode
  | RateExemptionsNode
  | RateStoreNode
  | ResponseHeadersNode
  | SecurityHeadersNode
  | ServingCertificateNode
  | TimeoutsNode
  | WafNode;

export type PlanNodeKind = PlanNode['kind'];
export type PlanNodeOf<K extends PlanNodeKind> = Extract<PlanNode, { kind: K }>;

/** What one policy asks of the gateway, whichever it is. Frozen; equal policies give equal plans. */
export interface SecurityPlan {
  readonly policy: { readonly namespace: string; readonly name: string };
  readonly nodes: readonly PlanNode[];
}

/** Builds a plan. The order in which nodes are given does not matter. */
export function securityPlan(policy: SecurityPlan['policy'], nodes: readonly PlanNode[]): SecurityPlan {
  const { namespace, name } = policy;
  const sorted = nodes.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return frozenCopy({ policy: { namespace, name }, nodes: sorted });
}

/** All nodes of one kind, in the plan's order. */
export function nodesOf<K extends PlanNodeKind>(plan: SecurityPlan, kind: K): readonly PlanNodeOf<K>[] {
  return plan.nodes.filter((node): node is PlanNodeOf<K> => node.kind === kind);
}

/** The node of a kind that a plan holds at most once. */
export function nodeOf<K extends PlanNodeKind>(plan: SecurityPlan, kind: K): PlanNodeOf<K> | undefined {
  return plan.nodes.find((node): node is PlanNodeOf<K> => node.kind === kind);
}

function sortKey(node: PlanNode): string {
  return node.kind === 'address-rate' || node.kind === 'counted-rate'
    ? `${node.kind}/${node.per}/${node.name}`
    : node.kind;
}
