import { PolicyValueError } from './value-error.ts';

const DURATION = /^([0-9]{1,5}(h|m|s|ms)){1,4}$/;
const PART = /([0-9]{1,5})(ms|h|m|s)/g;
const MILLISECONDS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
const HOUR = 3_600;

/** Seconds of a Gateway API duration (GEP-2257), whole ones only, 1 to 86,400: gateways take no others for timeouts. */
export function parseWholeSeconds(text: string, field: string): number {
  return secondsWithin(text, field, { least: 1, most: 24 * HOUR, range: '1s to 24h' });
}

/** The same for a login's session: 60 to 2,592,000 seconds. */
export function parseSessionSeconds(text: string, field: string): number {
  return secondsWithin(text, field, { least: 60, most: 720 * HOUR, range: '1m to 720h' });
}

/** How long a certificate is valid: an hour, as cert-manager has it, to ten years. */
export function parseCertificateSeconds(text: string, field: string): number {
  return secondsWithin(text, field, { least: HOUR, most: 87_600 * HOUR, range: '1h to 87600h' });
}

/** How long before its end a certificate is renewed: five minutes and more, as cert-manager has it. */
export function parseRenewalSeconds(text: string, field: string): number {
  return secondsWithin(text, field, { least: 300, most: 87_600 * HOUR, range: '5m to 87600h' });
}

/** How long an old CA is still trusted: at most a year, and perhaps not at all. */
export function parseOverlapSeconds(text: string, field: string): number {
  return secondsWithin(text, field, { least: 0, most: 8_760 * HOUR, range: '0s to 8760h' });
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** Both in words, for the message. */
  readonly range: string;
}

function secondsWithin(text: string, field: string, { least, most, range }: Bounds): number {
  if (!DURATION.test(text))
    throw new PolicyValueError(field, `${JSON.stringify(text)} is no duration; write it as 30s or 1m30s`);
  let total = 0;
  for (const [, count, unit] of text.matchAll(PART)) total += Number(count) * (MILLISECONDS[unit ?? ''] ?? 0);
  if (total % 1_000 !== 0) throw new PolicyValueError(field, `${text} is no whole number of seconds`);
  const seconds = total / 1_000;
  if (seconds < least || seconds > most) throw new PolicyValueError(field, `${text} is outside ${range}`);
  return seconds;
}
