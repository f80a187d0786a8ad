import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

let made: { readonly ca: string | undefined; readonly context: SecureContext } | undefined;

/**
 * What a handshake is checked against: Node's roots, the system's, and one more CA. Reading hundreds of certificates
 * costs more than a handshake, so the last one made is kept.
 */
export function trust(ca: string | undefined): SecureContext {
  if (made === undefined || made.ca !== ca) {
    const roots = new Set([...getCACertificates('default'), ...getCACertificates('system')]);
    made = { ca, context: createSecureContext({ ca: [...roots, ...(ca === undefined ? [] : [ca])] }) };
  }
  return made.context;
}
