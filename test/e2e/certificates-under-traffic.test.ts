import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../cluster/cluster.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import type { Minted } from '../cluster/mint.ts';
import { say } from '../cluster/progress.ts';
import { type Statuses, Traffic } from '../cluster/traffic.ts';
import {
  answered,
  namespace,
  policy,
  type Stage,
  secret,
  setTheStage,
  statusOf,
  until,
} from './certificates.stage.ts';

const name = 'steady';
const host = 'steady.example.com';
const before = { activation: 'WhenReady', validation: { methods: ['GET'] } };
const after = {
  ...before,
  mutualTLS: {
    clients: { ca: { secretName: 'brought-ca' }, subjects: [{ name: 'billing', commonName: 'billing' }] },
  },
};

describe('client certificates of an API that is in use and has a gate', { timeout: 180_000 }, () => {
  let stage: Stage;
  let cluster: Cluster;
  let known: Minted;
  let stranger: Minted;

  beforeAll(async () => {
    stage = await setTheStage();
    ({ cluster } = stage);
    known = await stage.clients.issue({ subject: '/CN=billing' });
    stranger = await stage.clients.issue({ subject: '/CN=somebody' });
    await cluster.apply([
      secret('brought-ca', { 'ca.crt': stage.clientsCa }),
      ingress({ namespace, name, host, service: 'echo' }),
    ]);
    await cluster.apply([policy(name, before)]);
    await until(cluster, name, 'Programmed');
    await answered(cluster, 'everybody', () => get(), 200);
  });
  afterAll(() => stage?.stop());

  const get = (shown?: Minted) =>
    cluster.gateway.request({ host, scheme: 'https', ...(shown === undefined ? {} : { tls: shown }) });

  /** Adds up what is answered until nothing but that status is; the whole is what callers went through. */
  async function throughTo(traffic: Traffic, what: string, wanted: string): Promise<Statuses> {
    const all: Record<string, number> = {};
    await cluster.waitFor(
      what,
      async (pending) => {
        const from = traffic.answered;
        await cluster.waitFor('more requests', () => traffic.answered > from + 40);
        const seen = traffic.take();
        for (const [status, count] of Object.entries(seen)) all[status] = (all[status] ?? 0) + count;
        pending(all);
        return Object.keys(seen).every((status) => status === wanted);
      },
      { timeoutMs: 90_000 },
    );
    return all;
  }

  test('added: who shows one is served all the time, who shows none until the gateway asks', async () => {
    await using holders = new Traffic(() => get(known));
    await using others = new Traffic(() => get());
    await using strangers = new Traffic(() => get(stranger));
    await cluster.waitFor('requests before it', () => holders.answered > 20 && others.answered > 20);
    await cluster.apply([policy(name, after)]);
    await until(cluster, name, 'Programmed', 'False');
    const without = await throughTo(others, 'no certificate: refused by the gateway', '400');
    // The gate, which alone knows the names, asks last; before that nothing may say that it does.
    const unnamed = await throughTo(strangers, 'another name: refused by the gate', '403');
    await until(cluster, name, 'Programmed');
    const holding = await throughTo(holders, 'the right certificate', '200');
    say(`added: ${JSON.stringify({ holding, without, unnamed })}`);
    expect(Object.keys(holding)).toEqual(['200']);
    expect(Object.keys(without).sort()).toEqual(['200', '400']);
    expect(Object.keys(unnamed).sort()).toEqual(['200', '403']);
    expect(Object.keys(others.take())).not.toContain('200');
    expect(
      (await statusOf(cluster, name))?.conditions?.find(({ type }) => type === 'Programmed')?.status,
    ).toBe('True');
  });

  test('removed: nobody who was served is refused on the way', async () => {
    await using holders = new Traffic(() => get(known));
    await using others = new Traffic(() => get());
    await cluster.waitFor('requests before it', () => holders.answered > 20 && others.answered > 20);
    await cluster.apply([policy(name, before)]);
    const without = await throughTo(others, 'no certificate: served', '200');
    await until(cluster, name, 'Programmed');
    const holding = await throughTo(holders, 'a certificate', '200');
    say(`removed: ${JSON.stringify({ holding, without })}`);
    expect(Object.keys(holding)).toEqual(['200']);
    expect(Object.keys(without).sort()).toEqual(['200', '400']);
  });
});
