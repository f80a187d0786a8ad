import { asUtf8 } from '../headers.ts';
import type { LoginSession } from '../ports.ts';

/** As undici gives them: a character a byte. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * The session in the headers of oauth2-proxy's answer. Groups come in one line, parted by commas, so that the name of a
 * group that holds a comma reads as two. Undefined: a header that comes once came twice, or is no UTF-8.
 */
export function sessionOf(headers: AnswerHeaders): LoginSession | undefined {
  const one = (name: string): string | undefined => {
    const value = headers[name] ?? '';
    return typeof value === 'string' ? asUtf8(value) : undefined;
  };
  const lines = [headers['x-auth-request-groups'] ?? []].flat();
  const groups = asUtf8(lines.join(','));
  const user = one('x-auth-request-user');
  const email = one('x-auth-request-email');
  const preferredUsername = one('x-auth-request-preferred-username');
  const accessToken = one('x-auth-request-access-token');
  if (user === undefined || email === undefined || preferredUsername === undefined) return undefined;
  if (accessToken === undefined || groups === undefined) return undefined;
  return {
    kind: 'session',
    user,
    email,
    groups: groups.split(',').flatMap((group) => (group.trim() === '' ? [] : [group.trim()])),
    preferredUsername,
    accessToken,
    setCookie: [headers['set-cookie'] ?? []].flat(),
  };
}
