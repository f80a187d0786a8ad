import { nodeOf, type SecurityPlan } from '../../plan/plan.ts';
import { onTheWire } from '../define.ts';
import { asvs, owasp } from '../references.ts';

const REFERRER = ['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin'];

type Headers = Readonly<Record<string, string>>;

/** Security headers, with what counts as one. */
const EXPECTED: readonly (readonly [string, (headers: Headers) => boolean])[] = [
  ['X-Content-Type-Options', (headers) => headers['x-content-type-options']?.toLowerCase() === 'nosniff'],
  [
    'X-Frame-Options',
    (headers) =>
      ['deny', 'sameorigin'].includes((headers['x-frame-options'] ?? '').toLowerCase()) ||
      hasAncestors(headers),
  ],
  ['Referrer-Policy', (headers) => REFERRER.includes((headers['referrer-policy'] ?? '').toLowerCase())],
  ['Content-Security-Policy', (headers) => hasAncestors(headers)],
];

const hasAncestors = (headers: Headers): boolean =>
  /(^|;)\s*frame-ancestors\s/i.test(headers['content-security-policy'] ?? '');

export const outputHeaders = onTheWire({
  id: 'output.headers',
  title: 'Answers carry the security headers',
  threat:
    'A browser guesses types, frames an answer in a foreign page, and tells other sites where it has been.',
  severity: 'Low',
  references: [owasp.misconfiguration, asvs.nosniff, asvs.referrer, asvs.frameAncestors],
  appliesWhen: 'always: it protects every API',
  proof:
    'X-Content-Type-Options, X-Frame-Options, Referrer-Policy and Content-Security-Policy with frame-ancestors on every answer over https, errors too; and each header that spec.exposure.responseHeaders.set states.',
  fields: ['spec.exposure.securityHeaders', 'spec.exposure.responseHeaders.set'],
  host: (view) => {
    const secure = view.part('secure');
    if (!('value' in secure)) return secure;
    const answers = view.answers();
    for (const { answer, at, repeat } of answers) {
      const missing = lacking(answer.headers, view.subject.plan);
      if (missing.length > 0) {
        return {
          result: 'Fail',
          evidence: `${answer.status} over https without ${missing.join(', ')}`,
          message: 'Set spec.exposure.securityHeaders: Standard, and see status.enforcement.',
          at,
          repeat,
        };
      }
    }
    const statuses = [...new Set(answers.map(({ answer }) => answer.status))].join(', ');
    return {
      result: 'Pass',
      evidence: `${statuses} over https: all headers there`,
      at: secure.at,
      repeat: secure.repeat,
    };
  },
});

function lacking(headers: Headers, plan: SecurityPlan): string[] {
  const stated = nodeOf(plan, 'response-headers')?.set ?? [];
  return [
    ...EXPECTED.filter(([, holds]) => !holds(headers)).map(([name]) => name),
    ...stated
      .filter(({ name, value }) => headers[name.toLowerCase()] !== value.slice(0, 256))
      .map(({ name }) => name),
  ];
}
