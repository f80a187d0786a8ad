import type { IngressTls } from '../../api/kubernetes.ts';
import { coversHost, hostsOf, ruleHosts } from '../../plan/hosts.ts';
import type { Remark } from '../../plan/outcome.ts';
import { nodeOf } from '../../plan/plan.ts';
import { objectName } from './annotations.ts';
import type { LoweringInput, Part } from './part.ts';
import { objectNameText } from './values.ts';

/** The certificate that is served: `spec.tls`, and a word on every host that it leaves out. */
export function lowerCertificate(input: LoweringInput): Part {
  const node = nodeOf(input.plan, 'serving-certificate');
  const hosts = ruleHosts(input.target);
  const wanted: IngressTls[] | undefined = node && [
    {
      ...(hosts.length > 0 && { hosts }),
      secretName: objectNameText('spec.tls[].secretName', node.secretName.value),
    },
  ];
  const live = input.target.spec.tls ?? [];
  return {
    ...(node && wanted && { tls: { value: wanted, fields: node.fields } }),
    remarks: uncovered(input, live.length === 0 && wanted ? wanted : live),
  };
}

/** Hosts outside `spec.tls` get the controller's own certificate, which no browser trusts. */
function uncovered({ plan, target, settings }: LoweringInput, tls: readonly IngressTls[]): Remark[] {
  const asksForTls = nodeOf(plan, 'plaintext')?.mode.value === 'Redirect';
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
