import { GATE_HEADERS } from '../../plan/gate-plan.ts';
import { type Headers, single } from '../headers.ts';

/** What the gateway says of a certificate that the client showed. */
export type ShownCertificate =
  /** The error path is not told, and what stands there in a header is the client's own. */
  | { readonly kind: 'unseen' }
  | { readonly kind: 'none' }
  /** The CA vouches for it; PEM, with `%` for what stands in no header. */
  | {
      readonly kind: 'verified';
      readonly escaped: string;
      /** False: by the CA of whatever serves callers who name no host. */
      readonly named: boolean;
    }
  | { readonly kind: 'bad'; readonly reason: string };

const VERIFY = GATE_HEADERS.verify.toLowerCase();
const CERTIFICATE = GATE_HEADERS.certificate.toLowerCase();
const SERVER_NAME = GATE_HEADERS.serverName.toLowerCase();

/**
 * Reads `X-Gate-Verify` and `X-Gate-Certificate`, which nginx writes over whatever the client sent of them: the ConfigMap
 * of `auth-proxy-set-headers` sets them to `$ssl_client_verify` and `$ssl_client_escaped_cert`. Over http both are empty,
 * and an empty header is not sent. `ssl-client-*` is never read: nginx leaves the client's own where it asks for no
 * certificate.
 *
 * `X-Gate-Server-Name` is `$ssl_server_name`: nginx verifies by the CA of the host that the handshake named (RFC 6066
 * section 3), and of its default server where it named none, and lets the request ask for any host after that.
 */
export function shownCertificate(headers: Headers, scheme: 'http' | 'https', host: string): ShownCertificate {
  const twice = [VERIFY, CERTIFICATE, SERVER_NAME].some((name) => (headers.get(name)?.length ?? 0) > 1);
  if (twice) return { kind: 'bad', reason: 'the gateway’s word on the certificate is there twice' };
  const [verify, escaped] = [single(headers, VERIFY), single(headers, CERTIFICATE)];
  if ((verify === undefined || verify === 'NONE') && escaped === undefined) return { kind: 'none' };
  if (scheme === 'http') return { kind: 'bad', reason: 'a certificate without TLS' };
  if (verify !== 'SUCCESS') return { kind: 'bad', reason: 'the gateway did not verify the certificate' };
  if (escaped === undefined) return { kind: 'bad', reason: 'the gateway does not show the certificate' };
  const serverName = single(headers, SERVER_NAME)?.toLowerCase();
  if (serverName !== undefined && serverName !== host)
    return { kind: 'bad', reason: 'the certificate was verified for another host' };
  return { kind: 'verified', escaped, named: serverName !== undefined };
}
