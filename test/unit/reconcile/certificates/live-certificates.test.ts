import { beforeEach, expect, test } from 'vitest';
import type { Client } from '../../../../operator/kube/client.ts';
import { ApiError } from '../../../../operator/kube/errors.ts';
import { silentLogger } from '../../../../operator/kube/logger.ts';
import { LiveCertificates } from '../../../../operator/reconcile/certificates/live-certificates.ts';

type Served = 'no' | 'forbidden' | 'broken' | 'yes';

/** An API server that serves cert-manager's kinds, or does not, and a clock whose time only passes when it is told. */
class Scene {
  served: Served = 'no';
  states: string[] = [];
  #timers: { readonly ms: number; readonly run: () => void }[] = [];
  #end = new AbortController();
  readonly live: LiveCertificates;

  constructor() {
    const client = {
      pages: (resource: { plural: string }) => this.#pages(resource.plural),
      watch: () => this.#silence(),
    };
    this.live = new LiveCertificates({
      client: client as unknown as Client,
      clock: {
        wall: () => 0,
        monotonic: () => 0,
        after: (ms, run) => {
          const timer = { ms, run };
          this.#timers.push(timer);
          return () => {
            this.#timers = this.#timers.filter((other) => other !== timer);
          };
        },
      },
      logger: silentLogger,
      random: () => 0,
    });
    this.live.onState(() => this.states.push(this.live.state.kind));
    void this.live.start(this.#end.signal);
  }

  async *#pages(plural: string) {
    if (this.served === 'yes') {
      yield { items: [], resourceVersion: '1' };
      return;
    }
    const status = { no: 404, forbidden: 403, broken: 500 }[this.served];
    throw new ApiError({ operation: `list ${plural}`, status, body: { message: 'no' } });
  }

  async *#silence() {
    await new Promise((resolve) => this.#end.signal.addEventListener('abort', resolve));
    yield [];
  }

  settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  async later(served: Served): Promise<void> {
    this.served = served;
    await this.settle();
    const due = this.#timers.filter(({ ms }) => ms === 30_000);
    this.#timers = this.#timers.filter(({ ms }) => ms !== 30_000);
    for (const { run } of due) run();
    await this.settle();
    await this.settle();
  }
}

let scene: Scene;
beforeEach(async () => {
  scene = new Scene();
  await scene.settle();
});

test('cert-manager is missing until its kinds are served, and is looked for again', async () => {
  expect(scene.live.state).toMatchObject({ kind: 'missing', message: 'Certificate is not served' });
  await scene.later('yes');
  expect(scene.live.state.kind).toBe('ready');
  await scene.later('no');
  expect(scene.states).toEqual(['missing', 'ready', 'missing']);
});

test('what may not be read is told as that', async () => {
  await scene.later('forbidden');
  expect(scene.live.state).toMatchObject({ kind: 'unreadable' });
});

test('an API server that fails for a moment does not make cert-manager go', async () => {
  await scene.later('yes');
  await scene.later('broken');
  expect(scene.states).toEqual(['missing', 'ready']);
});
