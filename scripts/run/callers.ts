import { resolve } from 'node:path';
import type { GatewayResponse } from '../../test/cluster/gateway-client.ts';
import { mustKubectl, type Provider, type Stage } from './stage.ts';
import { steadily } from './steadily.ts';
import { heading, paragraph, show } from './telling.ts';

const file = resolve(import.meta.dirname, '../../examples/callers/policy.yaml');
const host = 'api.example.com';
const path = '/orders';
const url = `https://${host}${path}`;
const requests = 12;

/** The second part: the same API for callers that are known. */
export async function tellOfCallers(stage: Stage, provider: Provider): Promise<void> {
  heading('With examples/callers/policy.yaml: who is calling');
  await mustKubectl(stage, ['apply', '-f', file]);
  paragraph('$ kubectl apply -f examples/callers/policy.yaml');
  const token = await provider.machineToken();
  const get = (headers: Readonly<Record<string, string>> = {}): Promise<GatewayResponse> =>
    stage.request({ host, path, scheme: 'https', headers });
  const bearer = { authorization: `Bearer ${token}` };
  const browser = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };
  await steadily(
    'the gate and the login',
    async (pending) => {
      const answers = [await stage.request({ host, path: '/oauth2/start', scheme: 'https' }), await get()];
      pending(answers.map(({ status }) => status));
      return answers[0]?.status === 302 && answers[1]?.status === 401;
    },
    120_000,
  );
  const nobody = await get();
  show(
    `GET ${url} by a program without a token`,
    `${nobody.status}, WWW-Authenticate: ${nobody.headers['www-authenticate']}`,
  );
  const known = await get(bearer);
  show(
    'the same with a token of https://id.example.com',
    `${known.status}, and the app is told: ${told(known)}`,
  );
  const more = await Promise.all(Array.from({ length: requests }, () => get(bearer)));
  show(`${requests} times more (five a minute for each user, two replicas count)`, counted(more));
  const limited = more.find(({ status }) => status === 429);
  if (limited) show('one of those over the limit', `429, Retry-After: ${limited.headers['retry-after']}`);
  const page = await get(browser);
  show(`GET ${url} by a browser`, `${page.status}, to ${page.headers.location}`);
  const forged = await get({ 'x-auth-request-user': 'root' });
  show('GET with X-Auth-Request-User: root and no token', `${forged.status}`);
}

/** How to see the login with one's own eyes. */
export function loginInvitation({ https }: Stage, { user }: Provider): string {
  const { port } = new URL(https);
  return [
    `# the login, in a browser (user ${user.name}, password ${user.password}):`,
    `chromium --user-data-dir="$(mktemp -d)" --ignore-certificate-errors \\`,
    `  --host-resolver-rules="MAP *.example.com:443 127.0.0.1:${port}" ${url}`,
  ].join('\n');
}

/** What the app, which answers with what it was asked, says of the caller. */
function told({ body }: GatewayResponse): string {
  const { headers = {} } = JSON.parse(body) as { headers?: Record<string, readonly string[]> };
  return `X-Auth-Request-User: ${headers['X-Auth-Request-User']?.[0] ?? '(none)'}`;
}

function counted(answers: readonly GatewayResponse[]): string {
  const counts = new Map<number, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} × ${status}`).join(', ');
}
