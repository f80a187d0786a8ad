import type { Ingress, IngressTls } from '../../api/kubernetes.ts';
import { coversHost, hostsOf, ruleHosts } from '../../plan/hosts.ts';
import { issuedTls } from '../../plan/issued-tls.ts';
import type { IssuedCertificateNode } from '../../plan/nodes/issued-certificate.ts';
import type { ServingCertificateNode } from '../../plan/nodes/serving-certificate.ts';
import type { Remark } from '../../plan/outcome.ts';
import { nodeOf } from '../../plan/plan.ts';
import { objectName } from './annotations.ts';
import type { LoweringInput, Part } from './part.ts';
import { plaintextMode } from './redirect.ts';
import { objectNameText } from './values.ts';

/** The certificate that is served: `spec.tls`, and a word on every host that it leaves out. */
export function lowerCertificate(input: LoweringInput): Part {
  const node = nodeOf(input.plan, 'serving-certificate') ?? nodeOf(input.plan, 'issued-certificate');
  const wanted = node && wantedTls(node, input.target);
  const live = input.target.spec.tls ?? [];
  return {
    ...(node && wanted && { tls: { value: wanted, fields: node.fields } }),
    remarks: uncovered(input, live.length === 0 && wanted ? wanted : live),
  };
}

/**
 * A brought Secret is wanted in place of whatever is there. What is issued goes into the Secret that the Ingress names
 * already; only one that names none is given a name.
 */
function wantedTls(
  node: ServingCertificateNode | IssuedCertificateNode,
  target: Ingress,
): readonly IngressTls[] | undefined {
  const place = 'spec.tls[].secretName';
  if (node.kind === 'issued-certificate')
    return issuedTls(target)?.map(({ hosts, secretName = '' }) => ({
      ...(hosts && { hosts }),
      secretName: objectNameText(place, secretName),
    }));
  const hosts = ruleHosts(target);
  return [{ ...(hosts.length > 0 && { hosts }), secretName: objectNameText(place, node.secretName.value) }];
}

/** Hosts outside `spec.tls` get the controller's own certificate, which no browser trusts. */
function uncovered({ plan, target, settings }: LoweringInput, tls: readonly IngressTls[]): Remark[] {
  const asksForTls = plaintextMode(plan) === 'Redirect';
  if (!asksForTls || tls.some(({ hosts = [] }) => hosts.length === 0)) return [];
  const names = tls.flatMap(({ hosts = [] }) => hosts);
  return hostsOf(target, `${settings.annotationPrefix}/server-alias`)
    .filter((host) => !names.some((name) => coversHost(name, host)))
    .map((host) => ({
      severity: settings.defaultCertificate ? 'info' : 'warning',
      field: 'spec.tls',
      rule: 'host-without-certificate',
      message: `${host} is not under spec.tls of the Ingress: ingress-nginx serves it with the controller's default certificate; add the host there with a Secret that holds its certificate`,
      at: { object: objectName(target), path: 'spec.tls' },
    }));
}
