import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Controller, ControllerMetrics } from './controller.ts';
import type { RequestMetrics } from './transport.ts';
import type { QueueMetrics } from './work-queue.ts';

/** controller-runtime's buckets, so that its dashboards fit. */
const reconcileBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5,
  1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
const queueBuckets = [10e-9, 10e-8, 10e-7, 10e-6, 10e-5, 10e-4, 10e-3, 0.1, 1, 10];
const requestBuckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 45, 60];

/** The runtime's metrics under the names that controller-runtime and client-go gave them. */
export class RuntimeMetrics {
  readonly registry = new Registry();
  readonly requests: RequestMetrics;
  readonly #reconciles = this.#counter('controller_runtime_reconcile_total', 'Reconciles.', [
    'controller',
    'result',
  ]);
  readonly #errors = this.#counter('controller_runtime_reconcile_errors_total', 'Failed reconciles.');
  readonly #terminal = this.#counter(
    'controller_runtime_terminal_reconcile_errors_total',
    'Reconciles that failed for good.',
  );
  readonly #panics = this.#counter(
    'controller_runtime_reconcile_panics_total',
    'Reconciles with a programming error.',
  );
  readonly #timeouts = this.#counter(
    'controller_runtime_reconcile_timeouts_total',
    'Reconciles that took too long.',
  );
  readonly #time = this.#histogram(
    'controller_runtime_reconcile_time_seconds',
    'Time of a reconcile.',
    ['controller'],
    reconcileBuckets,
  );
  readonly #active = this.#gauge('controller_runtime_active_workers', 'Workers that reconcile now.');
  readonly #adds = this.#counter('workqueue_adds_total', 'Keys added.', ['name']);
  readonly #retries = this.#counter('workqueue_retries_total', 'Keys tried again.', ['name']);
  readonly #waits = this.#histogram(
    'workqueue_queue_duration_seconds',
    'Time that a key waits.',
    ['name'],
    queueBuckets,
  );
  readonly #works = this.#histogram(
    'workqueue_work_duration_seconds',
    'Time that a key is worked on.',
    ['name'],
    queueBuckets,
  );
  readonly #leading = this.#gauge('leader_election_master_status', '1 while this process leads.', ['name']);
  readonly #controllers: Controller[] = [];

  constructor() {
    this.requests = this.#requestMetrics();
    this.#observeControllers();
  }

  /** The hooks for one controller; call {@link watch} with it once it is made. */
  controller(name: string): ControllerMetrics {
    const label = { controller: name };
    this.#errors.inc(label, 0);
    return {
      queue: this.#queue(name),
      started: () => this.#active.inc(label),
      finished: (outcome, seconds) => {
        this.#active.dec(label);
        this.#time.observe(label, seconds);
        const failed = outcome !== 'success' && outcome !== 'requeue_after';
        this.#reconciles.inc({ ...label, result: failed ? 'error' : outcome });
        if (failed) this.#errors.inc(label);
        if (outcome === 'terminal_error') this.#terminal.inc(label);
        if (outcome === 'panic') this.#panics.inc(label);
        if (outcome === 'timeout') this.#timeouts.inc(label);
      },
    };
  }

  /** The hook for one election: shows whether this process leads. */
  election(name: string): (leading: boolean) => void {
    this.#leading.set({ name }, 0);
    return (leading) => this.#leading.set({ name }, leading ? 1 : 0);
  }

  /** Shows a controller's queue and workers. */
  watch(controller: Controller): void {
    this.#controllers.push(controller);
  }

  #queue(name: string): QueueMetrics {
    const label = { name };
    return {
      added: () => this.#adds.inc(label),
      retried: () => this.#retries.inc(label),
      waited: (seconds) => this.#waits.observe(label, seconds),
      worked: (seconds) => this.#works.observe(label, seconds),
    };
  }

  #requestMetrics(): RequestMetrics {
    const labels = ['code', 'method', 'host'];
    const total = this.#counter('rest_client_requests_total', 'Requests to the API server.', labels);
    const retries = this.#counter('rest_client_request_retries_total', 'Requests sent again.', [
      'code',
      'verb',
      'host',
    ]);
    const time = this.#histogram(
      'rest_client_request_duration_seconds',
      'Time of a request, with its answer.',
      ['verb', 'host'],
      requestBuckets,
    );
    return {
      answered: ({ verb, code, host, seconds }) => {
        total.inc({ code, method: methodOf[verb] ?? verb, host });
        time.observe({ verb, host }, seconds);
      },
      retried: (labels) => retries.inc(labels),
    };
  }

  #observeControllers(): void {
    const perQueue = (name: string, help: string, read: (controller: Controller) => number): void => {
      const controllers = this.#controllers;
      new Gauge({
        name,
        help,
        labelNames: ['name'],
        registers: [this.registry],
        collect() {
          for (const controller of controllers) this.set({ name: controller.name }, read(controller));
        },
      });
    };
    perQueue('workqueue_depth', 'Keys that wait.', ({ queue }) => queue.depth);
    perQueue(
      'workqueue_unfinished_work_seconds',
      'Time of the work in progress.',
      ({ queue }) => queue.unfinished.sum,
    );
    perQueue(
      'workqueue_longest_running_processor_seconds',
      'Time of the longest work in progress.',
      ({ queue }) => queue.unfinished.longest,
    );
    const controllers = this.#controllers;
    new Gauge({
      name: 'controller_runtime_max_concurrent_reconciles',
      help: 'Workers.',
      labelNames: ['controller'],
      registers: [this.registry],
      collect() {
        for (const controller of controllers) this.set({ controller: controller.name }, controller.workers);
      },
    });
  }

  #counter(name: string, help: string, labelNames = ['controller']): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #gauge(name: string, help: string, labelNames = ['controller']): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  #histogram(name: string, help: string, labelNames: string[], buckets: number[]): Histogram {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }
}

/** client-go counts by HTTP method; our verbs are finer. */
const methodOf: Readonly<Record<string, string>> = { LIST: 'GET', WATCH: 'GET', APPLY: 'PATCH' };
