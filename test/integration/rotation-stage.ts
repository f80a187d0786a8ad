import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../../operator/kube/client.ts';
import { systemClock } from '../../operator/kube/clock.ts';
import { loadCredentials } from '../../operator/kube/credentials.ts';
import { silentLogger } from '../../operator/kube/logger.ts';
import { Transport } from '../../operator/kube/transport.ts';
import { LiveCertificates } from '../../operator/reconcile/certificates/live-certificates.ts';
import { certManagerCrds } from '../cluster/cert-manager-crds.ts';
import { waitFor } from '../cluster/wait.ts';
import { CertManager } from './operator/cert-manager.ts';
import { Harness } from './operator/harness.ts';
import { IssuingCertManager } from './operator/issuing-cert-manager.ts';

/** An API server with cert-manager's kinds, caches of these, and what cert-manager does, a step at a time. */
export class RotationStage implements AsyncDisposable {
  readonly harness: Harness;
  readonly certManager: IssuingCertManager;
  readonly live: LiveCertificates;
  readonly transport: Transport;
  readonly signal: AbortSignal;
  readonly #stop: AbortController;
  readonly #running: Promise<void>;
  readonly #directory: string;

  private constructor(harness: Harness, transport: Transport, directory: string) {
    const client = new Client(transport);
    this.harness = harness;
    this.transport = transport;
    this.#directory = directory;
    this.certManager = new IssuingCertManager(harness, directory);
    this.live = new LiveCertificates({
      client,
      logger: silentLogger,
      clock: systemClock,
      random: () => 0.5,
    });
    this.#stop = new AbortController();
    this.signal = this.#stop.signal;
    this.#running = this.live.start(this.signal);
  }

  static async start(): Promise<RotationStage> {
    const directory = await mkdtemp(join(tmpdir(), 'apipolicy-rotation-'));
    const harness = await Harness.start();
    await new CertManager(harness).install(await certManagerCrds());
    const transport = new Transport({
      credentials: await loadCredentials({ kubeconfig: harness.cluster.kubeconfig }),
      logger: silentLogger,
      clock: systemClock,
      userAgent: 'rotation-test/1',
    });
    const stage = new RotationStage(harness, transport, directory);
    await waitFor('the caches', () => stage.live.state.kind === 'ready', { timeoutMs: 15_000 });
    return stage;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.transport.close();
    await this.harness[Symbol.asyncDispose]();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
