/** Kinds without a namespace that policies have to do with. */
const CLUSTER_KINDS = new Set([
  'IngressClass',
  'Namespace',
  'ClusterApiPolicy',
  'ClusterIssuer',
  'GatewayClass',
]);

/**
 * An object as findings name it: `ApiPolicy shop/orders`, `IngressClass nginx`. Without a namespace it is in `default`,
 * as for kubectl. Tells something about any value, however broken.
 */
export const objectName = (value: unknown): string => {
  const { kind, metadata } = (value ?? {}) as { readonly kind?: unknown; readonly metadata?: unknown };
  const { name, namespace } = (metadata ?? {}) as { readonly name?: unknown; readonly namespace?: unknown };
  const title = typeof kind === 'string' && kind !== '' ? kind : 'document';
  if (typeof name !== 'string' || name === '') return title;
  if (CLUSTER_KINDS.has(title)) return `${title} ${name}`;
  return `${title} ${typeof namespace === 'string' && namespace !== '' ? namespace : 'default'}/${name}`;
};
