/** Lists that server-side apply merges by key: others may have added elements, which are not ours to judge. */
const MERGED = new Set([
  'containers',
  'initContainers',
  'volumes',
  'volumeMounts',
  'ports',
  'env',
  'imagePullSecrets',
  'topologySpreadConstraints',
  'ownerReferences',
]);

/**
 * Maps that are replaced as a whole by an apply, or in which an entry more is a change of meaning: a key that we do not
 * want there is drift.
 */
const WHOLE = new Set(['selector', 'matchLabels', 'data']);

/**
 * Whether a live object shows everything that is wanted. The API server adds defaults, which are passed over; an element
 * more in a list that belongs to one manager alone (a peer of a NetworkPolicy, a subject of a RoleBinding, an argument)
 * is no default.
 */
export function contains(live: unknown, wanted: unknown, field = ''): boolean {
  if (Array.isArray(wanted)) return Array.isArray(live) && containsList(live, wanted, field);
  if (wanted === null || typeof wanted !== 'object') return live === wanted;
  if (live === null || typeof live !== 'object' || Array.isArray(live))
    return isEmpty(wanted) && live == null;
  const [seen, asked] = [live as Record<string, unknown>, wanted as Record<string, unknown>];
  if (WHOLE.has(field) && Object.keys(seen).length !== Object.keys(asked).length) return false;
  return Object.entries(asked).every(([key, value]) => contains(seen[key], value, key));
}

function containsList(live: readonly unknown[], wanted: readonly unknown[], field: string): boolean {
  if (!MERGED.has(field))
    return live.length === wanted.length && wanted.every((value, index) => contains(live[index], value));
  const left = [...live];
  return wanted.every((value) => {
    const at = left.findIndex((candidate) => contains(candidate, value));
    if (at < 0) return false;
    left.splice(at, 1);
    return true;
  });
}

/** The API server drops an empty map or keeps it, by kind. */
const isEmpty = (value: object): boolean => Object.keys(value).length === 0;
