/**
 * Orders two resource versions of one API server: negative when `a` is older, 0 when they are the same; undefined
 * when that cannot be told. They are decimal numbers of any length that count the server's changes (KEP-5504); a
 * server that hands out something else is not compared.
 */
export function compareResourceVersions(a: string | undefined, b: string | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return 0;
  if (!decimal.test(a) || !decimal.test(b)) return undefined;
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : 1;
}

const decimal = /^[1-9]\d*$/;

/** True when `a` is certainly older than `b`. */
export function isOlder(a: string | undefined, b: string | undefined): boolean {
  const order = compareResourceVersions(a, b);
  return order !== undefined && order < 0;
}
