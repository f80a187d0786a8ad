import { exceeds, readRisk, riskOf, riskWord } from '../annotation-risk.ts';
import { foreignAnnotations } from '../annotations.ts';
import { isNetworkList, readBool, readInteger } from '../grammar.ts';
import { type Finding, type HostInput, quoted } from './fact.ts';
import { keyOf } from './locations.ts';

/**
 * Annotations of others for which the controller refuses the whole Ingress: a new one is not served, a changed one keeps
 * the configuration that it had before, so that nothing of ours takes effect.
 */
export function refusedIngress({ target, settings }: HostInput): Finding[] {
  const allowed = readRisk(settings.text('annotations-risk-level'));
  return [...foreignAnnotations(target, settings.annotationPrefix)].flatMap(
    ([annotation, value]): Finding[] => {
      const why = tooRisky(annotation, allowed) ?? invalid(annotation, value, settings.validation);
      if (why === undefined) return [];
      const message = `the controller passes over all of ${keyOf(target)} because of ${annotation}, ${why}: it goes on with what it had before, without what this policy wrote since; take it out`;
      return [
        {
          control: 'host.shared',
          rule: 'ingress-refused',
          severity: 'warning',
          by: target,
          annotation,
          message,
        },
      ];
    },
  );
}

function tooRisky(annotation: string, allowed: ReturnType<typeof readRisk>): string | undefined {
  const risk = riskOf(annotation);
  return exceeds(risk, allowed)
    ? `rated ${riskWord(risk)} above annotations-risk-level ${riskWord(allowed)}`
    : undefined;
}

function invalid(annotation: string, value: string, validation: boolean | undefined): string | undefined {
  const takes = Object.hasOwn(REFUSING, annotation) ? REFUSING[annotation] : undefined;
  if (validation === false || !takes || value === '' || takes(value)) return undefined;
  return `whose value ${quoted(value)} its validation refuses`;
}

type Takes = (value: string) => boolean;
const matching =
  (pattern: RegExp): Takes =>
  (value) =>
    pattern.test(value.replaceAll(' ', ''));
const bool: Takes = (value) => readBool(value) !== undefined;
const integer: Takes = (value) => readInteger(value) !== undefined;
const URL_CHARACTERS = /^[-._~a-zA-Z0-9/:?&=]*$/;
const REGULAR = /^[-._~a-zA-Z0-9/:^$[\](){}*+?|&=\\]*$/;

/**
 * Those whose invalid value is an error for the whole Ingress, with the grammar that the controller has for them. Found by
 * running the parsers of 1.11.0 with validation on.
 */
const REFUSING: Readonly<Record<string, Takes>> = {
  'auth-type': matching(/basic|digest/),
  'auth-url': matching(/^[-._~a-zA-Z0-9/:,?&=$]*$/),
  'client-body-buffer-size': matching(/^\d+[bkmg]?$/i),
  'connection-proxy-header': matching(/^(close|keep-alive)$/),
  'custom-http-errors': matching(/^([4,5]\d{2},?)*$/),
  'default-backend': (value) => /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value),
  'fastcgi-index': matching(/^[A-Za-z0-9._-]+$/),
  'from-to-www-redirect': bool,
  'http2-push-preload': bool,
  'limit-allowlist': isNetworkList,
  'limit-connections': integer,
  'limit-rpm': integer,
  'limit-rps': integer,
  'limit-whitelist': isNetworkList,
  'load-balance': (value) =>
    /^(round_robin|chash|chashsubset|sticky_balanced|sticky_persistent|ewma)$/.test(value.trim()),
  'permanent-redirect': matching(URL_CHARACTERS),
  'permanent-redirect-code': integer,
  'server-alias': (value) => value.split(',').every((entry) => REGULAR.test(entry.trim())),
  'ssl-passthrough': bool,
  'ssl-ciphers': matching(/^[A-Za-z0-9!:+\-@=_]*$/),
  'temporal-redirect': matching(URL_CHARACTERS),
  'upstream-hash-by': matching(/^[A-Za-z0-9_${}-]*$/),
  'upstream-hash-by-subset': bool,
  'upstream-hash-by-subset-size': integer,
  'upstream-vhost': (value) => REGULAR.test(value.trim()),
  'x-forwarded-prefix': matching(/^\/?[-._~a-zA-Z0-9/:$]*$/),
};
