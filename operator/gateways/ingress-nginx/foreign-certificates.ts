import { readBool, readInteger } from './grammar.ts';

type Values = Readonly<Record<string, string>>;

/** What the controller takes where nothing is written. */
const DEFAULTS = { 'auth-tls-verify-client': 'on', 'auth-tls-verify-depth': '1' } as const;

/**
 * Somebody else's demand for callers' certificates is as good as the policy's: the same CA, the same mode, no longer a
 * chain, and nothing that answers in its place.
 */
export function meetsClientCertificates(wanted: Values, foreign: Values): boolean {
  const mode = foreign['auth-tls-verify-client'] ?? DEFAULTS['auth-tls-verify-client'];
  const depth = readInteger(foreign['auth-tls-verify-depth'] ?? DEFAULTS['auth-tls-verify-depth']);
  const most = readInteger(wanted['auth-tls-verify-depth']);
  return (
    foreign['auth-tls-secret'] === wanted['auth-tls-secret'] &&
    mode === wanted['auth-tls-verify-client'] &&
    depth !== undefined &&
    most !== undefined &&
    (depth || 1) <= most &&
    depth >= 0 &&
    ANSWERING.every((name) => (foreign[name] ?? '').trim() === '')
  );
}

/** These answer callers in the policy's place, or let them in. */
const ANSWERING = ['auth-tls-match-cn', 'auth-tls-error-page'] as const;

/** What takes nothing from the policy's own values beside it. */
export function isHarmlessBesideCertificates(name: string, value: string): boolean {
  if (name === 'auth-tls-pass-certificate-to-upstream') return readBool(value) !== undefined;
  return name === 'proxy-ssl-protocols' && /^(TLSv1\.[23]| )*$/.test(value);
}

export function explainClientCertificates(wanted: Values, foreign: Values): string[] {
  return Object.entries(foreign)
    .filter(([name, value]) => wanted[name] !== value)
    .map(([name, value]) => {
      const shown = JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
      if (name === 'auth-tls-match-cn')
        return `${name} ${shown} has no end, so that longer names pass, and answers 403 to everything on port 80`;
      if (name === 'auth-tls-error-page')
        return `${name} ${shown} serves callers without a certificate another page`;
      return `${name} is ${shown}, the policy asks for ${JSON.stringify(wanted[name] ?? '')}`;
    });
}
