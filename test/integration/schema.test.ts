import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatPath, valueAt } from '../../operator/api/path.ts';
import { type Problem, validateApiPolicy, validateClusterApiPolicy } from '../../operator/api/validate.ts';
import { type ApiCluster, startApi } from '../cluster/api.ts';
import { waitFor } from '../cluster/wait.ts';
import { apiPolicySamples } from '../tables/apipolicies.ts';
import { clusterApiPolicySamples } from '../tables/clusterapipolicies.ts';
import type { Sample } from '../tables/sample.ts';

const COLLECTION = '/apis/apipolicy.dev/v1alpha1/namespaces/shop/apipolicies';
const BASELINES = '/apis/apipolicy.dev/v1alpha1/clusterapipolicies';
const STRICT_DRY_RUN = 'dryRun=All&fieldValidation=Strict';

interface Refusal {
  readonly message: string;
  readonly details?: { readonly causes?: readonly { readonly field: string; readonly message: string }[] };
}

const fieldOf = ({ path }: Problem): string => formatPath(path);

/** Rules that the API server judges by CEL, whose texts are the CRD's own on both sides. */
const isCel = ({ rule }: Problem): boolean =>
  ![
    ...['required', 'unknown-field', 'type', 'enum', 'pattern', 'duplicate', 'minimum', 'maximum'],
    ...['min-items', 'max-items', 'min-length', 'max-length'],
  ].includes(rule);

describe('the CRD on a real API server', () => {
  let cluster: ApiCluster;

  beforeAll(async () => {
    cluster = await startApi();
    await cluster.mustKubectl(['create', 'namespace', 'shop']);
    await cluster.mustKubectl(['apply', '--server-side', '-f', 'crds/']);
    for (const collection of [COLLECTION, BASELINES]) {
      await waitFor(
        `${collection} to be served`,
        async () => (await cluster.request('GET', collection)).status === 200,
      );
    }
  });

  afterAll(() => cluster?.stop());

  const agrees = async (
    { document, faults }: Sample,
    collection: string,
    validate: (document: unknown) => readonly Problem[],
  ): Promise<void> => {
    const { status, body } = await cluster.request('POST', `${collection}?${STRICT_DRY_RUN}`, document);
    const refusal = body as Refusal;
    expect({ status, why: status === 201 ? undefined : refusal.message }).toMatchObject({
      status: faults.length === 0 ? 201 : (expect.toBeOneOf([400, 422]) as unknown),
    });
    if (status !== 422) return;
    const causes = refusal.details?.causes ?? [];
    const ours = validate(document);
    expect(
      [...new Set(causes.map(({ field }) => field))].filter((field) => field !== '<nil>').toSorted(),
    ).toEqual([...new Set(ours.map(fieldOf))].toSorted());
    for (const problem of ours.filter(isCel)) {
      const theirs = causes.filter(({ field }) => field === fieldOf(problem)).map(({ message }) => message);
      expect(theirs.some((message) => message.endsWith(problem.message))).toBe(true);
    }
  };

  test.each(apiPolicySamples)('$name', (sample) => agrees(sample, COLLECTION, validateApiPolicy));

  test.each(clusterApiPolicySamples)('a baseline: $name', (sample) =>
    agrees(sample, BASELINES, validateClusterApiPolicy),
  );

  test('a new policy is not ready before the operator has seen it, and no field of spec gets a default', async () => {
    const { status, body } = await cluster.request('POST', COLLECTION, apiPolicySamples[0]?.document);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: { conditions: [{ type: 'Ready', status: 'Unknown', reason: 'Pending' }] },
    });
    const sent = apiPolicySamples[0]?.document;
    expect(valueAt(body, ['spec'])).toEqual(valueAt(sent, ['spec']));
  });

  test('kubectl shows the columns, also by its short name and category', async () => {
    const table = await cluster.mustKubectl(['get', 'apol', '-A']);
    expect(table.split('\n')[0]?.split(/\s+/)).toEqual([
      ...['NAMESPACE', 'NAME', 'TARGETS', 'ENFORCEMENT', 'READY', 'REASON', 'SCORE', 'PROVED', 'AGE'],
    ]);
    expect(table).toMatch(/^shop +orders +Unknown +Pending/m);
    expect(await cluster.mustKubectl(['get', 'api-security', '-A'])).toContain('orders');
  });

  test('kubectl shows baselines by their short name, not ready before the operator has seen them', async () => {
    const { status } = await cluster.request('POST', BASELINES, clusterApiPolicySamples[0]?.document);
    expect(status).toBe(201);
    const table = await cluster.mustKubectl(['get', 'capol']);
    expect(table.split('\n')[0]?.split(/\s+/)).toEqual([
      ...['NAME', 'NAMESPACES', 'POLICIES', 'FAILING', 'UNGOVERNED', 'READY', 'COMPLIANT', 'AGE'],
    ]);
    expect(table).toMatch(/^baseline +Unknown/m);
    expect(await cluster.mustKubectl(['get', 'api-security', '-A'])).toContain('clusterapipolicy');
  });

  test('kubectl explains a field with its meaning, its default and an example', async () => {
    const text = await waitFor('kubectl explain to know ApiPolicy', async () => {
      const { code, stdout } = await cluster.kubectl(['explain', 'apipolicy.spec.rateLimit.rules.burst']);
      return code === 0 ? stdout : undefined;
    });
    expect(text.replaceAll(/\s+/g, ' ')).toContain('Default: equal to requests.');
    expect(text).toContain('Example: `40`');
  });
});
