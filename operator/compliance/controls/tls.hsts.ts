import { nodeOf } from '../../plan/plan.ts';
import { onTheWire } from '../define.ts';
import { type HostView, unknown } from '../host-view.ts';
import { asvs, owasp, rfc } from '../references.ts';

/** ASVS 3.4.1: one year. A policy that states less is not measured by less. */
const YEAR_SECONDS = 31_536_000;

export const tlsHsts = onTheWire({
  id: 'tls.hsts',
  title: 'Browsers are told to use https alone',
  threat:
    'A browser that was not told tries http first, where an attacker on the way can answer in the place of the API.',
  severity: 'Medium',
  references: [owasp.misconfiguration, asvs.hsts, rfc.hsts],
  appliesWhen: 'always: it protects every API',
  proof:
    'Strict-Transport-Security on every answer over https, errors too, with at least one year and what the policy states; none over http.',
  fields: ['spec.tls.hsts'],
  host: (view) => {
    const secure = view.part('secure');
    if (!('value' in secure)) return secure;
    const answers = view.answers();
    for (const { answer, at, repeat } of answers) {
      const header = answer.headers['strict-transport-security'];
      const message = shortcoming(header, view);
      if (message !== undefined) {
        const evidence = `${answer.status} over https: ${header ?? 'no Strict-Transport-Security'}`;
        return { result: 'Fail', evidence, message, at, repeat };
      }
    }
    const statuses = [...new Set(answers.map(({ answer }) => answer.status))].join(', ');
    const { at, repeat, value } = secure;
    const evidence = `${statuses} over https: ${value.headers['strict-transport-security']}`;
    if (view.subject.verification.mode === 'Passive') return { result: 'Pass', evidence, at, repeat };
    const plain = view.part('plaintext');
    if (!('value' in plain)) return unknown(`over http: ${plain.message}`);
    const overHttp = plain.value.closed ? undefined : plain.value.headers['strict-transport-security'];
    if (overHttp !== undefined) {
      return {
        result: 'Fail',
        evidence: `over http: ${overHttp}`,
        message: 'The header must not be sent over http (RFC 6797): take it off there.',
        at: plain.at,
        repeat: plain.repeat,
      };
    }
    return { result: 'Pass', evidence: `${evidence}; none over http`, at, repeat };
  },
});

function shortcoming(header: string | undefined, { subject }: HostView): string | undefined {
  const stated = nodeOf(subject.plan, 'hsts');
  const least = Math.max(YEAR_SECONDS, stated?.maxAgeSeconds.value ?? 0);
  const remedy = "ingress-nginx: hsts, hsts-max-age and the like in the controller's ConfigMap.";
  if (header === undefined) return `State spec.tls.hsts and switch it on at the gateway (${remedy})`;
  const directives = header
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const age = /^max-age="?(\d{1,15})"?$/.exec(
    directives.find((part) => part.startsWith('max-age')) ?? '',
  )?.[1];
  if (age === undefined || Number(age) < least) return `max-age must be at least ${least}. ${remedy}`;
  if (stated?.includeSubDomains.value && !directives.includes('includesubdomains'))
    return `includeSubDomains is stated and not sent. ${remedy}`;
  if (stated?.preload.value && !directives.includes('preload'))
    return `preload is stated and not sent. ${remedy}`;
  return undefined;
}
