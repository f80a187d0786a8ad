import type { IssuerClient } from './issuer-client.ts';
import { IssuerError } from './issuer-client.ts';

/**
 * Where an issuer publishes its keys, by OpenID Connect Discovery section 4, else by RFC 8414 section 3. Either document
 * has to name exactly that issuer: another one's keys would be taken for its own (RFC 8725 section 3.8).
 *
 * @throws IssuerError that says what each of them answered.
 */
export async function discover(
  client: IssuerClient,
  issuer: string,
  caFile: string | undefined,
): Promise<string> {
  const failures: string[] = [];
  for (const url of documentsOf(issuer)) {
    try {
      return keysIn(await client.json(url, caFile), issuer, url);
    } catch (error) {
      if (!(error instanceof IssuerError)) throw error;
      failures.push(error.message);
    }
  }
  throw new IssuerError(failures.join('; '));
}

/** RFC 8414 puts its name between host and path of the issuer, OpenID Connect behind them. */
function documentsOf(issuer: string): string[] {
  const base = issuer.replace(/\/$/, '');
  const [, origin = '', path = ''] = /^(https:\/\/[^/?#]+)([^?#]*)$/i.exec(base) ?? [];
  if (origin === '') throw new IssuerError(`${issuer} is no https URL without query and fragment`);
  return [
    `${base}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

function keysIn(document: unknown, issuer: string, url: string): string {
  if (typeof document !== 'object' || document === null) throw new IssuerError(`${url}: it is no object`);
  const named = 'issuer' in document ? document.issuer : undefined;
  if (named !== issuer)
    throw new IssuerError(`${url}: it is of the issuer ${JSON.stringify(named)}, not of "${issuer}"`);
  const keys = 'jwks_uri' in document ? document.jwks_uri : undefined;
  if (typeof keys !== 'string') throw new IssuerError(`${url}: it names no jwks_uri`);
  return keys;
}
