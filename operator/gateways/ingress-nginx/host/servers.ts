import type { Ingress } from '../../../api/kubernetes.ts';
import { coversHost } from '../../../plan/hosts.ts';
import { hostsBySecret, issuedTls } from '../../../plan/issued-tls.ts';
import { nodeOf } from '../../../plan/plan.ts';
import { isCanary } from '../canary.ts';
import { readBool } from '../grammar.ts';
import { annotationOf, type Finding, type HostInput, hostText, quoted } from './fact.ts';
import { comesFirst, keyOf, sharedServers } from './locations.ts';

/**
 * What one Ingress says for the whole server of a host: the controller takes it from the oldest Ingress of the host that
 * says it, and passes over the others in silence.
 */
export function serverSettings(input: HostInput): Finding[] {
  const { target, neighbours, settings } = input;
  const own = sharedServers(target, target).flatMap((host) => passthrough(input, target, host));
  const others = neighbours.flatMap(({ ingress }) =>
    sharedServers(target, ingress).flatMap((host) => [
      ...clientCertificates(input, ingress, host),
      ...(isCanary(ingress, settings.annotationPrefix)
        ? []
        : [
            ...passthrough(input, ingress, host),
            ...ciphers(input, ingress, host),
            ...snippet(input, ingress, host),
            ...certificate(input, ingress, host),
          ]),
    ]),
  );
  return [...own, ...others];
}

/** TLS goes to the service as it comes: nothing of what a gateway does is done. It needs a flag of the controller. */
function passthrough({ target, settings }: HostInput, by: Ingress, host: string): Finding[] {
  const value = annotationOf(by, 'ssl-passthrough', settings);
  if (readBool(value) !== true || settings.sslPassthrough === false) return [];
  const later = by !== target && comesFirst(by, target) === false;
  const effect = later
    ? `is passed over while an older Ingress holds the host, and then sends TLS past every protection`
    : 'sends TLS past the gateway to the service: no limit, address list, header or inspection applies';
  return [
    {
      control: 'host.shared',
      rule: 'ssl-passthrough',
      severity: later ? 'warning' : 'error',
      host,
      by,
      annotation: 'ssl-passthrough',
      message: `ssl-passthrough ${quoted(value ?? '')} of ${keyOf(by)} on ${hostText(host)} ${effect}; take it out, or give that Ingress a host of its own`,
    },
  ];
}

/** Of several the first with a usable CA counts; a canary's too, which is otherwise not read. */
function clientCertificates(input: HostInput, by: Ingress, host: string): Finding[] {
  const { plan, target, settings } = input;
  const value = annotationOf(by, 'auth-tls-secret', settings);
  if (nodeOf(plan, 'client-certificates')) return [];
  if (value === undefined || annotationOf(target, 'auth-tls-secret', settings) === value) return [];
  return [
    {
      control: 'host.shared',
      rule: 'client-certificates-of-neighbour',
      severity: 'warning',
      host,
      by,
      annotation: 'auth-tls-secret',
      message: `auth-tls-secret ${quoted(value)} of ${keyOf(by)} rules client certificates on all of ${hostText(host)}, whose Ingresses share one server: callers of this API meet it too; give ${keyOf(by)} a host of its own`,
    },
  ];
}

function ciphers({ target, settings }: HostInput, by: Ingress, host: string): Finding[] {
  return ['ssl-ciphers', 'ssl-prefer-server-ciphers'].flatMap((annotation): Finding[] => {
    const [theirs, ours] = [by, target].map((ingress) => annotationOf(ingress, annotation, settings));
    if (theirs === undefined || theirs === ours) return [];
    if (ours !== undefined && comesFirst(by, target) === false) return [];
    const message = `${annotation} ${quoted(theirs)} of ${keyOf(by)} is in force on all of ${hostText(host)}: the oldest Ingress that says it decides; take it out or give that Ingress a host of its own`;
    return [
      {
        control: 'host.shared',
        rule: 'ciphers-of-neighbour',
        severity: 'warning',
        host,
        by,
        annotation,
        message,
      },
    ];
  });
}

function snippet({ settings }: HostInput, by: Ingress, host: string): Finding[] {
  const value = annotationOf(by, 'server-snippet', settings);
  if (value === undefined || (settings.seen && !settings.bool('allow-snippet-annotations'))) return [];
  const message = `server-snippet of ${keyOf(by)} is nginx configuration for all of ${hostText(host)}: it can answer before, or undo, everything that this policy asks for; take it out, or set allow-snippet-annotations: "false"`;
  return [
    {
      control: 'host.shared',
      rule: 'server-snippet-of-neighbour',
      severity: 'warning',
      host,
      by,
      annotation: 'server-snippet',
      message,
    },
  ];
}

/** The first Ingress with a certificate for the host serves it. Nothing where both name the same Secret. */
function certificate({ plan, target }: HostInput, by: Ingress, host: string): Finding[] {
  const brought = nodeOf(plan, 'serving-certificate')?.secretName.value;
  const issued = nodeOf(plan, 'issued-certificate') ? issuedFor(target, host) : undefined;
  const secretName = brought ?? issued;
  if (secretName === undefined || comesFirst(by, target) === false) return [];
  const ours = `${target.metadata.namespace ?? 'default'}/${secretName}`;
  const theirs = secretFor(by, host);
  if (theirs === undefined || theirs === ours) return [];
  const message = `${keyOf(by)} names Secret ${theirs} for ${hostText(host)}: of two Ingresses the older one's certificate is served; name the same Secret there`;
  return [
    {
      control: 'tls.certificate',
      rule: 'certificate-of-neighbour',
      severity: 'warning',
      host,
      by,
      message,
    },
  ];
}

/** Name of the Secret that a certificate for a host of the target is issued into. */
function issuedFor(target: Ingress, host: string): string | undefined {
  const tls = issuedTls(target) ?? target.spec.tls ?? [];
  return [...hostsBySecret(target, tls)].find(([name, hosts]) => name !== '' && hosts.includes(host))?.[0];
}

/** `namespace/name` of the Secret that an Ingress names for a host. */
function secretFor({ metadata, spec }: Ingress, host: string): string | undefined {
  const entry = spec.tls?.find(({ hosts = [] }) => hosts.some((name) => coversHost(name, host)));
  return entry?.secretName ? `${metadata.namespace ?? 'default'}/${entry.secretName}` : undefined;
}
