/**
 * What the gate costs a request, on a real node behind the real gateway:
 *
 *   node test/bench/gate.ts [--seconds 6] [--rounds 3] [--clients 8]
 *
 * The same app is asked without protection, behind oauth2-proxy alone (nginx asks it directly), behind the gate with the
 * same session, and behind the gate with a token. The four take turns in one run; client, gateway, gate and app share the
 * machine's processors, so ratios tell more than figures.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { ingress } from '../cluster/manifests/ingress.ts';
import { WebClient } from '../cluster/web-client.ts';
import { authentication, policy } from '../e2e/callers.policy.ts';
import { ada, host, namespace, partner, setTheStage } from '../e2e/callers.stage.ts';
import { median, percentile } from './measure.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    clients: { type: 'string', default: '8' },
  },
});
const directHost = 'direct.example.com';
const openHost = 'open.example.com';

interface Variant {
  readonly name: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rates: number[];
  readonly p50: number[];
  readonly p99: number[];
}

await using stage = await setTheStage();
const { cluster, identity } = stage;
const { oidc, jwt, caBundleRef } = authentication;
const cookieLogin = { ...oidc, session: { lifetime: '8h' } };
await cluster.apply([policy({ authentication: { oidc: cookieLogin, jwt, caBundleRef } })]);
await cluster.waitFor('the login', async () => {
  const answer = await cluster.gateway.request({ host, scheme: 'https', path: '/oauth2/start' });
  return answer.status === 302;
});
const login = (await cluster.mustKubectl(['get', 'service', '-n', namespace, '-o', 'name']))
  .split('\n')
  .find((name) => name.includes('apipolicy-login-'))
  ?.replace('service/', '');
const annotations = {
  'nginx.ingress.kubernetes.io/auth-url': `http://${login}.${namespace}.svc.cluster.local:4180/oauth2/auth`,
  'nginx.ingress.kubernetes.io/auth-response-headers': 'X-Auth-Request-User,X-Auth-Request-Email',
  'nginx.ingress.kubernetes.io/proxy-buffer-size': '16k',
};
await cluster.apply([
  { ...ingress({ namespace, name: 'open', host: openHost, service: 'echo' }) },
  withAnnotations(ingress({ namespace, name: 'direct', host: directHost, service: 'echo' }), annotations),
]);

const web = new WebClient(cluster);
await cluster.waitFor('a session', async (pending) => {
  const answer = await web.logIn(`https://${host}/`, ada.name, ada.password);
  pending(answer);
  return answer.status === 200;
});
const cookie = web.cookies.header(new URL(`https://${host}/`)) ?? '';
const token = await identity.machineToken(partner.id);
const variant = (name: string, at: string, headers: Variant['headers']): Variant => ({
  ...{ name, host: at, headers },
  rates: [],
  p50: [],
  p99: [],
});
const variants = [
  variant('no protection', openHost, {}),
  variant('oauth2-proxy alone', directHost, { cookie }),
  variant('gate, login', host, { cookie }),
  variant('gate, token', host, { authorization: `Bearer ${token}` }),
];
const ca = await readFile(cluster.gateway.caFile, 'utf8');
for (const one of variants) {
  await cluster.waitFor(one.name, async (pending) => {
    const answer = await cluster.gateway.request({ host: one.host, scheme: 'https', headers: one.headers });
    pending(answer);
    return answer.status === 200;
  });
  await load(one, 1_000);
}
for (let round = 0; round < Number(values.rounds); round++) {
  for (const one of variants) {
    const times = await load(one, Number(values.seconds) * 1_000);
    one.rates.push(times.length / Number(values.seconds));
    one.p50.push(percentile(times, 0.5));
    one.p99.push(percentile(times, 0.99));
  }
}
const base = variants[1];
console.log(`medians of ${values.rounds} rounds, ${values.clients} clients without pause`);
for (const { name, rates, p50, p99 } of variants) {
  const rate = median(rates);
  const ratio = base ? rate / median(base.rates) : 1;
  console.log(
    `${name.padEnd(22)} ${rate.toFixed(0).padStart(6)} requests/s (${ratio.toFixed(2)} of oauth2-proxy alone), p50 ${median(p50).toFixed(1)} ms, p99 ${median(p99).toFixed(1)} ms`,
  );
}

/** Milliseconds of each answer, all of which have to be 200. */
async function load({ host: at, headers }: Variant, forMs: number): Promise<number[]> {
  const pool = new Pool(cluster.gateway.https, {
    connections: Number(values.clients),
    connect: { ca, servername: at },
  });
  const times: number[] = [];
  const until = performance.now() + forMs;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      const began = performance.now();
      const { statusCode, body } = await pool.request({
        method: 'GET',
        path: '/',
        headers: { host: at, ...headers },
      });
      await body.dump();
      if (statusCode !== 200) throw new Error(`${at} answered ${statusCode}`);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: Number(values.clients) }, client));
  await pool.close();
  return times;
}

function withAnnotations(object: object, added: Readonly<Record<string, string>>): object {
  const { metadata } = object as { readonly metadata: object };
  return { ...object, metadata: { ...metadata, annotations: added } };
}
