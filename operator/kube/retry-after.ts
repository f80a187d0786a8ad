/**
 * Milliseconds that a `Retry-After` header asks to wait: delta-seconds or an HTTP date (RFC 9110, 10.2.3);
 * undefined without the header or when it makes no sense.
 */
export function retryAfterOf(
  header: string | readonly string[] | undefined,
  nowMs: number,
): number | undefined {
  const value = typeof header === 'string' ? header.trim() : header?.[0]?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
