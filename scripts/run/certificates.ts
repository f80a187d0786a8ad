import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { GatewayResponse } from '../../test/cluster/gateway-client.ts';
import { createAuthority } from '../../test/cluster/pki.ts';
import { waitFor } from '../../test/cluster/wait.ts';
import { mustKubectl, type Stage } from './stage.ts';
import { steadily } from './steadily.ts';
import { heading, paragraph, show } from './telling.ts';

const folder = resolve(import.meta.dirname, '../../examples/client-certificates');
const host = 'partners.example.com';
const url = `https://${host}`;

/** A certificate with its key, PEM. */
export interface ShownCertificate {
  readonly cert: string;
  readonly key: string;
}

/** The third part: a host for callers that show a certificate. Returns that of the caller `billing`. */
export async function tellOfCertificates(stage: Stage): Promise<ShownCertificate> {
  heading('With examples/client-certificates: callers with certificates of cert-manager');
  await mustKubectl(stage, ['apply', '-f', folder]);
  paragraph('$ kubectl apply -f examples/client-certificates');
  const billing = await issued(stage, 'billing-client-tls');
  const reports = await issued(stage, 'reports-client-tls');
  const stranger = await strangersCertificate();
  const get = (
    path: string,
    tls?: ShownCertificate,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<GatewayResponse> =>
    stage.request({ host, path, scheme: 'https', headers, ...(tls && { tls: { ...tls } }) });
  await steadily(
    'the gateway to ask for certificates, and the gate to know them',
    async (pending) => {
      const answers = [await get('/'), await get('/orders', billing), await get('/invoices', reports)];
      pending(answers.map(({ status }) => status));
      return answers.map(({ status }) => status).join() === '400,200,403';
    },
    180_000,
  );
  paragraph(await mustKubectl(stage, ['get', 'certificates', '-n', 'shop']));
  show(`GET ${url}/orders without a certificate`, told(await get('/orders')));
  show('the same with a certificate of another CA for billing', told(await get('/orders', stranger)));
  const known = await get('/orders', billing);
  show("the same with billing's certificate", `${known.status}, and the app is told: ${caller(known)}`);
  const claimed = await get('/orders', reports, { 'x-auth-request-client-certificate': 'billing' });
  show(
    "the same with reports' certificate and X-Auth-Request-Client-Certificate: billing",
    `${claimed.status}, and the app is told: ${caller(claimed)}`,
  );
  show(
    "GET /invoices, which is billing's alone, with reports' certificate",
    told(await get('/invoices', reports)),
  );
  show("GET /invoices with billing's", told(await get('/invoices', billing)));
  return billing;
}

/** What cert-manager has put into the Secret, as the program that mounts it would find it. */
function issued(stage: Stage, name: string): Promise<ShownCertificate> {
  return waitFor(
    `the Secret ${name}`,
    async (pending) => {
      const { code, stdout, stderr } = await stage.kubectl([
        'get',
        'secret',
        name,
        '-n',
        'shop',
        '-o',
        'json',
      ]);
      pending(stderr);
      if (code !== 0) return undefined;
      const { data = {} } = JSON.parse(stdout) as { data?: Readonly<Record<string, string>> };
      const pem = (key: string): string => Buffer.from(data[key] ?? '', 'base64').toString('utf8');
      return { cert: pem('tls.crt'), key: pem('tls.key') };
    },
    { timeoutMs: 120_000 },
  );
}

async function strangersCertificate(): Promise<ShownCertificate> {
  const directory = await mkdtemp(join(tmpdir(), 'apipolicy-stranger-'));
  try {
    const authority = await createAuthority(directory, 'some CA');
    const pair = await authority.issue({ name: 'billing', commonName: 'billing' });
    return { cert: await readFile(pair.certificate, 'utf8'), key: await readFile(pair.key, 'utf8') };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** How to call with a certificate of one's own hands. */
export function certificateInvitation({ https }: Stage, files: { certificate: string; key: string }): string {
  const { port } = new URL(https);
  return [
    '# as the caller billing, with its certificate:',
    `curl -i --insecure --cert ${files.certificate} --key ${files.key} \\`,
    `  --resolve ${host}:${port}:127.0.0.1 https://${host}:${port}/invoices`,
  ].join('\n');
}

/** The answer with the last thing that nginx's page says before its own name. */
function told({ status, body }: GatewayResponse): string {
  const said = [...body.matchAll(/<center>(?:<h1>)?([^<]*)/g)].map(([, text]) => text);
  const reason = said.findLast((text) => text !== 'nginx');
  return reason === undefined ? `${status}` : `${status}: ${reason}`;
}

function caller({ body }: GatewayResponse): string {
  const { headers = {} } = JSON.parse(body) as { headers?: Record<string, readonly string[]> };
  const header = 'X-Auth-Request-Client-Certificate';
  return `${header}: ${headers[header]?.join(', ') ?? '(none)'}`;
}
