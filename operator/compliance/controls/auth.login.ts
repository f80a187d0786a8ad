import { nodeOf } from '../../plan/plan.ts';
import type { Verdict } from '../control.ts';
import { onTheWire } from '../define.ts';
import type { HostView } from '../host-view.ts';
import { owasp, rfc } from '../references.ts';
import type { LoginAnswer } from '../wire.ts';

export const authLogin = onTheWire({
  id: 'auth.login',
  title: 'A browser is led to a login that cannot be hijacked',
  threat: 'A stolen code, a forged callback or a cookie that leaks gives somebody else the session.',
  severity: 'High',
  references: [owasp.authentication, rfc.oauthPractice, rfc.pkce],
  appliesWhen: 'the policy states a login (spec.authentication.oidc)',
  proof:
    'GET as a browser: a redirect to the login on the same host. Its start leads to the provider with response_type=code, a S256 code_challenge, state, nonce and the absolute https redirect_uri of the host; its cookies are Secure, HttpOnly and SameSite. The provider itself is not asked.',
  fields: ['spec.authentication.oidc'],
  applies: ({ plan }) => nodeOf(plan, 'authentication')?.oidc !== undefined,
  host: (view) => {
    const part = view.part('login');
    if (!('value' in part)) return part;
    return { ...judgeLogin(view, part.value), at: part.at, repeat: part.repeat };
  },
});

function judgeLogin(view: HostView, { page, startStatus, start }: LoginAnswer): Verdict {
  if (page.status >= 500 || startStatus >= 500) {
    return {
      result: 'Unknown',
      evidence: `as a browser: ${page.status}; /oauth2/start: ${startStatus}`,
      message: 'The login does not answer: see the companions under Programmed (oauth2-proxy, its provider).',
    };
  }
  const location = page.headers.location ?? '';
  const leads = page.status === 302 && location.includes('/oauth2/start');
  const wrong = [
    ...(leads ? [] : [`a browser gets ${page.status} instead of the login`]),
    ...faultsOf(start),
  ];
  const expected = `https://${view.host}/oauth2/callback`;
  if (start && view.host !== '' && !view.host.startsWith('*.') && start.redirectURI !== expected) {
    wrong.push(`redirect_uri is ${start.redirectURI || 'absent'}, not ${expected}`);
  }
  if (wrong.length > 0) {
    return {
      result: 'Fail',
      evidence: wrong.join('; '),
      message: `/oauth2/start answered ${startStatus}: see the Ingress of the login, and that nothing else serves /oauth2/ on the host.`,
    };
  }
  return {
    result: 'Pass',
    enforcedBy: 'oauth2-proxy',
    evidence: `302 to the login, then to ${start?.origin} with code, S256, state, nonce`,
  };
}

function faultsOf(start: LoginAnswer['start']): string[] {
  if (!start) return ['/oauth2/start leads to no provider'];
  return [
    ...(start.origin.startsWith('https://') ? [] : [`the provider is asked over ${start.origin}`]),
    ...(start.responseType === 'code' ? [] : [`response_type is ${start.responseType || 'absent'}`]),
    ...(start.challenge && start.challengeMethod === 'S256' ? [] : ['no PKCE with S256']),
    ...(start.state ? [] : ['no state']),
    ...(start.nonce ? [] : ['no nonce']),
    ...(start.cookies.length > 0 ? [] : ['no cookie ties the browser to the request']),
    ...start.cookies.flatMap(({ name, lacks }) =>
      lacks.length > 0 ? [`cookie ${name} lacks ${lacks.join(', ')}`] : [],
    ),
  ];
}
