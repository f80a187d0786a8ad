import http from 'node:http';
import https from 'node:https';

export interface GatewayRequest {
  /** The Host header, and over https the TLS server name. */
  host: string;
  /** With its query; `/` when left out. */
  path?: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  scheme?: 'http' | 'https';
  /** TLS settings: `minVersion`, `maxVersion`, `ca`, `cert`, `key`. The gateway's certificate is not checked unless `ca` is set. */
  tls?: https.RequestOptions;
}

export interface GatewayResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** One request on a connection of its own, redirects not followed. */
export function requestThrough(
  urls: { http: string; https: string },
  { host, path = '/', method = 'GET', headers = {}, body, scheme = 'http', tls = {} }: GatewayRequest,
): Promise<GatewayResponse> {
  const url = new URL(urls[scheme]);
  const options: https.RequestOptions = {
    hostname: url.hostname,
    port: url.port,
    path,
    method,
    headers: { host, ...headers },
    agent: false,
    ...(scheme === 'https' ? { servername: host, rejectUnauthorized: tls.ca !== undefined, ...tls } : {}),
  };
  return new Promise((resolve, reject) => {
    const request = (scheme === 'https' ? https : http).request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    request.once('error', reject);
    request.setTimeout(30_000, () => request.destroy(new Error(`no answer of ${host}${path} within 30 s`)));
    request.end(body);
  });
}
