import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';

/** What a TLS connection to the API server is made with. */
export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** What one request is authenticated with, as of now. */
export interface Identity {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsMaterial;
}

/** Where the API server is and who we are. */
export interface Credentials {
  /** For example `https://10.0.0.1:443`; a path (an API behind a proxy) is kept. */
  readonly server: string;
  /** An HTTP proxy on the way, as the kubeconfig's `proxy-url` has it. */
  readonly proxyUrl?: string;
  /** The namespace of the kubeconfig's context, or the pod's own. */
  readonly namespace?: string;
  /** Reads the current credentials: tokens are rotated, so ask again from time to time. */
  identify(): Promise<Identity>;
}

export interface LoadCredentialsOptions {
  /** A kubeconfig file; without it `$KUBECONFIG`, `~/.kube/config`, then the pod's service account. */
  readonly kubeconfig?: string;
  /** The context to use instead of the file's current one. */
  readonly context?: string;
}

/**
 * Credentials from client-node's `KubeConfig`: files, client certificates, tokens, exec and OIDC plugins, and the
 * service account inside a pod, whose token is read again as it rotates. client-node is loaded on the first call
 * only: programs that never reach a cluster do not pay for it.
 *
 * @throws Error that says what is missing, when no cluster is configured.
 */
export async function loadCredentials(options: LoadCredentialsOptions = {}): Promise<Credentials> {
  const { KubeConfig } = await import('./kube-config.ts');
  const config = new KubeConfig();
  if (options.kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(options.kubeconfig);
  if (options.context !== undefined) selectContext(config, options.context);
  return credentialsOf(config);
}

function selectContext(config: KubeConfig, context: string): void {
  if (config.getContextObject(context) === null) {
    const known = config.getContexts().map((entry) => entry.name);
    throw new Error(`the kubeconfig has no context "${context}"; it has: ${known.join(', ') || 'none'}`);
  }
  config.setCurrentContext(context);
}

/** Credentials of the current context of a `KubeConfig` that is already loaded. */
export function credentialsOf(config: KubeConfig): Credentials {
  const cluster = config.getCurrentCluster();
  const context = config.getContextObject(config.getCurrentContext());
  if (cluster === null || (context?.name === 'loaded-context' && cluster.server === nothingConfigured)) {
    throw new Error(
      'no cluster is configured: set KUBECONFIG, write ~/.kube/config with a current-context, or run in a pod with a service account',
    );
  }
  return {
    server: cluster.server,
    ...(cluster.proxyUrl === undefined ? {} : { proxyUrl: cluster.proxyUrl }),
    ...(context?.namespace === undefined ? {} : { namespace: context.namespace }),
    identify: () => identify(config),
  };
}

/** What `loadFromDefault` falls back to when it finds neither a file nor a service account. */
const nothingConfigured = 'http://localhost:8080';

async function identify(config: KubeConfig): Promise<Identity> {
  const options: RequestOptions & { servername?: string } = {};
  await config.applyToHTTPSOptions(options);
  return { headers: headersOf(options), tls: tlsOf(options) };
}

function headersOf(options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name] = String(value).trim();
  if (typeof options.auth === 'string') {
    headers.Authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  }
  return headers;
}

function tlsOf(options: RequestOptions & { servername?: string }): TlsMaterial {
  const { ca, cert, key, servername, rejectUnauthorized } = options;
  return {
    ...(isPem(ca) ? { ca } : {}),
    ...(isPem(cert) ? { cert } : {}),
    ...(isPem(key) ? { key } : {}),
    ...(servername === undefined ? {} : { servername }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
}

const isPem = (value: unknown): value is string | Buffer =>
  typeof value === 'string' || Buffer.isBuffer(value);
