import { BlockList, isIP } from 'node:net';

/** `strconv.ParseBool`. */
export const parseBool = (text: string | undefined): boolean | undefined => {
  if (text === undefined) return undefined;
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
};

/** `strconv.Atoi`. */
export const atoi = (text: string | undefined): number | undefined =>
  text !== undefined && /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text))
    ? Number(text)
    : undefined;

/** `internal/net.ParseIPNets`: networks in their canonical form. */
export function parseNetworks(text: string): string[] {
  return text.split(',').map((entry) => {
    const [address = '', prefix, ...more] = entry.trim().split('/');
    const family = isIP(address);
    const bits = prefix === undefined ? undefined : atoi(prefix);
    const valid =
      family !== 0 &&
      more.length === 0 &&
      (prefix === undefined || (/^\d+$/.test(prefix) && bits !== undefined));
    if (!valid || (bits ?? 0) > (family === 4 ? 32 : 128)) throw new Error(`invalid CIDR address: ${entry}`);
    if (bits !== undefined) new BlockList().addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
    return entry.trim();
  });
}

export const isNetworks = (text: string): boolean => {
  try {
    parseNetworks(text);
    return true;
  } catch {
    return false;
  }
};
