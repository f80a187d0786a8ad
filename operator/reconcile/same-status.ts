type Fields = Readonly<Record<string, unknown>>;

/** True when a status says the same as another, whatever their times. An empty list says as much as none. */
export function sameStatus(a: object | undefined, b: object): boolean {
  return sameFields((a ?? {}) as Fields, b as Fields);
}

function sameFields(a: Fields, b: Fields): boolean {
  for (const key in a) if (isSaid(key, a[key]) && !same(a[key], b[key])) return false;
  for (const key in b) if (isSaid(key, b[key]) && !isSaid(key, a[key])) return false;
  return true;
}

const isSaid = (key: string, value: unknown): boolean =>
  value !== undefined && key !== 'lastTransitionTime' && !(Array.isArray(value) && value.length === 0);

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (!Array.isArray(a) || !Array.isArray(b))
    return !Array.isArray(a) && !Array.isArray(b) && sameFields(a as Fields, b as Fields);
  return a.length === b.length && a.every((part, index) => same(part, b[index]));
}
