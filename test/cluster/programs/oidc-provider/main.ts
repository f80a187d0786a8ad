/**
 * An OpenID Connect provider for tests. Port 8080 is the provider, in plain http behind a gateway that ends TLS; port
 * 8081 is how a test changes it, and no gateway leads there:
 *
 * - `POST /rotate`: signs by a new key from now on; the keys before are no longer published, with `?keep=true` they are
 * - `POST /sign` `{"header", "payload"}`: a token with just that content, signed by the current key
 * - `PUT /outage` `["/jwks"]`: these paths are answered 503, `[]` ends it
 * - `GET /requests`: how often each path was asked
 * - `GET /healthz`
 */
import type { JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { newKey, signAnything, type Unsigned } from './keys.ts';
import { serveLogin } from './login.ts';
import { createProvider } from './provider.ts';
import type { ProviderSettings } from './settings.ts';

const settings = JSON.parse(readFileSync(process.argv[2] ?? 'settings.json', 'utf8')) as ProviderSettings;

let key: JsonWebKey = settings.key;
let published = [key];
let provider = createProvider(settings, published);
let out: readonly string[] = [];
const asked = new Map<string, number>();

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

const serveOidc: Handler = async (request, response, { pathname }) => {
  const counted = pathname.startsWith('/interaction/') ? '/interaction' : pathname;
  if (asked.has(counted) || asked.size < 1000) asked.set(counted, (asked.get(counted) ?? 0) + 1);
  if (out.includes(pathname)) return answer(response, 503, { error: 'temporarily_unavailable' });
  if (pathname.startsWith('/interaction/')) return serveLogin(provider, settings.users, request, response);
  await provider.callback()(request, response);
};

const serveControl: Handler = async (request, response, { pathname, searchParams }) => {
  switch (`${request.method} ${pathname}`) {
    case 'POST /rotate': {
      const next = newKey();
      published = [next, ...(searchParams.get('keep') === 'true' ? published : [])];
      key = next;
      provider = createProvider(settings, published);
      return answer(response, 200, { kid: next.kid });
    }
    case 'POST /sign':
      return answer(response, 200, { token: signAnything(key, (await json(request)) as Unsigned) });
    case 'PUT /outage':
      out = (await json(request)) as string[];
      return answer(response, 200, out);
    case 'GET /requests':
      return answer(response, 200, Object.fromEntries(asked));
    case 'GET /healthz':
      return answer(response, 200, 'ok');
    default:
      return answer(response, 404, `nothing answers ${request.method} ${pathname}`);
  }
};

function serve(port: number, handle: Handler): void {
  createServer((request, response) => {
    const url = URL.parse(request.url ?? '/', settings.issuer);
    if (url === null) return answer(response, 400, 'the request line names no path');
    handle(request, response, url).catch((error: unknown) => {
      console.error(request.method, request.url, error);
      if (response.headersSent) response.destroy();
      else answer(response, 500, String(error));
    });
  }).listen(port, () => console.log(`listening on :${port}`));
}

serve(8080, serveOidc);
serve(8081, serveControl);
process.once('SIGTERM', () => process.exit(0));
