import { afterEach, describe, expect, it } from 'vitest';
import { Controller } from '../../../operator/kube/controller.ts';
import { HealthServer } from '../../../operator/kube/health-server.ts';
import { silentLogger } from '../../../operator/kube/logger.ts';
import { RuntimeMetrics } from '../../../operator/kube/metrics.ts';
import { FakeClock, settle } from './fake-clock.ts';

let server: HealthServer | undefined;
afterEach(() => server?.stop());

async function ask(port: number, path: string, method = 'GET'): Promise<{ status: number; text: string }> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  return { status: answer.status, text: await answer.text() };
}

describe('health server', () => {
  it('answers probes by their checks', async () => {
    let ready: true | string = 'ingresses are not listed yet';
    server = new HealthServer({
      logger: silentLogger,
      port: 0,
      host: '127.0.0.1',
      liveness: { loop: () => true },
      readiness: { caches: () => ready },
    });
    const port = await server.start();
    expect(await ask(port, '/healthz')).toEqual({ status: 200, text: '[+]loop ok\nok\n' });
    expect(await ask(port, '/readyz')).toEqual({
      status: 503,
      text: '[-]caches: ingresses are not listed yet\nfailed\n',
    });
    ready = true;
    expect((await ask(port, '/readyz?verbose')).status).toBe(200);
    expect((await ask(port, '/metrics')).status).toBe(404);
    expect((await ask(port, '/readyz', 'POST')).status).toBe(405);
  });

  it('serves metrics under the names of controller-runtime', async () => {
    const metrics = new RuntimeMetrics();
    const clock = new FakeClock();
    const controller = new Controller({
      name: 'policies',
      reconcile: async () => {},
      caches: [],
      workers: 2,
      logger: silentLogger,
      clock,
      metrics: metrics.controller('policies'),
    });
    metrics.watch(controller);
    metrics.requests.answered({ verb: 'APPLY', code: '200', host: 'api', seconds: 0.01 });
    const stop = new AbortController();
    controller.start(stop.signal);
    controller.enqueue('a');
    await settle();
    stop.abort();
    server = new HealthServer({
      logger: silentLogger,
      port: 0,
      host: '127.0.0.1',
      registry: metrics.registry,
    });
    const port = await server.start();
    const { text } = await ask(port, '/metrics');
    const some = await ask(port, '/metrics?name[]=workqueue_adds_total&name[]=unknown');
    expect(some.text.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
      'workqueue_adds_total{name="policies"} 1',
      '',
    ]);
    expect(text).toContain('controller_runtime_reconcile_total{controller="policies",result="success"} 1');
    expect(text).toContain('controller_runtime_max_concurrent_reconciles{controller="policies"} 2');
    expect(text).toContain('controller_runtime_reconcile_errors_total{controller="policies"} 0');
    expect(text).toContain('workqueue_adds_total{name="policies"} 1');
    expect(text).toContain('workqueue_depth{name="policies"} 0');
    expect(text).toContain('rest_client_requests_total{code="200",method="PATCH",host="api"} 1');
  });

  it('says why it cannot listen', async () => {
    server = new HealthServer({ logger: silentLogger, port: 0, host: '127.0.0.1' });
    const port = await server.start();
    const second = new HealthServer({ logger: silentLogger, port, host: '127.0.0.1' });
    await expect(second.start()).rejects.toThrow(/EADDRINUSE/);
  });
});
