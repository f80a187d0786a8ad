/**
 * Of a Cookie header (RFC 6265 section 4.2.1) the cookies of one login: its own, and the numbered parts into which a
 * large one is split. What else a browser sends is none of the login's business. Undefined: there is none.
 */
export function cookiesOfLogin(header: string, name: string): string | undefined {
  const own = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => isOf(pair.slice(0, pair.indexOf('=')), name));
  return own.length === 0 ? undefined : own.join('; ');
}

const isOf = (cookie: string, name: string): boolean =>
  cookie === name || (cookie.startsWith(`${name}_`) && /^[0-9]{1,2}$/.test(cookie.slice(name.length + 1)));
