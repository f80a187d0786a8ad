import { isIPv6 } from 'node:net';
import type { Address } from '../compliance/probe/request.ts';
import { UsageError } from './io.ts';

const FORM = /^(?:\[(?<six>[0-9A-Fa-f:.]+)\]|(?<name>[A-Za-z0-9._-]+))(?::(?<port>[0-9]{1,5}))?$/;

/**
 * Where the gateway listens, from the options of `apipolicy probe`.
 * @throws UsageError naming the option
 */
export function gatewayAddresses(options: {
  readonly address: string | undefined;
  readonly https: string | undefined;
  readonly http: string | undefined;
}): { readonly https: Address; readonly http: Address } {
  const { address, https, http } = options;
  if (address === undefined && (https === undefined || http === undefined)) {
    throw new UsageError('say where the gateway is: --address HOST[:PORT], or both --https and --http');
  }
  const both = address === undefined ? undefined : parseAddress('address', address, 443);
  return {
    https: https === undefined ? required(both) : parseAddress('https', https, 443),
    http: http === undefined ? { host: required(both).host, port: 80 } : parseAddress('http', http, 80),
  };
}

function parseAddress(option: string, text: string, usual: number): Address {
  if (isIPv6(text)) return { host: text, port: usual };
  const { six, name, port } = FORM.exec(text)?.groups ?? {};
  const host = six ?? name;
  const number = port === undefined ? usual : Number(port);
  if (host === undefined || number < 1 || number > 65_535 || (six !== undefined && !isIPv6(six))) {
    throw new UsageError(
      `--${option} is HOST or HOST:PORT, as 203.0.113.7:443 or [2001:db8::1]:443, not "${text}"`,
    );
  }
  return { host, port: number };
}

function required(address: Address | undefined): Address {
  if (!address) throw new UsageError('say where the gateway is: --address HOST[:PORT]');
  return address;
}
