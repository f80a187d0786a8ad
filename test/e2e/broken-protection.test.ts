import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiPolicyStatus } from '../../operator/api/types.generated.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { operatorImage } from '../cluster/images/operator.ts';
import { quickstartImage } from '../cluster/images/stand-in.ts';
import { gatewayDeployment, gatewayNamespace } from '../cluster/manifests/ingress-nginx.ts';
import { gatewayValues, installOperator } from '../cluster/operator.ts';
import { type Authority, createAuthority } from '../cluster/pki.ts';
import {
  annotated,
  anotherApp,
  DEEDS,
  type Deed,
  GLOBAL_DEEDS,
  gatewayService,
  ingress,
  PREFIX,
  pastTheGateway,
  policy,
  provedSoon,
  type Step,
  serviceOf,
  servicePatched,
  servingSecret,
  WITH_SERVICE,
  withCertificate,
} from './broken-protection.deeds.ts';

const root = join(import.meta.dirname, '../..');
/** Cases undone and seen to be undone as well, each up to this long. */
const PATIENCE = { timeoutMs: 100_000, everyMs: 500 };
const CASE_MS = 230_000;

describe('a protection that was seen to hold, and that somebody breaks', { timeout: CASE_MS }, () => {
  let cluster: Cluster;
  let trusted: Authority;
  const names = ['drift', 'class', 'global', 'certificate', 'elsewhere', ...DEEDS.map(({ name }) => name)];

  beforeAll(async () => {
    cluster = await startCluster({
      manifests: [join(root, 'crds')],
      images: [await operatorImage(), await quickstartImage()],
      gateway: { args: ['--enable-ssl-passthrough'] },
    });
    trusted = await createAuthority(join(cluster.directory, 'trusted-pki'), 'CA of the shop');
    const trusting = [await readFile(trusted.certificate, 'utf8')];
    const values = [...gatewayValues, '--set=crds.enabled=false'];
    await installOperator(cluster, { image: await operatorImage(), values, trusting });
    await cluster.mustKubectl(['apply', '-f', join(root, 'examples/quickstart/app.yaml')]);
    await cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'strangers' } },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'elsewhere' },
        spec: { controller: 'example.com/elsewhere' },
      },
      ...WITH_SERVICE.map(serviceOf),
      anotherApp,
      ...names.flatMap((name) => {
        const route = WITH_SERVICE.includes(name) ? { service: name } : {};
        return [ingress(name, 'shop', route), policy(name)];
      }),
    ]);
    await take({
      args: ['apply', '-f', '-'],
      object: await certificateOf(trusted, 'certificate.example.com'),
    });
    await take(withCertificate);
    await cluster.waitForDeployment('shop', 'orders');
    await Promise.all(names.map((name) => proved(name)));
  });

  afterAll(() => cluster?.stop());

  const statusOf = async (name: string): Promise<ApiPolicyStatus> => {
    const path = `/apis/apipolicy.dev/v1alpha1/namespaces/shop/apipolicies/${name}`;
    return ((await cluster.request('GET', path)).body as { status: ApiPolicyStatus }).status;
  };
  const conditionOf = (status: ApiPolicyStatus, wanted: string) =>
    status.conditions?.find(({ type }) => type === wanted);
  const controlOf = (status: ApiPolicyStatus, wanted: string) =>
    status.controls?.find(({ id }) => id === wanted);

  const take = ({ args, object }: Step): Promise<string> =>
    cluster.mustKubectl(args, object === undefined ? {} : { input: JSON.stringify(object) });

  /** Waits for the status to say something, and tells how many seconds that took. */
  const waitForStatus = async (
    name: string,
    what: string,
    says: (seen: ApiPolicyStatus) => boolean,
    since = performance.now(),
  ) => {
    const status = await cluster.waitFor(
      `policy ${name}: ${what}`,
      async (pending) => {
        const seen = await statusOf(name);
        pending({ conditions: seen.conditions, controls: seen.controls });
        return says(seen) && seen;
      },
      PATIENCE,
    );
    return { status, seconds: ((performance.now() - since) / 1000).toFixed(1) };
  };
  const proved = (name: string, control = 'host.shared') =>
    waitForStatus(
      name,
      `Verified, and ${control} passed`,
      (status) =>
        conditionOf(status, 'Verified')?.status === 'True' && controlOf(status, control)?.result === 'Pass',
    );
  const certificateOf = async (authority: Authority, host: string): Promise<object> => {
    const pair = await authority.issue({ name: host, commonName: host, names: [`DNS:${host}`] });
    return servingSecret({
      certificate: await readFile(pair.certificate, 'utf8'),
      key: await readFile(pair.key, 'utf8'),
    });
  };
  const report = (title: string, seconds: string, who: string, evidence = ''): void =>
    console.log(`${title}: ${seconds} s, ${who}, ${evidence}`);

  const brokenAndMended = async ({ name, title, does, undoes, control, evidence }: Deed): Promise<void> => {
    expect(controlOf(await statusOf(name), control)?.result).toBe('Pass');
    const since = performance.now();
    await take(does);
    const { status, seconds } = await waitForStatus(
      name,
      `${control} to fail`,
      (seen) => controlOf(seen, control)?.result === 'Fail',
      since,
    );
    report(title, seconds, control, controlOf(status, control)?.evidence);
    expect(controlOf(status, control)?.evidence).toMatch(evidence);
    expect(controlOf(status, control)?.message).toBeTruthy();
    expect(conditionOf(status, 'Compliant')).toMatchObject({
      status: 'False',
      message: expect.stringContaining(control),
    });
    // Paths beside the target are no protection that this policy states: they cost compliance alone.
    const verified = control === 'host.ungoverned' ? 'True' : 'False';
    expect(conditionOf(status, 'Verified')?.status).toBe(verified);
    const ready = conditionOf(status, 'Ready');
    expect(ready).toMatchObject(
      verified === 'False'
        ? { status: 'False' }
        : { status: 'True', message: expect.stringContaining(`${control} (High)`) },
    );
    await take(undoes);
    await proved(name, control);
  };

  test.concurrent.for(DEEDS)('$title: the status says so, and when it is over', brokenAndMended);

  test.concurrent('a value of the protection is edited: it is put back, with an Event', async () => {
    const since = performance.now();
    await take(annotated('drift', `${PREFIX}/proxy-body-size=100m`));
    const events = '/api/v1/namespaces/shop/events?fieldSelector=involvedObject.name=drift';
    const note = await cluster.waitFor(
      'the repair',
      async (pending) => {
        const { body } = await cluster.request('GET', events);
        pending(body);
        const { items } = body as { items: { reason: string; message: string }[] };
        return items.find(({ reason }) => reason === 'DriftRepaired')?.message;
      },
      PATIENCE,
    );
    report('edited', ((performance.now() - since) / 1000).toFixed(1), 'Event DriftRepaired', note);
    const value = `jsonpath={.metadata.annotations.nginx\\.ingress\\.kubernetes\\.io/proxy-body-size}`;
    const args = ['get', 'ingress', 'drift', '-n', 'shop', '-o', value];
    expect(await cluster.mustKubectl(args)).toBe('262144');
    await proved('drift');
  });

  test.concurrent('the Ingress is given to another controller', async () => {
    const classIs = (ingressClassName: string): Step => ({
      args: ['patch', 'ingress', 'class', '-n', 'shop', '-p', JSON.stringify({ spec: { ingressClassName } })],
    });
    const since = performance.now();
    await take(classIs('elsewhere'));
    const { status, seconds } = await waitForStatus(
      'class',
      'not programmed',
      (seen) => conditionOf(seen, 'Programmed')?.status === 'False',
      since,
    );
    const { reason, message } = conditionOf(status, 'Programmed') ?? {};
    report('another class', seconds, `Programmed ${reason}`, message);
    expect(reason).toBe('GatewayNotSupported');
    expect(conditionOf(status, 'Verified')?.status).toBe('Unknown');
    expect(conditionOf(status, 'Ready')?.status).toBe('False');
    await take(classIs('nginx'));
    await proved('class');
  });

  test.concurrent('the Service picks another app: what was seen counts no more, until that one is proved', async () => {
    const before = (await statusOf('elsewhere')).compliance?.provedAt;
    const since = performance.now();
    await take(servicePatched('elsewhere', { selector: { app: 'billing' } }));
    const { status, seconds } = await waitForStatus(
      'elsewhere',
      'not proved any more',
      (seen) => conditionOf(seen, 'Verified')?.reason === 'NotProbed',
      since,
    );
    report('another app', seconds, 'Verified NotProbed', conditionOf(status, 'Verified')?.message);
    expect(controlOf(status, 'tls.plaintext')?.result).toBe('Unknown');
    expect(status.compliance?.provedAt).toBeUndefined();
    const again = await proved('elsewhere');
    report('another app, proved', again.seconds, 'Verified Proved', again.status.compliance?.provedAt);
    expect(Date.parse(again.status.compliance?.provedAt ?? '')).toBeGreaterThan(Date.parse(before ?? ''));
  });

  test.concurrent('the certificate is swapped for one of a CA that nobody trusts', async () => {
    const swap = async (authority: Authority): Promise<string> =>
      take({ args: ['apply', '-f', '-'], object: await certificateOf(authority, 'certificate.example.com') });
    await proved('certificate', 'tls.https');
    const stranger = await createAuthority(join(cluster.directory, 'stranger-pki'), 'CA of a stranger');
    const since = performance.now();
    await swap(stranger);
    const { status, seconds } = await waitForStatus(
      'certificate',
      'tls.https to fail',
      (seen) => controlOf(seen, 'tls.https')?.result === 'Fail',
      since,
    );
    const { evidence } = controlOf(status, 'tls.https') ?? {};
    report('certificate swapped', seconds, 'tls.https', evidence);
    expect(conditionOf(status, 'Verified')).toMatchObject({
      status: 'False',
      message: expect.stringContaining('tls.https'),
    });
    expect(conditionOf(status, 'Ready')).toMatchObject({ status: 'False', reason: 'ProofFailed' });
    await swap(trusted);
    await take(provedSoon('certificate'));
    await proved('certificate', 'tls.https');
  });

  test.for(GLOBAL_DEEDS)('$title: the status says so, and when it is over', brokenAndMended);

  test('the Service of the gateway leads past it: what is seen there is no proof', async () => {
    const app = ['get', 'pods', '-n', 'shop', '-l', 'app=orders', '-o', 'jsonpath={.items[0].status.podIP}'];
    const service = ['patch', 'service', gatewayService, '-n', gatewayNamespace, '--type=json', '-p'];
    const path = '/spec/selector';
    const { body } = await cluster.request(
      'GET',
      `/api/v1/namespaces/${gatewayNamespace}/services/${gatewayService}`,
    );
    const { selector } = (body as { spec: { selector: object } }).spec;
    const since = performance.now();
    await take({ args: [...service, JSON.stringify([{ op: 'remove', path }])] });
    // Where a Service has no selector, its Endpoints count, and slices are made from them.
    await take({ args: ['delete', 'endpoints', gatewayService, '-n', gatewayNamespace] });
    await cluster.mustKubectl([
      ...['delete', 'endpointslices', '-n', gatewayNamespace],
      ...['-l', `kubernetes.io/service-name=${gatewayService}`],
    ]);
    await cluster.apply(pastTheGateway(await cluster.mustKubectl(app)));
    await take(provedSoon('global'));
    const { status, seconds } = await waitForStatus(
      'global',
      'tls.plaintext to fail',
      (seen) => controlOf(seen, 'tls.plaintext')?.result === 'Fail',
      since,
    );
    report('Service elsewhere', seconds, 'tls.plaintext', controlOf(status, 'tls.plaintext')?.evidence);
    expect(conditionOf(status, 'Verified')?.status).toBe('False');
    expect(controlOf(status, 'tls.https')?.result).not.toBe('Pass');
    await take({ args: ['delete', 'endpointslice', 'past-the-gateway', '-n', gatewayNamespace] });
    await take({ args: [...service, JSON.stringify([{ op: 'add', path, value: selector }])] });
  });

  test('the gateway is stopped: nothing counts as proved', async () => {
    const scale = ['scale', 'deployment', gatewayDeployment, '-n', gatewayNamespace];
    const since = performance.now();
    await take({ args: [...scale, '--replicas=0'] });
    // Asked soon after a change, or once an interval: all of them show that both come to it.
    const unreachable = names.map(async (name) => {
      const { status, seconds } = await waitForStatus(
        name,
        'unreachable',
        (seen) => conditionOf(seen, 'Verified')?.reason === 'Unreachable',
        since,
      );
      expect(conditionOf(status, 'Verified')?.status).toBe('Unknown');
      expect(conditionOf(status, 'Ready')?.message).toContain('Unreachable');
      expect(controlOf(status, 'tls.plaintext')?.result).not.toBe('Pass');
      report(`stopped, ${name}`, seconds, 'Verified Unreachable', conditionOf(status, 'Verified')?.message);
    });
    await Promise.all(unreachable);
    await take({ args: [...scale, '--replicas=1'] });
    await proved('global', 'tls.plaintext');
  });
});
