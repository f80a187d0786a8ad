import type { Ingress, Service } from '../api/kubernetes.ts';

/** Names of the Services, all of its own namespace, that an Ingress leads to. */
export function backendsOf({ spec }: Pick<Ingress, 'spec'>): string[] {
  const paths = (spec.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  const backends = [spec.defaultBackend, ...paths.map(({ backend }) => backend)];
  return [...new Set(backends.flatMap((backend) => backend?.service?.name ?? []))];
}

/** Where a Service leads, in words that differ when it leads elsewhere; undefined stands for one that is not there. */
export function destinationOf(service: Service | undefined): string {
  if (!service) return '';
  const { type = 'ClusterIP', externalName, selector, ports } = service.spec ?? {};
  const sorted = Object.entries(selector ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const reached = (ports ?? []).map(({ name, port, targetPort, protocol }) => [
    name,
    port,
    targetPort,
    protocol,
  ]);
  return JSON.stringify(type === 'ExternalName' ? [type, externalName] : [sorted, reached]);
}
