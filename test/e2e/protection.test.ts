import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { run } from '../../operator/cli/main.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { operatorImage, operatorImageArgs } from '../cluster/images/operator.ts';
import { quickstartImage } from '../cluster/images/stand-in.ts';
import { probeCa, probeCaValue } from '../cluster/operator.ts';

const root = join(import.meta.dirname, '../..');
const quickstart = join(root, 'examples/quickstart');
const host = 'api.example.com';

interface Ingress {
  readonly metadata: { readonly annotations?: Record<string, string>; readonly managedFields?: unknown };
  readonly spec: object;
}

interface ControlLine {
  readonly id: string;
  readonly result: string;
}

interface AuditLine {
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent?: string;
  readonly user: { readonly username: string };
}

describe('the quickstart, installed by Helm on a real node', () => {
  let cluster: Cluster;
  let before: Ingress;

  beforeAll(async () => {
    cluster = await startCluster({
      manifests: [join(root, 'crds')],
      images: [await operatorImage(), await quickstartImage()],
      auditLog: true,
      gateway: { annotationValidation: true },
    });
    await cluster.apply(await probeCa(cluster));
    await cluster.mustHelm([
      ...[
        'install',
        'apipolicy',
        join(root, 'charts/apipolicy'),
        '--namespace',
        'apipolicy-system',
        '--create-namespace',
      ],
      ...operatorImageArgs,
      '--set=crds.enabled=false',
      probeCaValue,
      '--set=gateways[0].class=nginx',
      '--set=gateways[0].namespace=ingress-nginx',
      '--set=gateways[0].configMap=ingress-nginx-controller',
      '--set=gateways[0].deployment=ingress-nginx-controller',
      '--set=gateways[0].address=ingress-nginx-controller.ingress-nginx.svc',
    ]);
    await cluster.mustKubectl([
      'apply',
      '-f',
      join(quickstart, 'app.yaml'),
      '-f',
      join(quickstart, 'ingress.yaml'),
    ]);
    await cluster.waitForDeployment('apipolicy-system', 'apipolicy');
    await cluster.waitForDeployment('shop', 'orders');
    await cluster.waitFor('the app through the gateway', async () => (await get('/')).status === 200);
    before = await readIngress();
  });

  afterAll(() => cluster?.stop());

  const get = (path: string, options: object = {}) => cluster.gateway.request({ host, path, ...options });
  const getSecurely = (path: string, options: object = {}) => get(path, { scheme: 'https', ...options });
  const readIngress = async (): Promise<Ingress> =>
    JSON.parse(
      await cluster.mustKubectl(['get', 'ingress', 'orders', '-n', 'shop', '-o', 'json']),
    ) as Ingress;

  const auditOf = async (): Promise<AuditLine[]> => {
    const text = await readFile(cluster.auditLog ?? '', 'utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    return lines
      .map((line) => JSON.parse(line) as AuditLine)
      .filter(({ stage }) => stage === 'ResponseComplete');
  };

  test('without a policy everything is answered, in clear text, without limits', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => get('/')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await get('/', { method: 'POST', body: 'x'.repeat(1_000_000) })).status).toBe(200);
  });

  test('with the policy plain http is sent to https', async () => {
    await cluster.mustKubectl(['apply', '-f', join(quickstart, 'policy.yaml')]);
    await cluster.mustKubectl([
      'wait',
      'apol/orders',
      '-n',
      'shop',
      '--for=condition=Ready',
      '--timeout=30s',
    ]);
    await cluster.waitFor('the redirect from every worker', async (pending) => {
      // nginx lets workers with the configuration before a reload answer on for a while.
      const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await get('/')).status));
      pending(statuses);
      return statuses.every((status) => status === 308);
    });
    expect((await get('/')).headers.location).toBe(`https://${host}`);
  });

  test('a body over the limit is refused', async () => {
    expect((await getSecurely('/', { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })).status).toBe(413);
  });

  test('pages of other origins may not read answers, those of the stated one may', async () => {
    const foreign = await getSecurely('/', { headers: { origin: 'https://evil.example.org' } });
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
    const own = await getSecurely('/', { headers: { origin: 'https://app.example.com' } });
    expect(own.headers['access-control-allow-origin']).toBe('https://app.example.com');
  });

  test('requests over the limit are refused', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 20; count++) statuses.push((await getSecurely('/')).status);
    expect(statuses).toContain(503);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(12);
  });

  test('the status tells the limit with the replicas of the gateway that it saw', async () => {
    const policy = JSON.parse(
      await cluster.mustKubectl(['get', 'apol', 'orders', '-n', 'shop', '-o', 'json']),
    ) as {
      status: {
        limits: { effective: string }[];
        targets: { gatewayVersion: string }[];
        enforcement: unknown[];
      };
    };
    expect(policy.status.limits[0]?.effective).toBe('10 per Minute');
    expect(policy.status.targets[0]?.gatewayVersion).toBe('1.11.0');
    expect(policy.status.enforcement).toEqual([]);
  });

  test('the status tells what was seen on the wire', async () => {
    const { status } = await cluster.waitFor('the proof', async (pending) => {
      const policy = JSON.parse(
        await cluster.mustKubectl(['get', 'apol', 'orders', '-n', 'shop', '-o', 'json']),
      ) as {
        status: { conditions: { type: string; status: string; reason: string }[]; controls: ControlLine[] };
      };
      pending(policy.status);
      return (
        policy.status.conditions.some(({ type, status }) => type === 'Verified' && status !== 'Unknown') &&
        policy
      );
    });
    const results = Object.fromEntries(status.controls.map(({ id, result }) => [id, result]));
    expect(results).toMatchObject({
      'tls.plaintext': 'Pass',
      'tls.versions': 'Pass',
      'input.body-size': 'Pass',
      'output.cors': 'Pass',
      'host.shared': 'Pass',
      'auth.anonymous-refused': 'Fail',
    });
    expect(status.conditions.find(({ type }) => type === 'Verified')).toMatchObject({
      status: 'True',
      reason: 'Proved',
    });
    expect(status.conditions.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'True' });
  });

  test('what render prints is what the operator applied', async () => {
    const parts: string[] = [];
    const io = { stdin: process.stdin, out: (part: string) => void parts.push(part), err: () => {} };
    expect(await run(['render', quickstart], io)).toBe(0);
    const [rendered] = parseAllDocuments(parts.join('')).map((document) => document.toJS() as Ingress);
    const { metadata } = await readIngress();
    const added = Object.entries(metadata.annotations ?? {}).filter(
      ([key]) => !(key in (before.metadata.annotations ?? {})),
    );
    expect(Object.fromEntries(added)).toEqual(rendered?.metadata.annotations);
  });

  test('it reads well', async () => {
    const table = await cluster.mustKubectl(['get', 'apol', '-A']);
    expect(table).toMatch(/NAMESPACE +NAME +TARGETS +ENFORCEMENT +READY +REASON +SCORE +PROVED +AGE/);
    expect(table).toMatch(/shop +orders +1 +Enforce +True +Ready +[0-9]+ +[0-9]+s/);
    const explained = await cluster.mustKubectl(['explain', 'apipolicy.spec.rateLimit.rules.requests']);
    expect(explained).toContain('DESCRIPTION');
  });

  test('deleting the policy leaves the Ingress as it was, with an Event', async () => {
    await cluster.mustKubectl(['delete', 'apol', 'orders', '-n', 'shop']);
    await cluster.waitFor('the annotations to be gone', async (pending) => {
      const { metadata } = await readIngress();
      pending(metadata.annotations);
      return JSON.stringify(metadata.annotations) === JSON.stringify(before.metadata.annotations);
    });
    expect((await readIngress()).spec).toEqual(before.spec);
    await cluster.waitFor('plain http to be answered again', async () => (await get('/')).status === 200);
    await cluster.waitFor('the Event', async () =>
      (await cluster.mustKubectl(['get', 'events', '-n', 'shop'])).includes('ProtectionRemoved'),
    );
  });

  test('the operator acts as its own ServiceAccount and touches no Secret', async () => {
    const lines = (await auditOf()).filter(({ userAgent }) => userAgent?.startsWith('apipolicy/'));
    expect(lines.length).toBeGreaterThan(0);
    const users = new Set(lines.map(({ user }) => user.username));
    expect([...users]).toEqual(['system:serviceaccount:apipolicy-system:apipolicy']);
    expect(lines.filter(({ requestURI }) => requestURI.includes('/secrets'))).toEqual([]);
  });

  test('uninstalled while a policy stays, it leaves the protection in force; installed again, it takes up the policy', async () => {
    await cluster.mustKubectl(['apply', '-f', join(quickstart, 'policy.yaml')]);
    await cluster.waitFor('the redirect', async () => (await get('/')).status === 308);
    await cluster.mustHelm(['uninstall', 'apipolicy', '--namespace', 'apipolicy-system', '--wait']);
    await cluster.mustKubectl([
      'patch',
      'apol',
      'orders',
      '-n',
      'shop',
      '--type=merge',
      '-p',
      '{"spec":{"validation":{"maxBodySize":"2Mi"}}}',
    ]);
    expect((await get('/')).status).toBe(308);
    expect((await readIngress()).metadata.annotations?.['nginx.ingress.kubernetes.io/proxy-body-size']).toBe(
      '262144',
    );
    await cluster.mustHelm([
      'install',
      'apipolicy',
      join(root, 'charts/apipolicy'),
      '--namespace',
      'apipolicy-system',
      ...operatorImageArgs,
      '--set=crds.enabled=false',
    ]);
    await cluster.waitFor(
      'the new size',
      async () =>
        (await readIngress()).metadata.annotations?.['nginx.ingress.kubernetes.io/proxy-body-size'] === '2m',
    );
  });
});
