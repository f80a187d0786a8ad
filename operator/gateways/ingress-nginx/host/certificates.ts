import type { Ingress } from '../../../api/kubernetes.ts';
import { isSolverIngress } from '../../../plan/acme-challenge.ts';
import { isLoginIngress } from '../../../plan/login-ingress.ts';
import type { ClientCertificatesNode } from '../../../plan/nodes/client-certificates.ts';
import { nodeOf } from '../../../plan/plan.ts';
import { isCanary } from '../canary.ts';
import { authoritySecret } from '../client-certificates.ts';
import { annotationOf, type Finding, type HostInput, hostText, quoted } from './fact.ts';
import { comesFirst, keyOf, locationsOf, serversOf, sharedServers } from './locations.ts';

/**
 * Callers' certificates are asked for by the server of a host, and settings of TLS to the app stand there too: what a
 * policy demands catches every Ingress of the host, and what an older one demands catches the policy's callers.
 */
export function certificatesOnHosts(input: HostInput): Finding[] {
  const { plan, target, neighbours } = input;
  const clients = nodeOf(plan, 'client-certificates');
  const backend = nodeOf(plan, 'backend-certificates');
  const everywhere = clients && !isCanary(target, input.settings.annotationPrefix) ? ofAnyHost(target) : [];
  const around = neighbours.flatMap(({ ingress, governedBy }) => {
    const { namespace, name } = plan.policy;
    const login = isLoginIngress(ingress) && ingress.metadata.namespace === namespace;
    const ours = login || governedBy === `${namespace}/${name}`;
    return sharedServers(target, ingress).flatMap((host) => [
      ...(clients ? anotherAuthority(input, clients, ingress, host) : []),
      ...(clients && !ours ? caught(input, clients, ingress, host) : []),
      ...(backend && !ours ? caughtBehind(input, ingress, host) : []),
    ]);
  });
  return [...everywhere, ...around];
}

/**
 * Without a host the demand stands on the default server, which takes every handshake whose name nobody serves: it is not
 * the API's alone, and an older Ingress of any namespace without a host decides for it.
 */
function ofAnyHost(target: Ingress): Finding[] {
  if (!serversOf(target).includes('') && target.spec.defaultBackend === undefined) return [];
  const message = `name the host in the rules of ${keyOf(target)}: without one, certificates are asked for on the default server, which it shares with all names that nobody serves and with every Ingress without a host`;
  return [
    {
      rule: 'client-certificates-on-default-server',
      severity: 'warning',
      by: target,
      fields: ['spec.mutualTLS.clients'],
      message,
    },
  ];
}

/** Other people's traffic is refused; nothing is opened. A challenge is answered over http, where nobody shows a certificate. */
function caught(
  { settings }: HostInput,
  { mode }: ClientCertificatesNode,
  by: Ingress,
  host: string,
): Finding[] {
  if (mode.value !== 'Required' || isCanary(by, settings.annotationPrefix) || isSolverIngress(by)) return [];
  const paths = locationsOf(by)
    .filter((location) => location.host === host)
    .map(({ path }) => path);
  const shown = paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and others` : paths.join(', ');
  const message = `certificates are asked for on all of ${hostText(host)}: ${keyOf(by)} (${shown}) answers 400 without one, too; write mode: Optional and a rule with clientCertificates, or give it another host`;
  const field = mode.field ?? 'spec.mutualTLS.clients.mode';
  return [
    { rule: 'client-certificates-catch-neighbour', severity: 'warning', host, by, fields: [field], message },
  ];
}

const DEMANDING = 'on';

/** Of several Ingresses of a host the oldest with a usable CA decides for all, and the others' are passed over in silence. */
function anotherAuthority(
  { plan, target, settings }: HostInput,
  node: ClientCertificatesNode,
  by: Ingress,
  host: string,
): Finding[] {
  const theirs = annotationOf(by, 'auth-tls-secret', settings);
  const ours = `${plan.policy.namespace}/${authoritySecret(plan.policy.name, node)}`;
  if (theirs === undefined || comesFirst(by, target) === false) return [];
  const mode = annotationOf(by, 'auth-tls-verify-client', settings) ?? DEMANDING;
  const weaker = node.mode.value === 'Required' && mode !== DEMANDING;
  if (theirs === ours && !weaker) return [];
  const what = weaker
    ? `asks nobody for a certificate (auth-tls-verify-client ${quoted(mode)})`
    : `lets in callers of another CA, ${quoted(theirs)}, and refuses this policy's`;
  const message = `${keyOf(by)} holds ${hostText(host)} before ${keyOf(target)}, and its auth-tls-secret ${what}: the oldest Ingress decides for the whole host; give it a host of its own`;
  return [
    {
      control: weaker ? 'mtls.client-required' : 'mtls.client-verified',
      rule: 'client-certificates-of-neighbour',
      severity: weaker ? 'error' : 'warning',
      host,
      by,
      annotation: 'auth-tls-secret',
      message,
    },
  ];
}

/** An app that is spoken to over TLS, and for which nothing is said of its certificate, is verified by what is said here. */
function caughtBehind({ settings }: HostInput, by: Ingress, host: string): Finding[] {
  if (settings.bool('proxy-ssl-location-only')) return [];
  const protocol = (annotationOf(by, 'backend-protocol', settings) ?? '').toUpperCase();
  // nginx has other settings for GRPCS, and the controller writes none of them.
  if (protocol !== 'HTTPS' || annotationOf(by, 'proxy-ssl-secret', settings) !== undefined) return [];
  const message = `the app behind ${keyOf(by)} on ${hostText(host)} is spoken to over TLS, and verified by this policy's CA: ingress-nginx sets it for the whole host; give that Ingress proxy-ssl-* of its own, or set proxy-ssl-location-only: "true"`;
  const field = 'spec.mutualTLS.backend.certificate';
  return [
    { rule: 'backend-certificates-catch-neighbour', severity: 'warning', host, by, fields: [field], message },
  ];
}
