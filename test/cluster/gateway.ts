import type { ApiAccess } from './api-client.ts';
import { waitForDeployment } from './deployments.ts';
import { gatewayDeployment, gatewayNamespace } from './manifests/ingress-nginx.ts';
import type { WaitOptions } from './wait.ts';
import { waitFor } from './wait.ts';

/** Waits until the gateway's pods are ready and its answers reach the test process. */
export async function waitForGateway(
  access: ApiAccess,
  urls: { http: string },
  options: WaitOptions = { timeoutMs: 120_000 },
): Promise<void> {
  await waitForDeployment(access, gatewayNamespace, gatewayDeployment, options);
  await waitFor('the gateway to answer', async (pending) => {
    const { status } = await fetch(`${urls.http}/healthz`);
    pending(`GET ${urls.http}/healthz answered ${status}`);
    return status === 200;
  });
}
