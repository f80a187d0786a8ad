import { PolicyValueError } from './value-error.ts';

const QUANTITY =
  /^\+?(?=\.?[0-9])([0-9]{0,18})(?:\.([0-9]{0,9}))?(|k|Ki|[MGTPE]i?|[mun]|[eE][+-]?[0-9]{1,2})$/;
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = ['k', 'M', 'G', 'T', 'P', 'E'];
const LARGEST = 8n * 1024n ** 3n;

/**
 * Bytes of a Kubernetes quantity (`1Mi`, `1M`, `1.5Gi`, `1e6`, or a plain number), 1 byte to 8Gi.
 * A quantity that is no whole number of bytes (`100m`, `1.0001Ki`) is refused.
 */
export function parseBytes(value: string | number, field: string): number {
  const text = String(value);
  const match = QUANTITY.exec(text);
  if (!match)
    throw new PolicyValueError(field, `${JSON.stringify(text)} is no size; write it as 512Ki or 1Mi`);
  const [, whole = '', fraction = '', suffix = ''] = match;
  const [factor, divisor] = scale(suffix);
  const scaled = BigInt(whole + fraction) * factor;
  const unit = 10n ** BigInt(fraction.length) * divisor;
  if (scaled % unit !== 0n) throw new PolicyValueError(field, `${text} is no whole number of bytes`);
  const bytes = scaled / unit;
  if (bytes < 1n || bytes > LARGEST) throw new PolicyValueError(field, `${text} is outside 1 byte to 8Gi`);
  return Number(bytes);
}

/** Factor and divisor of a suffix (Kubernetes: resource.Quantity). */
function scale(suffix: string): [bigint, bigint] {
  const binary = BINARY.indexOf(suffix);
  if (binary >= 0) return [1024n ** BigInt(binary + 1), 1n];
  const decimal = DECIMAL.indexOf(suffix);
  if (decimal >= 0) return [1000n ** BigInt(decimal + 1), 1n];
  const small = ['m', 'u', 'n'].indexOf(suffix);
  if (small >= 0) return [1n, 1000n ** BigInt(small + 1)];
  const exponent = suffix === '' ? 0 : Number(suffix.slice(1));
  return exponent < 0 ? [1n, 10n ** BigInt(-exponent)] : [10n ** BigInt(exponent), 1n];
}
