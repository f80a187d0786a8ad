import type { Client } from '../../operator/kube/client.ts';
import { inParallel, secondsOf } from './measure.ts';
import { ingresses, policies, type Site, writers } from './site.ts';

/** What the operator wrote for one policy: an apply on its Ingress, and a status. */
export interface Written {
  readonly annotations: Readonly<Record<string, string>>;
  readonly status: Readonly<Record<string, unknown>>;
}

/** What the operator wrote for the first policy of a site. */
export async function writtenFor(client: Client, site: Site): Promise<Written> {
  const ref = { namespace: site.namespace, name: site.name(0) };
  const policy = await client.get(policies, ref);
  const ingress = await client.get(ingresses, ref);
  if (policy.status === undefined) throw new Error('the operator has written no status');
  return { annotations: ingress.metadata.annotations ?? {}, status: { ...policy.status } };
}

/** Seconds for the same writes without an operator: nothing is watched, nothing is decided. */
export function bareSeconds(client: Client, site: Site, written: Written): Promise<number> {
  return secondsOf(() =>
    inParallel(site.count, writers, async (index) => {
      await site.createPolicy(index);
      const ref = { namespace: site.namespace, name: site.name(index) };
      const metadata = { ...ref, annotations: written.annotations };
      await client.apply(ingresses, { metadata }, { fieldManager: 'apipolicy' });
      await client.mergePatchStatus(policies, ref, { status: written.status }, { fieldManager: 'apipolicy' });
    }),
  );
}
