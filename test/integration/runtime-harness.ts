import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { Client } from '../../operator/kube/client.ts';
import { systemClock } from '../../operator/kube/clock.ts';
import { loadCredentials } from '../../operator/kube/credentials.ts';
import { silentLogger } from '../../operator/kube/logger.ts';
import type { KubeObject } from '../../operator/kube/object.ts';
import type { Resource } from '../../operator/kube/resource.ts';
import { Transport } from '../../operator/kube/transport.ts';
import { type ApiCluster, startApi } from '../cluster/api.ts';

export interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

export const configMaps: Resource<ConfigMap> = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};
/** A real API server for the file that imports this; a client and a namespace for each of its tests. */
export let cluster: ApiCluster;
let transport: Transport;
export let client: Client;
export let stop: AbortController;
export let namespace: string;
let counter = 0;

beforeAll(async () => {
  cluster = await startApi();
});
afterAll(() => cluster?.stop());

beforeEach(async () => {
  namespace = `test-${counter++}`;
  await cluster.mustKubectl(['create', 'namespace', namespace]);
  transport = await connect();
  client = new Client(transport);
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await transport.close();
});

export async function connect(allowH2 = false): Promise<Transport> {
  return new Transport({
    credentials: await loadCredentials({ kubeconfig: cluster.kubeconfig }),
    logger: silentLogger,
    clock: systemClock,
    userAgent: 'runtime-test/1',
    allowH2,
  });
}

export const configMap = (name: string, data: Record<string, string> = {}) => ({
  metadata: { namespace, name },
  data,
});
