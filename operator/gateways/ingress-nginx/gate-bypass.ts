import { isFixed } from './advisories.ts';
import { type ControllerSettings, linesToAdd } from './controller-settings.ts';

/** Something in the controller's own configuration with which a request gets past the gate. */
export interface Bypass {
  /** The gate answers a refusal, or does not answer at all. */
  readonly when: 'refused' | 'silent';
  readonly message: string;
}

/** First good versions of each line (CVE-2026-24513). */
const FIXED = ['1.13.7', '1.14.3'];

/**
 * `custom-http-errors` of the controller's ConfigMap holds for the question to the gate too: its error page takes the place
 * of the gate's answer, and a default backend that answers 2xx there lets the request through. Of 502 and 504, which nginx
 * makes itself while no gate answers, that is so in every version. What the default backend answers is not seen.
 */
export function bypasses(settings: ControllerSettings): readonly Bypass[] {
  if (!settings.seen || settings.defaultBackend === false) return [];
  const codes = settings.list('custom-http-errors');
  const held = (...wanted: readonly string[]) => codes.filter((code) => wanted.includes(code));
  const rest = (wrong: readonly string[]) => codes.filter((code) => !wrong.includes(code)).join(',');
  const told = (wrong: readonly string[], when: Bypass['when'], what: string): Bypass[] => {
    if (wrong.length === 0) return [];
    const remedy = linesToAdd(settings, { 'custom-http-errors': rest(wrong) });
    return [{ when, message: `${wrong.join(' and ')} in custom-http-errors ${what}; ${remedy}` }];
  };
  const fixed = settings.version !== undefined && isFixed(settings.version, FIXED);
  return [
    ...told(held('502', '504'), 'silent', 'lets everybody in while no gate answers'),
    ...(fixed ? [] : told(held('401', '403'), 'refused', 'lets in whom the gate refuses (CVE-2026-24513)')),
  ];
}
