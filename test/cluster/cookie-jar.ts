export interface Cookie {
  name: string;
  value: string;
  /** The host that set it, or its Domain without a leading dot. */
  domain: string;
  /** Without a Domain the cookie goes back to the very host that set it. */
  hostOnly: boolean;
  path: string;
  secure: boolean;
  httpOnly: boolean;
  sameSite?: string;
}

/** Cookies as a browser keeps them (RFC 6265), as far as logins need it: no public suffixes, no SameSite rules. */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  /** Takes what an answer of that URL sets. A cookie that may not be set is passed over, as browsers do. */
  take(url: URL, setCookie: readonly string[] = []): void {
    for (const line of setCookie) {
      const { cookie, expired } = parse(url, line);
      if (!maySet(url, cookie)) continue;
      const key = `${cookie.domain};${cookie.path};${cookie.name}`;
      if (expired) this.#cookies.delete(key);
      else this.#cookies.set(key, cookie);
    }
  }

  /** The cookies that go to that URL. */
  for(url: URL): Cookie[] {
    return [...this.#cookies.values()].filter(
      ({ domain, hostOnly, path, secure }) =>
        (url.hostname === domain || (!hostOnly && url.hostname.endsWith(`.${domain}`))) &&
        (url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)) &&
        (!secure || url.protocol === 'https:'),
    );
  }

  /** The Cookie header for that URL; undefined without cookies. */
  header(url: URL): string | undefined {
    const cookies = this.for(url);
    return cookies.length === 0 ? undefined : cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  }
}

function parse(url: URL, line: string): { cookie: Cookie; expired: boolean } {
  const [pair = '', ...rest] = line.split(';');
  const split = (text: string): [string, string] => {
    const equals = text.indexOf('=');
    return equals === -1 ? [text.trim(), ''] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
  };
  const [name, value] = split(pair);
  const attributes = new Map(
    rest.map((part) => {
      const [attribute, of] = split(part);
      return [attribute.toLowerCase(), of] as const;
    }),
  );
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase();
  const path = attributes.get('path');
  const sameSite = attributes.get('samesite');
  const maxAge = attributes.get('max-age');
  const expires = Date.parse(attributes.get('expires') ?? '');
  return {
    cookie: {
      name,
      value,
      domain: domain || url.hostname,
      hostOnly: !domain,
      path: path?.startsWith('/') ? path : url.pathname.replace(/\/[^/]*$/, '') || '/',
      secure: attributes.has('secure'),
      httpOnly: attributes.has('httponly'),
      ...(sameSite === undefined ? {} : { sameSite }),
    },
    expired: maxAge === undefined ? expires <= Date.now() : Number(maxAge) <= 0,
  };
}

function maySet(url: URL, { name, domain, hostOnly, path, secure }: Cookie): boolean {
  if (url.hostname !== domain && !url.hostname.endsWith(`.${domain}`)) return false;
  if (secure && url.protocol !== 'https:') return false;
  if (name.startsWith('__Host-')) return secure && hostOnly && path === '/';
  return !name.startsWith('__Secure-') || secure;
}
