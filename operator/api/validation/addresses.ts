import { isIPv4, isIPv6 } from 'node:net';

/** An IP address as the Kubernetes CEL library has it: no zone, no IPv4-mapped IPv6. */
export class IpAddress {
  readonly bits: bigint;
  readonly family: 4 | 6;

  constructor(bits: bigint, family: 4 | 6) {
    this.bits = bits;
    this.family = family;
  }

  static parse(text: string): IpAddress | undefined {
    if (isIPv4(text)) return new IpAddress(ipv4Bits(text), 4);
    if (!isIPv6(text) || text.includes('%')) return undefined;
    const bits = ipv6Bits(text);
    return bits >> 32n === 0xffffn ? undefined : new IpAddress(bits, 6);
  }

  toString(): string {
    return this.family === 4 ? ipv4Text(this.bits) : ipv6Text(this.bits);
  }
}

/** A network in CIDR notation, perhaps with host bits. */
export class Cidr {
  readonly address: IpAddress;
  readonly prefix: number;

  constructor(address: IpAddress, prefix: number) {
    this.address = address;
    this.prefix = prefix;
  }

  static parse(text: string): Cidr | undefined {
    const match = /^([^/]+)\/(0|[1-9][0-9]{0,2})$/.exec(text);
    const address = IpAddress.parse(match?.[1] ?? '');
    const prefix = Number(match?.[2]);
    if (address === undefined || prefix > width(address)) return undefined;
    return new Cidr(address, prefix);
  }

  /** The same network without host bits. */
  masked(): Cidr {
    const host = BigInt(width(this.address) - this.prefix);
    return new Cidr(new IpAddress((this.address.bits >> host) << host, this.address.family), this.prefix);
  }

  equals(other: Cidr): boolean {
    return this.toString() === other.toString();
  }

  toString(): string {
    return `${this.address}/${this.prefix}`;
  }
}

const width = (address: IpAddress): number => (address.family === 4 ? 32 : 128);

const ipv4Bits = (text: string): bigint =>
  text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);

const ipv6Bits = (text: string): bigint => {
  const groups = text.replace(/[0-9.]+\.[0-9]+$/, (tail) => {
    const bits = ipv4Bits(tail);
    return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
  });
  const [head = '', tail = ''] = groups.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = tail.split(':').filter((group) => group !== '');
  const middle = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...middle, ...right].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
};

const ipv4Text = (bits: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => ((bits >> shift) & 0xffn).toString()).join('.');

/** RFC 5952: small letters, no leading zeros, the longest run of two or more zero groups as `::`. */
const ipv6Text = (bits: bigint): string => {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const run = longestZeroRun(groups);
  if (run.length < 2) return groups.join(':');
  return `${groups.slice(0, run.start).join(':')}::${groups.slice(run.start + run.length).join(':')}`;
};

const longestZeroRun = (groups: readonly string[]): { readonly start: number; readonly length: number } => {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === '0' ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  }
  return best;
};
