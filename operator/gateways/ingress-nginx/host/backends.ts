import { type Finding, type HostInput, quoted } from './fact.ts';
import { keyOf } from './locations.ts';

/**
 * Services of type ExternalName: the gateway sends what came through the protection to whatever a DNS name stands for, past
 * the pods that were meant, and whoever may write the Service chooses where to.
 */
export function backendsElsewhere({ target, backends }: HostInput): Finding[] {
  return backends
    .filter(({ spec }) => spec?.type === 'ExternalName')
    .map((service): Finding => {
      const name = `${service.metadata.namespace ?? 'default'}/${service.metadata.name}`;
      return {
        control: 'host.shared',
        rule: 'backend-elsewhere',
        severity: 'warning',
        by: service,
        message: `Service ${name} of Ingress ${keyOf(target)} is of type ExternalName: requests go to ${quoted(service.spec?.externalName ?? '')} and not to pods of the namespace. Give it a selector, or name another Service in the Ingress`,
      };
    });
}
