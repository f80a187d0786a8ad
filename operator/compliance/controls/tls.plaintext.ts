import { nodeOf } from '../../plan/plan.ts';
import { onTheWire } from '../define.ts';
import { urlOf } from '../host-view.ts';
import { asvs, owasp, rfc } from '../references.ts';

/** Refusals that a gateway gives to plaintext and to https alike, as for an address list. */
const AMBIGUOUS = [400, 403, 421];
const REMEDY = 'Set spec.tls.plaintext: Redirect.';

export const tlsPlaintext = onTheWire({
  id: 'tls.plaintext',
  title: 'The API does not answer over plain http',
  threat: 'A client that speaks http sends its credentials in the clear before anything can warn it.',
  severity: 'High',
  references: [owasp.misconfiguration, asvs.noClearText, asvs.redirectBrowsersOnly, rfc.hsts],
  appliesWhen: 'always: it protects every API',
  proof:
    'GET over http: a redirect to https, a closed port, or a refusal that https does not give; never the answer of the API.',
  fields: ['spec.tls.plaintext'],
  byConfiguration: ({ verification }) => verification.mode !== 'Active',
  host: (view) => {
    if (nodeOf(view.subject.plan, 'plaintext')?.mode.value === 'Allow') {
      return {
        result: 'Fail',
        evidence: 'configuration: spec.tls.plaintext is Allow',
        message: `The policy lets plaintext through. ${REMEDY}`,
      };
    }
    const plain = view.part('plaintext');
    if (!('value' in plain)) return plain;
    const common = { at: plain.at, repeat: plain.repeat };
    const https = view.part('tls');
    if (plain.value.closed) {
      return 'value' in https
        ? { result: 'Pass', evidence: `${urlOf(view, 'http')}: connection refused`, ...common }
        : { result: 'Unknown', message: 'nothing answers over http, and nothing over https', ...common };
    }
    const { status, headers } = plain.value;
    const location = headers.location ?? '';
    const evidence = `GET ${urlOf(view, 'http')}: ${status}${location === '' ? '' : ` to ${location.slice(0, 60)}`}`;
    if (status >= 300 && status < 400) {
      return location.toLowerCase().startsWith('https://')
        ? { result: 'Pass', evidence, ...common }
        : { result: 'Fail', evidence, message: `It redirects, but not to https. ${REMEDY}`, ...common };
    }
    if (status >= 500) {
      return { result: 'Unknown', evidence, message: `${status} over http tells nothing.`, ...common };
    }
    if (status < 400 || status === 401) {
      return { result: 'Fail', evidence, message: `The API answers over http. ${REMEDY}`, ...common };
    }
    if (status === 426) return { result: 'Pass', evidence, ...common };
    const secure = view.toStrangers();
    if (!('value' in secure)) {
      return { result: 'Unknown', evidence, message: 'https, to compare with, was not seen.', ...common };
    }
    if (secure.value.status !== status) return { result: 'Pass', evidence, ...common };
    const message = `http and https answer ${status} alike`;
    return AMBIGUOUS.includes(status)
      ? { result: 'Unknown', evidence, message: `${message}: which refusal it is cannot be told.`, ...common }
      : { result: 'Fail', evidence, message: `${message}: plaintext reaches the API. ${REMEDY}`, ...common };
  },
});
