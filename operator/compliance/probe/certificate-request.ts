/** What a server's first flight asks of the client's certificate. */
export interface RequestedCertificates {
  readonly demanded: boolean;
  /** Names of CAs, in DER. */
  readonly authorities: readonly Uint8Array[];
}

const HANDSHAKE_RECORD = 22;
const CERTIFICATE_REQUEST = 13;
const SERVER_HELLO_DONE = 14;

/**
 * Reads the first flight of a server of TLS 1.2, where all of it is in the clear (RFC 5246 sections 6.2.1 and 7.4).
 * Undefined where it does not come to its end, or is something else.
 */
export function requestedCertificates(flight: Buffer): RequestedCertificates | undefined {
  const messages = handshakeOf(flight);
  let requested: RequestedCertificates = { demanded: false, authorities: [] };
  for (let at = 0; at + 4 <= messages.length; ) {
    const length = messages.readUIntBE(at + 1, 3);
    const body = messages.subarray(at + 4, at + 4 + length);
    if (body.length < length) return undefined;
    const type = messages[at];
    if (type === SERVER_HELLO_DONE) return requested;
    if (type === CERTIFICATE_REQUEST) requested = { demanded: true, authorities: authoritiesOf(body) };
    at += 4 + length;
  }
  return undefined;
}

/** The content of the handshake records, up to the first record of another kind. */
function handshakeOf(flight: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + 5 <= flight.length && flight[at] === HANDSHAKE_RECORD; ) {
    const length = flight.readUInt16BE(at + 3);
    parts.push(flight.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return Buffer.concat(parts);
}

/** After the kinds of certificates and the signature algorithms: names, each with its length (RFC 5246 section 7.4.4). */
function authoritiesOf(body: Buffer): Buffer[] {
  const kinds = body[0] ?? 0;
  const algorithmsAt = 1 + kinds;
  if (algorithmsAt + 2 > body.length) return [];
  const listAt = algorithmsAt + 2 + body.readUInt16BE(algorithmsAt);
  const names: Buffer[] = [];
  for (let at = listAt + 2; at + 2 <= body.length; ) {
    const length = body.readUInt16BE(at);
    const name = body.subarray(at + 2, at + 2 + length);
    if (length === 0 || name.length < length) return names;
    names.push(name);
    at += 2 + length;
  }
  return names;
}
