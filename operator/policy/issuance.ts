import type { Problem } from '../api/problem.ts';
import type { ApiPolicySpec, ClusterApiPolicy } from '../api/types.generated.ts';
import { GATE_DEFAULTS } from '../plan/gate-plan.ts';
import { isForeignServiceName, isOwnService, judgeSpiffeId } from './issued-names.ts';

/** What `mutualTLS` may issue in a namespace beyond an Issuer of its own and the names of its own services. */
export interface Issuance {
  readonly clusterIssuers: readonly string[];
  readonly spiffeTrustDomains: readonly string[];
  readonly dnsSuffixes: readonly string[];
}

/** Rules of all problems that this file finds begin with it. */
export const ISSUANCE_RULE = 'issuance-';

/** What the baselines of a namespace permit together. */
export function issuanceOf(baselines: Iterable<ClusterApiPolicy>): Issuance {
  const all = [...baselines].flatMap(({ spec }) => spec.issuance ?? []);
  return {
    clusterIssuers: all.flatMap(({ clusterIssuers = [] }) => clusterIssuers),
    spiffeTrustDomains: all.flatMap(({ spiffeTrustDomains = [] }) => spiffeTrustDomains),
    dnsSuffixes: all.flatMap(({ dnsSuffixes = [] }) => dnsSuffixes),
  };
}

/** Where a policy stands: whose identities it may take. */
export interface Issuing {
  readonly namespace: string;
  readonly issuance: Issuance;
  /** Domain of the cluster's services. Default: `cluster.local`. */
  readonly clusterDomain?: string;
}

/**
 * What a policy would have issued and may not: a certificate is an identity, and a namespace has only its own. Judged on
 * the effective policy.
 */
export function issuanceProblems({ mutualTLS }: ApiPolicySpec, where: Issuing): readonly Problem[] {
  if (!mutualTLS) return [];
  const { clients, backend } = mutualTLS;
  const at = ['spec', 'mutualTLS'];
  return [
    ...issuerProblems(clients?.ca?.issuerRef, [...at, 'clients', 'ca', 'issuerRef'], where),
    ...issuerProblems(backend?.certificate.issuerRef, [...at, 'backend', 'certificate', 'issuerRef'], where),
    ...entries(clients?.issue, clients?.ca?.issuerRef, [...at, 'clients', 'issue'], where),
    ...entries(backend?.issue, backend?.certificate.issuerRef, [...at, 'backend', 'issue'], where),
  ];
}

interface IssuerRef {
  readonly kind: string;
  readonly name: string;
}

interface Entry {
  readonly commonName?: string;
  readonly uris?: readonly string[];
  readonly dnsNames?: readonly string[];
}

type Path = Problem['path'];

function issuerProblems(issuer: IssuerRef | undefined, path: Path, { issuance }: Issuing): Problem[] {
  if (issuer?.kind !== 'ClusterIssuer' || issuance.clusterIssuers.includes(issuer.name)) return [];
  const message = `mutualTLS issues by an Issuer of the policy's own namespace, and no ClusterApiPolicy permits ClusterIssuer ${issuer.name} here: name an Issuer, or have the platform add it to spec.issuance.clusterIssuers${instead(issuance.clusterIssuers)}`;
  return [{ path, rule: `${ISSUANCE_RULE}cluster-issuer`, message }];
}

function entries(
  issue: readonly Entry[] | undefined,
  issuer: IssuerRef | undefined,
  at: Path,
  where: Issuing,
): Problem[] {
  return (issue ?? []).flatMap(({ commonName, uris = [], dnsNames = [] }, index) => {
    const path = [...at, index];
    const each = (field: string, names: readonly string[], judge: Judge): Problem[] =>
      names.flatMap((name, place) => problem([...path, field, place], field, judge(name, where)));
    const shared = issuer?.kind === 'ClusterIssuer';
    return [
      ...(commonName === undefined
        ? []
        : problem([...path, 'commonName'], 'commonName', judgeCommonName(commonName, shared, where))),
      ...each('uris', uris, judgeUri),
      ...each('dnsNames', dnsNames, judgeDnsName),
    ];
  });
}

/** What is wrong with a name, and what to write. */
type Judge = (name: string, where: Issuing) => string | undefined;

const RULES: Readonly<Record<string, string>> = {
  commonName: `${ISSUANCE_RULE}common-name`,
  uris: `${ISSUANCE_RULE}uri`,
  dnsNames: `${ISSUANCE_RULE}dns-name`,
};

const problem = (path: Path, field: string, message: string | undefined): Problem[] =>
  message === undefined ? [] : [{ path, rule: RULES[field] ?? ISSUANCE_RULE, message }];

function judgeUri(uri: string, { namespace, issuance }: Issuing): string | undefined {
  const judged = judgeSpiffeId(uri, namespace);
  if ('wrong' in judged) return judged.wrong;
  if (issuance.spiffeTrustDomains.includes(judged.trustDomain)) return undefined;
  return `no ClusterApiPolicy permits SPIFFE ids of ${judged.trustDomain} here: leave uris out, or have the platform add ${judged.trustDomain} to spec.issuance.spiffeTrustDomains${instead(issuance.spiffeTrustDomains)}`;
}

function judgeDnsName(name: string, where: Issuing): string | undefined {
  const { namespace, issuance, clusterDomain = GATE_DEFAULTS.clusterDomain } = where;
  if (isForeignServiceName(name, namespace, clusterDomain)) return foreign(name, namespace);
  if (isOwnService(name, namespace, clusterDomain)) return undefined;
  if (issuance.dnsSuffixes.some((suffix) => name.endsWith(`.${suffix}`))) return undefined;
  return `${name} is no name of a service of this namespace, and no ClusterApiPolicy permits it: write <service>.${namespace}.svc or <service>.${namespace}.svc.${clusterDomain}, or have the platform add a suffix of it to spec.issuance.dnsSuffixes${instead(issuance.dnsSuffixes)}`;
}

/**
 * TLS libraries that find no DNS name take the common name for one (RFC 6125 section 6.4.4), and what trusts a
 * ClusterIssuer's CA cannot tell from which namespace a plain one comes.
 */
function judgeCommonName(commonName: string, shared: boolean, where: Issuing): string | undefined {
  const { namespace, clusterDomain = GATE_DEFAULTS.clusterDomain } = where;
  const name = commonName.trim().toLowerCase().replace(/\.+$/, '');
  if (name.includes('://')) return judgeUri(commonName, where);
  if (isForeignServiceName(name, namespace, clusterDomain)) return foreign(commonName, namespace);
  if (!shared || (name === commonName && judgeDnsName(name, where) === undefined)) return undefined;
  return `certificates of a ClusterIssuer count in other namespaces as well, where somebody else may be called ${commonName}: write a common name of this namespace's own, as <service>.${namespace}.svc, or leave it out and write dnsNames`;
}

const foreign = (name: string, namespace: string): string =>
  `${name} is the name of a service of another namespace, which is never issued: write <service>.${namespace}.svc`;

const instead = (permitted: readonly string[]): string =>
  permitted.length === 0 ? '' : ` (permitted: ${[...new Set(permitted)].sort().slice(0, 5).join(', ')})`;
