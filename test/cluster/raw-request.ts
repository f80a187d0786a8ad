import net from 'node:net';
import tls from 'node:tls';

export interface RawOptions {
  /** The TLS server name, over https. */
  serverName?: string;
  /** PEM; without it the certificate is not checked. */
  ca?: string;
  /** PEM of the client's certificate and key. */
  cert?: string;
  key?: string;
}

export interface RawResponse {
  /** 0 where the connection ended without an answer. */
  status: number;
  /** By name in lower case; the last one of equal names. */
  headers: Readonly<Record<string, string>>;
  /** All after the headers, as it came: chunks are not put together. */
  body: string;
}

/**
 * Sends just these bytes on a connection of its own and reads until it ends: for request lines and headers that no HTTP
 * client would send. Ask for `Connection: close`, or the answer is complete only when the server has lost patience.
 *
 * @param url `cluster.gateway.http` or `.https`
 */
export function sendRaw(
  url: string,
  request: string | Uint8Array,
  { serverName, ca, cert, key }: RawOptions = {},
): Promise<RawResponse> {
  const { hostname, port, protocol } = new URL(url);
  const address = { host: hostname, port: Number(port) };
  const socket =
    protocol === 'https:'
      ? tls.connect({
          ...address,
          ALPNProtocols: ['http/1.1'],
          rejectUnauthorized: ca !== undefined,
          ...(serverName === undefined ? {} : { servername: serverName }),
          ...(ca === undefined ? {} : { ca }),
          ...(cert === undefined || key === undefined ? {} : { cert, key }),
        })
      : net.connect(address);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.setTimeout(30_000, () => socket.destroy(new Error('the server was silent for 30 s')));
    // A server that refuses before it has read everything may reset; what it said first is the answer.
    socket.once('error', (error) => (chunks.length === 0 ? reject(error) : undefined));
    socket.once('close', () => resolve(parse(Buffer.concat(chunks).toString('latin1'))));
    socket.write(typeof request === 'string' ? Buffer.from(request, 'latin1') : request);
  });
}

/** A request with that target and these header lines, for `sendRaw`; nothing is checked or encoded. */
export function rawRequest(
  target: string,
  host: string,
  lines: readonly string[] = [],
  method = 'GET',
): string {
  const head = [`${method} ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...lines];
  return `${head.join('\r\n')}\r\n\r\n`;
}

function parse(text: string): RawResponse {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end === -1 ? undefined : end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: end === -1 ? '' : text.slice(end + 4),
  };
}
