import { isIP } from 'node:net';
import type { Address } from './request.ts';

/** Words that a shell takes as they stand. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./*-]+$/;

const quote = (word: string): string => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

/** The `curl` line that makes the same request; certificates are looked at by another line, so any is taken. */
export function curlLine(
  scheme: 'http' | 'https',
  address: Address,
  host: string,
  path: string,
  words: readonly string[] = [],
): string {
  const usual = scheme === 'https' ? 443 : 80;
  const port = address.port === usual ? '' : `:${address.port}`;
  const connect =
    host === '' || host === address.host
      ? []
      : ['--connect-to', `::${bracketed(address.host)}:${address.port}`];
  const url = `${scheme}://${host === '' ? bracketed(address.host) + port : host}${path}`;
  return ['curl', scheme === 'https' ? '-ski' : '-si', ...connect, ...words, url].map(quote).join(' ');
}

/** The `openssl s_client` line that makes the same handshake. */
export function opensslLine(address: Address, host: string, words: readonly string[] = []): string {
  const name = host === '' ? [] : ['-servername', host];
  const connect = ['-connect', `${bracketed(address.host)}:${address.port}`];
  return ['openssl', 's_client', ...connect, ...name, ...words].map(quote).join(' ');
}
