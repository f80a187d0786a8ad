/**
 * What the operator costs, against a real API server on this machine:
 *
 *   node test/bench/main.ts [--policies 1000] [--rounds 3] [--seconds 20] [--program dist/apipolicy.js]
 *
 * Times are compared with a bare client that makes the same writes, in the same run: absolute figures depend on the
 * machine, ratios hardly.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startApi } from '../cluster/api.ts';
import { freePorts } from '../cluster/free-ports.ts';
import { bareSeconds, writtenFor } from './bare-client.ts';
import { changeLatencies } from './change-latency.ts';
import { inParallel, median, percentile, secondsOf } from './measure.ts';
import { OperatorProcess } from './operator-process.ts';
import { connect, Site, writers } from './site.ts';

const root = join(import.meta.dirname, '../..');

const { values } = parseArgs({
  options: {
    policies: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '50' },
    program: { type: 'string', default: join(root, 'operator/cli/main.ts') },
  },
});
const count = Number(values.policies);
const rounds = Number(values.rounds);

const tell = (what: string, figure: string): void => {
  process.stdout.write(`${what.padEnd(58)} ${figure}\n`);
};
const ms = (value: number): string => `${value.toFixed(1)} ms`;

const cluster = await startApi();
try {
  await cluster.mustKubectl(['apply', '--server-side', '-f', join(root, 'crds')]);
  await cluster.mustKubectl(['wait', '--for=condition=Established', 'crd/apipolicies.apipolicy.dev']);
  await cluster.request('POST', '/apis/networking.k8s.io/v1/ingressclasses', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx' },
    spec: { controller: 'k8s.io/ingress-nginx' },
  });
  const [metricsPort = 0, healthPort = 0] = await freePorts(2);
  const { client, transport } = await connect(cluster);
  const start = (): Promise<OperatorProcess> =>
    OperatorProcess.start({
      program: values.program,
      kubeconfig: cluster.kubeconfig,
      metricsPort,
      healthPort,
    });

  const idle = await start();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  tell('resident memory, idle, nothing in the cluster', `${idle.use.residentMiB.toFixed(0)} MiB`);
  const warmUp = await Site.create(cluster, client, 'warm-up', 50);
  await inParallel(warmUp.count, writers, (index) => warmUp.createPolicy(index));
  await idle.until('the first policies', ({ reconciles }) => reconciles >= warmUp.count);
  const written = await writtenFor(client, warmUp);
  await idle.stop();

  const bare: number[] = [];
  const ours: number[] = [];
  let last: Site | undefined;
  for (let round = 0; round < rounds; round++) {
    bare.push(await bareSeconds(client, await Site.create(cluster, client, `bare-${round}`, count), written));
    await cluster.mustKubectl(['delete', 'apipolicies', '--all', '-n', `bare-${round}`, '--wait=false']);
    await cluster.mustKubectl(['delete', 'ingresses', '--all', '-n', `bare-${round}`, '--wait=false']);

    const site = await Site.create(cluster, client, `ours-${round}`, count);
    const operator = await start();
    await operator.until('what is there', () => true);
    const before = await operator.counts();
    const use = operator.use;
    const seconds = await secondsOf(async () => {
      await inParallel(count, writers, (index) => site.createPolicy(index));
      await operator.until('all policies', ({ writes }) => writes - before.writes >= 2 * count);
    });
    ours.push(seconds);
    const after = await operator.counts();
    tell(
      `round ${round}: bare ${bare[round]?.toFixed(2)} s, with the operator ${seconds.toFixed(2)} s`,
      `${((after.writes - before.writes) / count).toFixed(3)} writes a policy, ` +
        `CPU ${(operator.use.cpuSeconds - use.cpuSeconds).toFixed(2)} s, ` +
        `memory +${(operator.use.residentMiB - use.residentMiB).toFixed(0)} MiB to ${operator.use.residentMiB.toFixed(0)} MiB`,
    );
    await operator.stop();
    if (round < rounds - 1) {
      await cluster.mustKubectl(['delete', 'apipolicies', '--all', '-n', `ours-${round}`, '--wait=false']);
      await cluster.mustKubectl(['delete', 'ingresses', '--all', '-n', `ours-${round}`, '--wait=false']);
    }
    last = site;
  }
  tell(`${count} new policies: wall time / bare client`, (median(ours) / median(bare)).toFixed(2));
  tell('policies a second', (count / median(ours)).toFixed(0));
  if (last === undefined) throw new Error('--rounds must be 1 or more');

  const restarts: number[] = [];
  for (let round = 0; round < 3; round++) {
    const operator = await start();
    const readyAfter = operator.age;
    await operator.until('the first pass', ({ reconciles }) => reconciles >= count);
    const doneAfter = operator.age;
    restarts.push(doneAfter);
    const { writes, errors } = await operator.counts();
    tell(
      `restart with ${count}: ready after ${ms(readyAfter)}`,
      `first pass ${ms(doneAfter)}, ${writes} writes, ${errors} errors, ${operator.use.residentMiB.toFixed(0)} MiB`,
    );
    await operator.stop();
  }
  tell('restart: process start to first pass done, median', ms(median(restarts)));

  const operator = await start();
  await operator.until('the first pass', ({ reconciles }) => reconciles >= count);
  const quiet = await operator.counts();
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  tell('writes in 10 quiet seconds', String((await operator.counts()).writes - quiet.writes));

  const perSecond = Number(values.rate);
  const seconds = Number(values.seconds);
  const before = await operator.counts();
  const cpu = operator.use.cpuSeconds;
  const latencies = await changeLatencies(client, last, { perSecond, seconds });
  await operator.until('the last change', () => true);
  const after = await operator.counts();
  tell(
    `change answered to on its Ingress, ${perSecond}/s for ${seconds} s`,
    `p50 ${ms(median(latencies))}, p90 ${ms(percentile(latencies, 0.9))}, p99 ${ms(percentile(latencies, 0.99))}`,
  );
  tell('writes a change', ((after.writes - before.writes) / latencies.length).toFixed(3));
  tell(
    'CPU of the operator meanwhile',
    `${(((operator.use.cpuSeconds - cpu) / seconds) * 100).toFixed(0)} %`,
  );
  tell('resident memory at the end', `${operator.use.residentMiB.toFixed(0)} MiB`);
  await operator.stop();
  await transport.close();
} finally {
  await cluster.stop();
}
