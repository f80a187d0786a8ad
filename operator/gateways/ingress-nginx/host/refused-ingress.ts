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
const BASIC = /^[-._~a-zA-Z0-9/:]*$/;
const REGULAR = /^[-._~a-zA-Z0-9/:^$[\](){}*+?|&=\\]*$/;

/** Those whose invalid value is an error for the whole Ingress, with the grammar that the controller has for them. */
const REFUSING: Readonly<Record<string, Takes>> = {
  'auth-secret-type': matching(/auth-file|auth-map/),
  'auth-type': matching(/basic|digest/),
  'auth-url': matching(/^[-._~a-zA-Z0-9/:,?&=$]*$/),
  'client-body-buffer-size': matching(/^\d+[bkmg]?$/i),
  'custom-http-errors': matching(/^(\d{3},?)*$/),
  'from-to-www-redirect': bool,
  'http2-push-preload': bool,
  'limit-allowlist': isNetworkList,
  'limit-connections': integer,
  'limit-rpm': integer,
  'limit-rps': integer,
  'limit-whitelist': isNetworkList,
  'load-balance': matching(/^(round_robin|chash|chashsubset|sticky_balanced|sticky_persistent|ewma)$/),
  'permanent-redirect': matching(URL_CHARACTERS),
  'permanent-redirect-code': integer,
  'server-alias': (value) => value.split(',').every((entry) => REGULAR.test(entry.trim())),
  'ssl-passthrough': bool,
  'temporal-redirect': matching(URL_CHARACTERS),
  'upstream-vhost': (value) => REGULAR.test(value.trim()) || BASIC.test(value),
  'x-forwarded-prefix': matching(/^\/?[-._~a-zA-Z0-9/:$]*$/),
};
