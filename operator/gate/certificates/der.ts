/** One value of DER (X.690 section 8.1): its identifier octet and what it holds. */
export interface Der {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The bytes are no DER, or of a kind that certificates have no use for. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/**
 * Values that stand one after another and fill `bytes`. Strict: lengths in the one form that DER allows, tags of one octet.
 * @throws DerError
 */
export function elements(bytes: Uint8Array): Der[] {
  const found: Der[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = octet(bytes, at);
    if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of several octets');
    const { length, start } = lengthAt(bytes, at + 1);
    if (length > bytes.length - start) throw new DerError('a value is longer than what holds it');
    found.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}

/**
 * What a value of this tag holds.
 * @throws DerError where the value is another, or is not there.
 */
export function contentOf(value: Der | undefined, tag: number): Uint8Array {
  if (value?.tag !== tag) throw new DerError(`no value of tag 0x${tag.toString(16)} where one belongs`);
  return value.content;
}

function lengthAt(bytes: Uint8Array, at: number): { readonly length: number; readonly start: number } {
  const first = octet(bytes, at);
  if (first < 0x80) return { length: first, start: at + 1 };
  const octets = first & 0x7f;
  if (octets === 0 || octets > 3) throw new DerError('a length without an end, or beyond 16 MiB');
  let length = 0;
  for (let next = 1; next <= octets; next += 1) length = length * 256 + octet(bytes, at + next);
  if (length < 0x80 || length < 256 ** (octets - 1))
    throw new DerError('a length in a longer form than DER allows');
  return { length, start: at + 1 + octets };
}

function octet(bytes: Uint8Array, at: number): number {
  const value = bytes[at];
  if (value === undefined) throw new DerError('it ends in the middle of a value');
  return value;
}
