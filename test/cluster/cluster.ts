/**
 * A real single-node Kubernetes in namespaces of its own: what a user's manifests or a Helm chart ask for runs here as
 * it would anywhere. The node is Ready in a few seconds. Needs root.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiAccess, CommandOptions } from './api-client.ts';
import { binary } from './binaries.ts';
import { certManagerImages, installCertManager } from './cert-manager.ts';
import { certManagerCrds } from './cert-manager-crds.ts';
import { waitForDeployment } from './deployments.ts';
import { waitForGateway } from './gateway.ts';
import { type GatewayRequest, type GatewayResponse, requestThrough } from './gateway-client.ts';
import type { Image } from './images/archive.ts';
import { ingressNginxImage } from './images/ingress-nginx.ts';
import { staticImage } from './images/static.ts';
import { coredns } from './manifests/coredns.ts';
import { type DefaultCertificate, type GatewayOptions, ingressNginx } from './manifests/ingress-nginx.ts';
import { type NodeComponents, startNode } from './node-components.ts';
import { gatewayAddress, nodeName } from './node-network.ts';
import { type Authority, createAuthority } from './pki.ts';
import { prepareNode } from './prepare.ts';
import { type Ended, run } from './process.ts';
import type { ExecResult } from './sandbox/protocol.ts';
import { type ExecOptions, type Sandbox, startSandbox } from './sandbox/sandbox.ts';
import { type WaitOptions, waitFor } from './wait.ts';

export interface ClusterOptions {
  /** Write an audit log (level Metadata) to that file, or with `true` to one in the cluster's folder. */
  auditLog?: boolean | string;
  /**
   * Files or folders applied before kube-controller-manager starts. CRDs belong here: its garbage collector takes
   * about 30 s to notice a kind that comes later.
   */
  manifests?: readonly string[];
  /** Images beside those of the cluster itself. */
  images?: readonly Image[];
  /** ingress-nginx as installed by default, with other settings, or not at all. */
  gateway?: GatewayOptions | false;
  /** cert-manager 1.11, issuing when the cluster is ready; not installed when left out. */
  certManager?: boolean;
  /** More flags for kube-apiserver. */
  apiServerArgs?: readonly string[];
}

export interface Cluster extends ApiAccess, AsyncDisposable {
  /** The cluster's own folder, removed at its end. */
  directory: string;
  /** Path of the audit log, if it was asked for. */
  auditLog?: string;
  /** The gateway's URLs on 127.0.0.1, as the test process reaches them. */
  gateway: {
    http: string;
    https: string;
    /** Path of the CA behind its default certificate, which is for `example.com` and `*.example.com`. */
    caFile: string;
    /** That CA, for more certificates that the tests' clients trust. */
    authority: Authority;
    /** One request to the gateway; see `GatewayRequest`. */
    request(request: GatewayRequest): Promise<GatewayResponse>;
  };
  components: NodeComponents;
  /** Runs Helm as the administrator; a failure is an exit code, not an exception. */
  helm(args: readonly string[], options?: CommandOptions): Promise<Ended>;
  /** As `helm`, for what has to succeed. */
  mustHelm(args: readonly string[], options?: CommandOptions): Promise<string>;
  /** Applies objects by server-side apply as field manager `kubectl`. */
  apply(objects: readonly object[]): Promise<void>;
  /** Runs a program in the node's network and mounts. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Brings the images of a docker or OCI archive into the node. */
  loadImage(image: Image | string): Promise<void>;
  /** Opens a port on the host's 127.0.0.1 that leads to an address inside (a pod's or ClusterIP); returns the port. */
  forward(host: string, port: number): Promise<number>;
  /** Waits until all pods of the Deployment are up to date and ready; the error shows the pods. */
  waitForDeployment(namespace: string, name: string, options?: WaitOptions): Promise<void>;
  waitFor: typeof waitFor;
  /** Ends all its processes and removes its folder; the same happens when the test process ends in any way. */
  stop(): Promise<void>;
}

export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  await prepareNode();
  const gateway = options.gateway === false ? undefined : (options.gateway ?? {});
  const images = await Promise.all([
    staticImage('pause'),
    staticImage('coredns'),
    ...(gateway === undefined ? [] : [ingressNginxImage()]),
  ]);
  const certManager = options.certManager === true;
  const manifests = [...(options.manifests ?? []), ...(certManager ? [await certManagerCrds()] : [])];
  const sandbox = await startSandbox('node');
  try {
    const authority = await createAuthority(
      join(sandbox.directory, 'gateway-pki'),
      'apipolicy test gateway CA',
    );
    const auditLog =
      options.auditLog === true ? join(sandbox.directory, 'audit.log') : options.auditLog || undefined;
    const { access, components } = await startNode(sandbox, {
      adminToken: randomBytes(24).toString('hex'),
      ...(auditLog === undefined ? {} : { auditLog }),
      images: [...images, ...(certManager ? await certManagerImages() : []), ...(options.images ?? [])],
      apiServerArgs: options.apiServerArgs ?? [],
      async beforeControllers(api) {
        const files = manifests.flatMap((file) => ['-f', file]);
        if (files.length > 0) await api.mustKubectl(['apply', '--server-side', ...files]);
      },
    });
    await applyObjects(access, [
      ...coredns,
      ...(gateway === undefined ? [] : ingressNginx(gateway, await defaultCertificate(authority))),
    ]);
    const cluster = await describeCluster(sandbox, access, components, authority, auditLog);
    await waitForNode(cluster);
    await Promise.all([
      cluster.waitForDeployment('kube-system', 'coredns'),
      ...(gateway === undefined ? [] : [waitForGateway(cluster, cluster.gateway)]),
      ...(certManager ? [installCertManager(cluster)] : []),
    ]);
    return cluster;
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

async function describeCluster(
  sandbox: Sandbox,
  access: ApiAccess & { close(): Promise<void> },
  components: NodeComponents,
  authority: Authority,
  auditLog: string | undefined,
): Promise<Cluster> {
  const helmBinary = await binary('helm');
  const [http, https] = await Promise.all([
    sandbox.forward(gatewayAddress, 80),
    sandbox.forward(gatewayAddress, 443),
  ]);
  const urls = { http: `http://127.0.0.1:${http}`, https: `https://127.0.0.1:${https}` };
  const stop = async (): Promise<void> => {
    await access.close();
    await sandbox.stop();
  };
  const helm: Cluster['helm'] = (args, { input, kubeconfig } = {}) => {
    const home = join(sandbox.directory, 'helm');
    const env = {
      ...process.env,
      KUBECONFIG: kubeconfig ?? access.kubeconfig,
      HELM_CACHE_HOME: join(home, 'cache'),
      HELM_CONFIG_HOME: join(home, 'config'),
      HELM_DATA_HOME: join(home, 'data'),
    };
    return run([helmBinary, ...args], { env, ...(input === undefined ? {} : { input }) });
  };
  return {
    ...access,
    directory: sandbox.directory,
    ...(auditLog === undefined ? {} : { auditLog }),
    gateway: {
      ...urls,
      caFile: authority.certificate,
      authority,
      request: (request) => requestThrough(urls, request),
    },
    components,
    helm,
    async mustHelm(args, commandOptions) {
      const ended = await helm(args, commandOptions);
      if (ended.code === 0) return ended.stdout;
      throw new Error(`helm ${args.join(' ')}\nended with exit code ${ended.code}:\n${ended.stderr.trim()}`);
    },
    apply: (objects) => applyObjects(access, objects),
    exec: (argv, execOptions) => sandbox.exec(argv, execOptions),
    loadImage: (image) =>
      components.containerd.importImage(typeof image === 'string' ? image : image.archive),
    forward: (host, port) => sandbox.forward(host, port),
    waitForDeployment: (namespace, name, waitOptions) =>
      waitForDeployment(access, namespace, name, waitOptions),
    waitFor,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function defaultCertificate(authority: Authority): Promise<DefaultCertificate> {
  const names = ['DNS:example.com', 'DNS:*.example.com', 'DNS:localhost', 'IP:127.0.0.1'];
  const pair = await authority.issue({ name: 'default', commonName: 'example.com', names });
  return { certificate: await readFile(pair.certificate, 'utf8'), key: await readFile(pair.key, 'utf8') };
}

async function applyObjects(access: ApiAccess, objects: readonly object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  await access.mustKubectl(['apply', '--server-side', '-f', '-'], { input: JSON.stringify(list) });
}

async function waitForNode(access: ApiAccess): Promise<void> {
  interface NodeObject {
    status?: { conditions?: { type: string; status: string }[] };
  }
  await waitFor('the node to be Ready', async (pending) => {
    const { body } = await access.request('GET', `/api/v1/nodes/${nodeName}`);
    pending(body);
    const conditions = (body as NodeObject).status?.conditions ?? [];
    return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  });
}
