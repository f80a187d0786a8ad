/** Header fields as they came: a name in small letters, and each of its lines. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/** From Node's flat list of names and values, which keeps what its own object merges or drops. */
export function headersOf(raw: readonly string[]): Headers {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [raw[at + 1] ?? '']);
    else values.push(raw[at + 1] ?? '');
  }
  return headers;
}

/** The value of a header that came once; undefined if it did not come, or more than once. */
export function single(headers: Headers, name: string): string | undefined {
  const values = headers.get(name) ?? [];
  return values.length === 1 ? values[0] : undefined;
}

/** Headers that an app or the gate believes: another spelling of one is an attempt to get past who overwrites it. */
const BELIEVED = /^(x-auth-request-.*|x-original-.*|x-gate-.*|authorization|cookie|content-type)$/;

/**
 * Name of a header that means a believed one to software which takes `_` for `-` (CGI and WSGI do), while nginx and the
 * gate do not. Undefined: there is none.
 */
export function disguised(headers: Headers): string | undefined {
  for (const name of headers.keys()) {
    if (name.includes('_') && BELIEVED.test(name.replaceAll('_', '-'))) return name;
  }
  return undefined;
}

/** Bytes of a header (Node gives one character a byte) read as UTF-8; undefined if they are none. */
export function asUtf8(value: string): string | undefined {
  if (!/[\u0080-\uffff]/.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(value, 'latin1'));
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
