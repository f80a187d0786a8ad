/** A block of addresses (RFC 4632, RFC 4291), its host bits zero. */
export interface Network {
  readonly version: 4 | 6;
  /** First address as a number. */
  readonly first: bigint;
  /** Length of the prefix in bits. */
  readonly prefix: number;
}

export type NetworkFault = 'syntax' | 'no-prefix' | 'host-bits';

/** A text is no network. The message says what to write instead. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly code = 'NOT_A_NETWORK';
  readonly fault: NetworkFault;

  constructor(fault: NetworkFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

const bitsOf = (version: 4 | 6): number => (version === 4 ? 32 : 128);
const ALPHABET = /^[0-9a-fA-F.:/]{1,49}$/;

/**
 * Parses a network in CIDR notation, strictly: a prefix length is needed and host bits must be zero.
 * An address that stands alone could be a mistyped network, and `x.y.z.77/24` one machine or 256: the message asks.
 */
export function parseNetwork(text: string): Network {
  const [address = '', length, ...rest] = ALPHABET.test(text) ? text.split('/') : [''];
  const parsed = parseAddress(address);
  if (!parsed || rest.length > 0 || (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length))) {
    throw new NetworkError(
      'syntax',
      `${quote(text)} is no network; write it as 198.51.100.0/24 or 2001:db8::/32`,
    );
  }
  const bits = bitsOf(parsed.version);
  if (length === undefined) {
    throw new NetworkError(
      'no-prefix',
      `${quote(text)} has no prefix length; for this one address write ${address}/${bits}`,
    );
  }
  const prefix = Number(length);
  if (prefix > bits) {
    throw new NetworkError(
      'syntax',
      `${quote(text)} has a prefix length above ${bits}, the most for IPv${parsed.version}`,
    );
  }
  const network = { version: parsed.version, first: firstAddress(parsed.value, prefix, bits), prefix };
  if (network.first !== parsed.value) {
    throw new NetworkError(
      'host-bits',
      `${quote(text)} has host bits; write ${formatNetwork(network)} for the network or ${address}/${bits} for the one address`,
    );
  }
  return network;
}

/** Parses an address or a network as lenient software does: host bits are dropped, a lone address is one host. */
export function parseLenient(text: string): Network | undefined {
  const [address = '', length, ...rest] = ALPHABET.test(text) ? text.split('/') : [''];
  const parsed = parseAddress(address);
  if (!parsed || rest.length > 0 || (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length)))
    return undefined;
  const bits = bitsOf(parsed.version);
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return undefined;
  return { version: parsed.version, first: firstAddress(parsed.value, prefix, bits), prefix };
}

/** True when every address of `inner` is in `outer`. */
export function contains(outer: Network, inner: Network): boolean {
  if (outer.version !== inner.version || outer.prefix > inner.prefix) return false;
  return firstAddress(inner.first, outer.prefix, bitsOf(outer.version)) === outer.first;
}

/** Canonical text: lower case, the longest run of zeros shortened (RFC 5952). */
export function formatNetwork({ version, first, prefix }: Network): string {
  return `${version === 4 ? formatIPv4(first) : formatIPv6(first)}/${prefix}`;
}

/** IPv4 before IPv6, then by first address, then the larger network. */
export function compareNetworks(a: Network, b: Network): number {
  if (a.version !== b.version) return a.version - b.version;
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  return a.prefix - b.prefix;
}

/** Canonical texts of the networks in canonical order, each once: equal sets give equal lists. */
export function canonicalNetworks(networks: readonly Network[]): string[] {
  return [...new Set(networks.toSorted(compareNetworks).map(formatNetwork))];
}

function firstAddress(value: bigint, prefix: number, bits: number): bigint {
  const hostBits = BigInt(bits - prefix);
  return (value >> hostBits) << hostBits;
}

function parseAddress(text: string): { version: 4 | 6; value: bigint } | undefined {
  const value = text.includes(':') ? parseIPv6(text) : parseIPv4(text);
  if (value === undefined) return undefined;
  return { version: text.includes(':') ? 6 : 4, value };
}

function parseIPv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseIPv6(text: string): bigint | undefined {
  const halves = withoutDottedTail(text).split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (!head) return undefined;
  const given = head.length + (tail?.length ?? 0);
  if (tail ? given > 7 : given !== 8) return undefined;
  const groups = tail ? [...head, ...Array<string>(8 - given).fill('0'), ...tail] : head;
  let value = 0n;
  for (const group of groups) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    value = (value << 16n) | BigInt(`0x${group}`);
  }
  return value;
}

/** `64:ff9b::192.0.2.1` → `64:ff9b::c000:201` (RFC 4291, 2.2.3); what is no IPv4 address at the end stays, and is refused. */
function withoutDottedTail(text: string): string {
  const start = text.lastIndexOf(':') + 1;
  const value = parseIPv4(text.slice(start));
  if (value === undefined) return text;
  return `${text.slice(0, start)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}

function formatIPv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
}

function formatIPv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16),
  );
  const joined = groups.join(':');
  const runs = [...joined.matchAll(/(?:^|:)(0(?::0)+)(?=:|$)/g)].map((match) => match[0]);
  const longest = runs.toSorted((a, b) => b.length - a.length)[0];
  if (longest === undefined) return joined;
  const [before = '', after = ''] = splitOnce(joined, longest);
  return `${before}::${after.replace(/^:/, '')}`;
}

function splitOnce(text: string, part: string): [string, string] {
  const at = text.indexOf(part);
  return [text.slice(0, at), text.slice(at + part.length)];
}

const quote = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
