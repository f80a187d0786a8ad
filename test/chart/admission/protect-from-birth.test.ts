import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingressNginx } from '../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { BARE } from '../../../operator/plan/gate-plan.ts';
import { methods } from '../../../operator/plan/nodes/methods.ts';
import { securityPlan } from '../../../operator/plan/plan.ts';
import { stated } from '../../../operator/plan/stated.ts';
import { waitFor } from '../../cluster/wait.ts';
import { anIngress } from '../../generators/objects.ts';
import { helm, template } from '../helm.ts';
import { ADMIN, ChartCluster, type KubernetesObject, OPERATOR, pathOf, said } from './chart-cluster.ts';
import { ingress } from './companion-samples.ts';

const ON = ['--set', 'admission.protectFromBirth=true'];
const INGRESSES_DRY_RUN = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses?dryRun=All';
/** Policies are asked in no order of their own: what happens once may be chance. */
const ROUNDS = 8;
const PREFIX = 'nginx.ingress.kubernetes.io/';

/** What is written on a bare Ingress before the gate's ConfigMap of headers is known to be there. */
function born(policy: string, namespace = 'shop'): Readonly<Record<string, string>> {
  const plan = securityPlan({ namespace, name: policy }, [
    methods({ allowed: stated(['GET'], 'spec.validation.methods') }),
  ]);
  const group = ingressNginx.lower(plan, anIngress(), {}).groups.find(({ name }) => name === 'auth');
  const written = Object.entries(group?.annotations ?? {}).filter(
    ([key]) => key !== `${PREFIX}auth-proxy-set-headers`,
  );
  expect(written).toHaveLength(3);
  return Object.fromEntries(
    written.map(([key, value]) => [key, key === `${PREFIX}auth-url` ? `${value}${BARE}` : value]),
  );
}

const refs = (...names: string[]) => ({
  targetRefs: names.map((name) => ({ group: 'networking.k8s.io', kind: 'Ingress', name })),
});
const labelled = (selector: object) => ({
  targetSelectors: [{ group: 'networking.k8s.io', kind: 'Ingress', ...selector }],
});
const needsGate = { validation: { methods: ['GET'] } };

test('an older Kubernetes refuses the option and says why; without the option nothing is made', async () => {
  const { code, stderr } = await helm(
    'template',
    'test',
    'charts/apipolicy',
    ...ON,
    '--kube-version',
    '1.35.2',
  );
  expect(code).not.toBe(0);
  expect(stderr).toContain('admission.protectFromBirth needs Kubernetes 1.36');
  expect(await template()).not.toContain('MutatingAdmissionPolicy');
});

describe('an Ingress of a namespace with policies', () => {
  let chart: ChartCluster;

  const policy = async (
    name: string,
    spec: object,
    metadata: object = {},
    namespace = 'shop',
  ): Promise<void> => {
    const object = {
      apiVersion: 'apipolicy.dev/v1alpha1',
      kind: 'ApiPolicy',
      metadata: { name, namespace, ...metadata },
      spec,
    };
    expect(said(await chart.apply(ADMIN, object, { manager: 'user' }))).toBe('201');
  };

  interface Read {
    readonly metadata: {
      readonly annotations?: Readonly<Record<string, string>>;
      readonly managedFields: readonly { readonly manager: string; readonly fieldsV1: object }[];
    };
  }
  const MARK = 'apipolicy.dev/born-under';
  const annotations = (body: unknown) => {
    const { [MARK]: _mark, ...rest } = (body as Read).metadata.annotations ?? {};
    return rest;
  };
  const create = async (object: KubernetesObject): Promise<Readonly<Record<string, string>>> => {
    const answer = await chart.create(ADMIN, object);
    expect(said(answer)).toBe('201');
    return annotations(answer.body);
  };
  /** Waits until an Ingress of that name would be born with such a decision. */
  const decided = (name: string, decision: string): Promise<void> =>
    chart.inForce(decision, async () => {
      const { status, body } = await chart.as(ADMIN, 'POST', INGRESSES_DRY_RUN, bare(name));
      return { status, body: { message: annotations(body)[`${PREFIX}auth-url`] ?? 'none' } };
    });
  const bare = (name: string, metadata: object = {}) => ingress(name, { path: '/', metadata });

  beforeAll(async () => {
    chart = await ChartCluster.start(ON);
    await policy('named', { ...refs('orders', 'taken', 'own', 'canary', 'again'), ...needsGate });
    await policy('tier', { ...labelled({ matchLabels: { tier: 'public' } }), ...needsGate });
    const expressions = [
      { key: 'team', operator: 'In', values: ['a', 'b'] },
      { key: 'zone', operator: 'NotIn', values: ['dark'] },
      { key: 'app', operator: 'Exists' },
      { key: 'old', operator: 'DoesNotExist' },
    ];
    await policy('terms', { ...labelled({ matchExpressions: expressions }), ...needsGate });
    await policy('audit', { ...refs('audited'), ...needsGate, enforcement: 'Audit' });
    await policy(
      'paused',
      { ...refs('waiting'), ...needsGate },
      { annotations: { 'apipolicy.dev/paused': 'true' } },
    );
    const byAddress = { name: 'a', requests: 5, per: 'Second', by: 'ClientAddress' };
    await policy('plain', {
      ...refs('plain'),
      rateLimit: { rules: [byAddress] },
      tls: { plaintext: 'Redirect' },
    });
    await policy('all', { ...labelled({ matchLabels: {} }), ...needsGate }, {}, 'other');
    let probes = 0;
    await chart.cluster.mustKubectl(['create', 'namespace', 'probe']);
    await policy('all', { ...labelled({ matchLabels: {} }), ...needsGate }, {}, 'probe');
    await chart.inForce('/v1/all/page/bare', async () => {
      const object = bare(`probe-${++probes}`, { namespace: 'probe' });
      const answer = await chart.create(ADMIN, object);
      return {
        status: answer.status,
        body: { message: annotations(answer.body)[`${PREFIX}auth-url`] ?? 'none' },
      };
    });
  });

  afterAll(() => chart?.[Symbol.asyncDispose]());

  test('that a policy names is born with the gate’s decision', async () => {
    expect(await create(bare('orders'))).toEqual(born('named'));
  });

  test('is also when it is applied', async () => {
    const answer = await chart.apply(ADMIN, bare('again'), { manager: 'helm' });
    expect(annotations(answer.body)).toEqual(born('named'));
  });

  test.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    ['the labels', { tier: 'public', more: 'x' }, 'tier'],
    ['another value', { tier: 'internal' }, undefined],
    ['no label', {}, undefined],
    ['all requirements', { team: 'b', app: '' }, 'terms'],
    ['all requirements, with an allowed value', { team: 'a', app: 'x', zone: 'light' }, 'terms'],
    ['a value that is not listed', { team: 'c', app: '' }, undefined],
    ['a value that is excluded', { team: 'a', app: '', zone: 'dark' }, undefined],
    ['a key missing', { team: 'a' }, undefined],
    ['a key too many', { team: 'a', app: '', old: '' }, undefined],
  ])('that carries %s is claimed by selector as the operator does', async (what, labels, claimed) => {
    const name = what.replaceAll(/[^a-z]+/g, '-');
    expect(await create(bare(name, { labels }))).toEqual(claimed ? born(claimed) : {});
  });

  test('of another namespace is claimed by the policies there alone', async () => {
    expect(await create(bare('orders', { namespace: 'other' }))).toEqual(born('all', 'other'));
  });

  test.each(['audited', 'waiting', 'plain', 'unknown'])(
    '%s, for which no policy in force needs a gate, is left as it is',
    async (name) => {
      expect(await create(bare(name))).toEqual({});
    },
  );

  const apiKeys = { header: 'X-API-Key', secretRef: { name: 'keys' } };
  const byAddress = { name: 'a', requests: 5, per: 'Minute', by: 'ClientAddress' };
  const byHeader = { name: 'b', requests: 5, per: 'Minute', by: 'Header', header: 'X-Tenant' };
  const matches = [{ path: { type: 'PathPrefix', value: '/export' } }];
  const clients = { ca: { secretName: 'brought' }, subjects: [{ name: 'erp', commonName: 'erp' }] };
  test.each<[string, object]>([
    ['authentication', { authentication: { apiKeys } }],
    ['authorization', { authentication: { apiKeys }, authorization: { default: 'Deny' } }],
    ['methods', { validation: { methods: ['GET'] } }],
    ['media types', { validation: { contentTypes: ['application/json'] } }],
    ['no plaintext', { tls: { plaintext: 'Refuse' } }],
    ['certificates of some callers', { mutualTLS: { clients } }],
    ['any certificate of one authority', { mutualTLS: { clients: { ca: { secretName: 'brought' } } } }],
    ['a limit by header', { rateLimit: { rules: [byAddress, byHeader] } }],
    ['a limit by the hour', { rateLimit: { rules: [{ ...byAddress, per: 'Hour' }] } }],
    ['a limit of some requests', { rateLimit: { rules: [{ ...byAddress, matches }] } }],
  ])('is born with it for a policy that demands %s', async (what, spec) => {
    const name = `demands-${what.replaceAll(' ', '-')}`;
    await policy(name, { ...refs(name), ...spec });
    await decided(name, `/v1/${name}/page/bare`);
    expect(await create(bare(name))).toEqual(born(name));
  });

  test('that brings a decision keeps it', async () => {
    const own = { [`${PREFIX}auth-url`]: 'https://auth.example.com/decide' };
    expect(await create(bare('own', { annotations: own }))).toEqual(own);
  });

  test('that is a canary is left to its primary', async () => {
    const canary = { [`${PREFIX}canary`]: 'true' };
    expect(await create(bare('canary', { annotations: canary }))).toEqual(canary);
  });

  test('of a login is left alone', async () => {
    const labels = { 'app.kubernetes.io/managed-by': 'apipolicy' };
    expect(await create(bare('login', { namespace: 'other', labels }))).toEqual({});
  });

  test('that is taken over: nobody owns what it was born with, and the operator’s apply needs no force', async () => {
    await create(bare('taken', { labels: { tier: 'public' } }));
    const mine = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'taken', namespace: 'shop', annotations: born('named') },
    };
    const before = (await chart.as(ADMIN, 'GET', pathOf(mine))).body as Read;
    expect(JSON.stringify(before.metadata.managedFields)).not.toContain('auth-url');
    const taken = await chart.apply(OPERATOR, mine, { force: false });
    expect(said(taken)).toBe('200');
    const owners = (taken.body as Read).metadata.managedFields.filter(({ fieldsV1 }) =>
      JSON.stringify(fieldsV1).includes('auth-url'),
    );
    expect(owners.map(({ manager }) => manager)).toEqual(['apipolicy']);
  });

  test('keeps it when its author applies it again, by either kind of apply', async () => {
    const manifest = bare('orders', {});
    for (const mode of [['--server-side', '--force-conflicts'], []]) {
      await chart.cluster.mustKubectl(['apply', ...mode, '-f', '-'], { input: JSON.stringify(manifest) });
      const { body } = await chart.as(ADMIN, 'GET', pathOf(manifest));
      expect(annotations(body)).toMatchObject(born('named'));
    }
  });

  describe('claimed by several policies has the decision of the one that will govern it', () => {
    const byLabel = (several: string) => labelled({ matchLabels: { several } });
    const noGate = { rateLimit: { connections: 10 } };
    const nextSecond = async (): Promise<void> => {
      const now = Math.floor(Date.now() / 1000);
      await waitFor('the next second', () => Math.floor(Date.now() / 1000) > now, { everyMs: 20 });
    };

    beforeAll(async () => {
      await policy('a-label', { ...byLabel('name'), ...needsGate });
      await policy('z-older', { ...byLabel('age'), ...needsGate });
      await policy('z-plain', { ...byLabel('plain'), ...noGate });
      await policy('z-audit', { ...byLabel('audit'), ...needsGate, enforcement: 'Audit' });
      await nextSecond();
      const named = Array.from({ length: ROUNDS }, (_, round) => `name-${round}`);
      await policy('z-name', { ...refs(...named), ...needsGate });
      for (const label of ['age', 'plain', 'audit'])
        await policy(`a-younger-${label}`, { ...byLabel(label), ...needsGate });
      await policy('sentinel', { ...refs('sentinel'), ...needsGate });
      await decided('sentinel', '/v1/sentinel/page/bare');
    });

    test.each<[string, string, string | undefined]>([
      ['a name beats a label', 'name', 'z-name'],
      ['the older beats the younger', 'age', 'z-older'],
      ['one that needs no gate leaves none', 'plain', undefined],
      ['one in Audit leaves none', 'audit', undefined],
    ])('%s', async (_, several, winner) => {
      for (let round = 0; round < ROUNDS; round++) {
        const given = await create(bare(`${several}-${round}`, { labels: { several } }));
        expect(given).toEqual(winner === undefined ? {} : born(winner));
      }
    });
  });

  test('of a class that no described gateway serves is left alone', async () => {
    const gateways = JSON.stringify([{ class: 'nginx', namespace: 'shop', configMap: 'controller' }]);
    await chart.install([...ON, '--set-json', `gateways=${gateways}`]);
    let count = 0;
    const inClass = (className: string) => ({
      ...bare(`class-${++count}`, { namespace: 'probe' }),
      spec: { ...(bare('x').spec as object), ingressClassName: className },
    });
    await chart.inForce('none', async () => {
      const { status, body } = await chart.create(ADMIN, inClass('internal'));
      return { status, body: { message: annotations(body)[`${PREFIX}auth-url`] ?? 'none' } };
    });
    expect(await create(inClass('nginx'))).toEqual(born('all', 'probe'));
  });
});
