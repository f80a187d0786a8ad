import { PolicyValueError } from './value-error.ts';

const DURATION = /^([0-9]{1,5}(h|m|s|ms)){1,4}$/;
const PART = /([0-9]{1,5})(ms|h|m|s)/g;
const MILLISECONDS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
const LONGEST = 24 * 3_600;

/** Seconds of a Gateway API duration (GEP-2257), whole ones only, 1 to 86,400: gateways take no others for timeouts. */
export function parseWholeSeconds(text: string, field: string): number {
  if (!DURATION.test(text))
    throw new PolicyValueError(field, `${JSON.stringify(text)} is no duration; write it as 30s or 1m30s`);
  let total = 0;
  for (const [, count, unit] of text.matchAll(PART)) total += Number(count) * (MILLISECONDS[unit ?? ''] ?? 0);
  if (total % 1_000 !== 0) throw new PolicyValueError(field, `${text} is no whole number of seconds`);
  const seconds = total / 1_000;
  if (seconds < 1 || seconds > LONGEST) throw new PolicyValueError(field, `${text} is outside 1s to 24h`);
  return seconds;
}
