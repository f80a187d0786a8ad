import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayResponse } from './gateway-client.ts';

/** How often each status was answered; `lost` where no answer came. */
export type Statuses = Readonly<Record<string, number>>;

/** Requests that are sent all the time, a few at once, so that whatever is done to a cluster is done under their eyes. */
export class Traffic implements AsyncDisposable {
  readonly #send: () => Promise<GatewayResponse>;
  readonly #lanes: Promise<void>[];
  #statuses: Record<string, number> = {};
  #answered = 0;
  #over = false;

  /** @param lanes how many are under way at once */
  constructor(send: () => Promise<GatewayResponse>, lanes = 2) {
    this.#send = send;
    this.#lanes = Array.from({ length: lanes }, () => this.#run());
  }

  /** What was answered since the last time this was asked. */
  take(): Statuses {
    const taken = this.#statuses;
    this.#statuses = {};
    return taken;
  }

  /** How many requests have ended so far. */
  get answered(): number {
    return this.#answered;
  }

  async stop(): Promise<void> {
    this.#over = true;
    await Promise.all(this.#lanes);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #run(): Promise<void> {
    while (!this.#over) {
      const status = await this.#send().then(
        ({ status }) => String(status),
        () => 'lost',
      );
      this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
      this.#answered++;
      // The machine is the cluster's too.
      await delay(10);
    }
  }
}
