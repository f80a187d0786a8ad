import type { GatewayRequest, GatewayResponse } from '../../test/cluster/gateway-client.ts';
import type { Ended } from '../../test/cluster/process.ts';

/** Where the story plays: a cluster with a gateway and the operator in it. */
export interface Stage {
  /** URLs of the gateway on 127.0.0.1. */
  http: string;
  https: string;
  /** PEM file of the CA behind the gateway's certificate, where it is known. */
  gatewayCA?: string;
  /** One sentence: how the operator runs. */
  operator: string;
  kubectl(args: readonly string[]): Promise<Ended>;
  request(request: GatewayRequest): Promise<GatewayResponse>;
  waitForDeployment(namespace: string, name: string): Promise<void>;
  /**
   * Starts an OpenID Connect provider at `https://id.example.com`, and makes in `shop` what `examples/callers` names:
   * the client's secret and the provider's CA. Absent where the story goes without one.
   */
  startProvider?(): Promise<Provider>;
  /** Sees to it that cert-manager issues. Absent where the story goes without it. */
  startCertManager?(): Promise<void>;
  /** What there is to see when the story breaks off: objects and logs. */
  diagnosis(): Promise<string>;
  /** Leaves the cluster as it was found; the embedded one is gone. */
  stop(): Promise<void>;
}

/** What callers get from the provider. */
export interface Provider {
  readonly user: { readonly name: string; readonly password: string };
  /** A token for a program. */
  machineToken(): Promise<string>;
}

/** kubectl that has to succeed; the error shows what it said. */
export async function mustKubectl(stage: Pick<Stage, 'kubectl'>, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await stage.kubectl(args);
  if (code === 0) return stdout;
  throw new Error(`kubectl ${args.join(' ')}\nended with exit code ${code}:\n${stderr.trim()}`);
}
