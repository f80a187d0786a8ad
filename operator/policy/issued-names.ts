/** `<service>.<namespace>.svc`, alone or with the cluster's domain after it. */
export function isOwnService(name: string, namespace: string, clusterDomain: string): boolean {
  return [`${namespace}.svc`, `${namespace}.svc.${clusterDomain}`].some(
    (end) =>
      name.endsWith(`.${end}`) && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name.slice(0, -end.length - 1)),
  );
}

/**
 * A name by which pods find a service or a pod of another namespace, in this cluster or in one of another domain: as
 * `orders.other.svc`, `db-0.db.other.svc.cluster.local`, `10-0-0-1.other.pod.cluster.local`.
 */
export function isForeignServiceName(name: string, namespace: string, clusterDomain: string): boolean {
  const labels = name.toLowerCase().split('.');
  return labels.some((label, index) => {
    const isKind =
      label === 'svc' ||
      (label === 'pod' && labels.slice(index + 1).join('.') === clusterDomain.toLowerCase());
    return index >= 2 && isKind && labels[index - 1] !== namespace;
  });
}

const SPIFFE = /^spiffe:\/\/([a-z0-9._-]{1,255})\/ns\/([a-z0-9-]{1,63})((?:\/[A-Za-z0-9._-]+)+)$/;

/** The trust domain of a SPIFFE id of the namespace, or what is wrong with the id. */
export function judgeSpiffeId(
  uri: string,
  namespace: string,
): { readonly trustDomain: string } | { readonly wrong: string } {
  const [, trustDomain, of, path] = SPIFFE.exec(uri) ?? [];
  if (trustDomain === undefined || of === undefined || /\/\.\.?(\/|$)/.test(path ?? '')) {
    return {
      wrong: `${uri} is no SPIFFE id of a namespace: write spiffe://<trust domain>/ns/${namespace}/sa/billing`,
    };
  }
  if (of === namespace) return { trustDomain };
  return {
    wrong: `${uri} is an identity of namespace ${of}, which is never issued here: write spiffe://${trustDomain}/ns/${namespace}/sa/billing`,
  };
}
