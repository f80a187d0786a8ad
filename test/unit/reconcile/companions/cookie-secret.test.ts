import { expect, test } from 'vitest';
import type { CompanionObject } from '../../../../operator/companions/object.ts';
import { ApiError } from '../../../../operator/kube/errors.ts';
import type { LiveCompanion } from '../../../../operator/reconcile/companions/companion.ts';
import {
  COOKIE_SECRET,
  ensureLogin,
  wantsCookieSecret,
} from '../../../../operator/reconcile/companions/cookie-secret.ts';

const NAME = 'apipolicy-login-0a1b2c3d';
const wanted: CompanionObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: NAME, namespace: 'shop', labels: {} },
  spec: { template: { spec: { volumes: [{ name: 'cookie', secret: { secretName: `${NAME}-cookie` } }] } } },
};

/** An API server that keeps one Deployment and has the Secrets that the test says. */
function api(refuse = false) {
  const steps: string[] = [];
  let live: LiveCompanion | undefined;
  const writer = {
    ensure: async (object: CompanionObject) => {
      const { annotations } = object.metadata as { annotations?: Record<string, string> };
      const name = /"secretName":"([^"]+)"/.exec(JSON.stringify(object))?.[1] ?? '';
      steps.push(`apply ${name}${annotations?.[COOKIE_SECRET] === name ? ' made' : ''}`);
      live = { ...object, metadata: { ...object.metadata, uid: 'u1' }, ours: true };
      return { object: live, created: false };
    },
  };
  const created: unknown[] = [];
  const client = {
    create: async (_resource: unknown, object: { metadata: { name?: string } }) => {
      steps.push(`create ${object.metadata.name}`);
      if (refuse) throw new ApiError({ operation: 'create', status: 409, body: { reason: 'AlreadyExists' } });
      created.push(object);
      return object;
    },
  } as unknown as Parameters<typeof ensureLogin>[3];
  return { steps, created, run: () => ensureLogin(wanted, live, writer, client) };
}

const nameOf = (step = ''): string => step.split(' ')[1] ?? '';

test('the name stands in the Deployment before the Secret is made, and nothing is made twice', async () => {
  const { steps, created, run } = api();
  await run();
  const name = nameOf(steps[0]);
  expect(name).toMatch(/^apipolicy-login-0a1b2c3d-cookie-[0-9a-f]{8}$/);
  expect(steps).toEqual([`apply ${name}`, `create ${name}`, `apply ${name} made`]);
  expect(created).toMatchObject([{ type: 'Opaque', metadata: { ownerReferences: [{ uid: 'u1' }] } }]);
  await run();
  expect(steps.slice(3)).toEqual([`apply ${name} made`]);
});

test('a Secret of that name that is there was planted: the next try has another name', async () => {
  const { steps, run } = api(true);
  await expect(run()).rejects.toThrow('409');
  await expect(run()).rejects.toThrow('409');
  expect(nameOf(steps[1])).not.toBe(nameOf(steps[3]));
});

test('only a Deployment that mounts the placeholder gets one', () => {
  expect(wantsCookieSecret(wanted)).toBe(true);
  expect(wantsCookieSecret({ ...wanted, spec: {} })).toBe(false);
  expect(wantsCookieSecret({ ...wanted, kind: 'Service' })).toBe(false);
});
