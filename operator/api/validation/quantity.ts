const QUANTITY = /^([+-]?[0-9]+)(?:\.([0-9]*))?(|k|[MGTPE]i?|Ki|[mun]|[eE][+-]?[0-9]{1,2})$/;
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = ['k', 'M', 'G', 'T', 'P', 'E'];
const SMALL = ['m', 'u', 'n'];

/** A Kubernetes quantity, held exactly as a fraction: `numerator / denominator`. */
export class Quantity {
  readonly numerator: bigint;
  readonly denominator: bigint;

  constructor(numerator: bigint, denominator: bigint) {
    this.numerator = numerator;
    this.denominator = denominator;
  }

  static parse(text: string): Quantity | undefined {
    const match = QUANTITY.exec(text);
    if (match === null) return undefined;
    const [, whole = '', fraction = '', suffix = ''] = match;
    const [up, down] = factor(suffix);
    return new Quantity(BigInt(whole + fraction) * up, 10n ** BigInt(fraction.length) * down);
  }

  /** Negative, zero or positive as this is less than, equal to or more than the other. */
  compareTo(other: Quantity): -1 | 0 | 1 {
    const difference = this.numerator * other.denominator - other.numerator * this.denominator;
    if (difference === 0n) return 0;
    return difference < 0n ? -1 : 1;
  }
}

/** What a suffix multiplies and divides by. */
const factor = (suffix: string): readonly [bigint, bigint] => {
  if (BINARY.includes(suffix)) return [1024n ** BigInt(BINARY.indexOf(suffix) + 1), 1n];
  if (DECIMAL.includes(suffix)) return [1000n ** BigInt(DECIMAL.indexOf(suffix) + 1), 1n];
  if (SMALL.includes(suffix)) return [1n, 1000n ** BigInt(SMALL.indexOf(suffix) + 1)];
  const exponent = BigInt(suffix.slice(1) || '0');
  return exponent < 0n ? [1n, 10n ** -exponent] : [10n ** exponent, 1n];
};
