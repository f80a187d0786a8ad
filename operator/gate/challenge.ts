import type { GateAuthentication } from '../plan/gate-plan.ts';

/**
 * The value of WWW-Authenticate: how a program gets in (RFC 9110 section 11.6.1; `Bearer` by RFC 6750 section 3, which
 * has an error only where a token was offered). `ApiKey` is registered nowhere: it says which header is missing.
 */
export function challengeOf(policy: string, { jwt, apiKeys }: GateAuthentication, badToken: boolean): string {
  const challenges: string[] = [];
  if (jwt.length > 0 || apiKeys === undefined) {
    const error = badToken ? ', error="invalid_token"' : '';
    challenges.push(`Bearer realm="${policy}"${error}`);
  }
  if (apiKeys !== undefined) challenges.push(`ApiKey realm="${policy}", header="${apiKeys.header}"`);
  return challenges.join(', ');
}
