import type { Ingress } from '../../api/kubernetes.ts';
import type { IssuedCertificateNode } from '../../plan/nodes/issued-certificate.ts';
import type { Remark, Shortfall } from '../../plan/outcome.ts';
import { nodeOf } from '../../plan/plan.ts';
import type { CompanionInput } from '../companions-of.ts';
import { ownedBy } from '../owners.ts';
import { certificate, signing } from './certificate.ts';
import type { CertificateSurroundings, WantedCertificate } from './certificates-of.ts';
import { servedNames } from './served-names.ts';
import { namedBy } from './writers.ts';

/** What one policy asks to be served, Secret by Secret. */
export interface ServerDemand {
  readonly policy: string;
  readonly node: IssuedCertificateNode;
  readonly certificates: readonly WantedCertificate[];
  readonly shortfalls: readonly Shortfall[];
  readonly remarks: readonly Remark[];
}

const FIELD = 'spec.tls.certificate';

/**
 * Certificates that the gateway serves: into each Secret that a target names, for all hosts of the namespace that any
 * policy governs under that Secret. `governed`: every policy in force, whether it asks for certificates or not.
 */
export function serverDemand(
  namespace: string,
  policy: CompanionInput,
  governed: readonly CompanionInput[],
  around: CertificateSurroundings,
  clusterDomain: string,
): ServerDemand | undefined {
  const node = nodeOf(policy.plan, 'issued-certificate');
  if (!node) return undefined;
  const names = (target: Ingress) => servedNames(target, namespace, clusterDomain);
  const own = policy.targets.map((target) => ({ target, ...names(target) }));
  const all = governed.flatMap(({ targets }) => targets).map(names);
  const secrets = [...new Set(own.flatMap(({ bySecret }) => [...bySecret.keys()]))].toSorted();
  const certificates = secrets.map((secretName): WantedCertificate => {
    const hosts = new Set(all.flatMap(({ bySecret }) => bySecret.get(secretName) ?? []));
    const object = certificate({
      namespace,
      name: secretName,
      issuer: node.issuer.value,
      owners: naming(secretName, policy.targets, around).map(ownedBy),
      dnsNames: [...hosts].toSorted(),
      durationSeconds: node.duration,
      renewBeforeSeconds: node.renewBefore,
      privateKey: node.privateKey,
      usages: [...signing(node.privateKey), 'server auth'],
    });
    return { object, policy: policy.name, role: 'server', fields: node.fields, needsCA: false };
  });
  const short = own.flatMap(({ target, without }) =>
    without.map(({ host, why, outside }) => {
      const where = `${host === '' ? '' : `${host} of `}Ingress ${namespace}/${target.metadata.name}`;
      return {
        message: `no certificate is issued for ${where}: ${why}`,
        related: target.metadata.name,
        outside,
      };
    }),
  );
  return {
    policy: policy.name,
    node,
    certificates,
    shortfalls: short.flatMap(({ message }) =>
      node.fields.map((field): Shortfall => ({ field, result: 'NotEnforceable', message })),
    ),
    remarks: short
      .filter(({ outside }) => !outside)
      .map(({ message, related }) => ({
        ...{ severity: 'warning' as const, field: FIELD, rule: 'host-without-certificate', message },
        related: [`Ingress ${namespace}/${related}`],
      })),
  };
}

/** Every Ingress that serves from a Secret owns its certificate, which stays until the last of them has gone. */
function naming(
  secretName: string,
  targets: readonly Ingress[],
  around: CertificateSurroundings,
): { readonly name: string; readonly uid?: string }[] {
  const found = new Map<string, { name: string; uid?: string }>();
  const add = (ingress: Ingress, governed: boolean): void => {
    if (!namedBy(ingress, governed).includes(secretName)) return;
    const { name, uid } = ingress.metadata;
    found.set(name, { name, ...(uid !== undefined && { uid }) });
  };
  for (const ingress of around.ingresses) add(ingress, false);
  for (const target of targets) add(target, true);
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
