import { certManagerCrds } from '../cluster/cert-manager-crds.ts';
import { CertManager } from '../integration/operator/cert-manager.ts';
import type { Harness } from '../integration/operator/harness.ts';
import { killTable } from './kill-run.ts';
import { CERTIFICATES } from './life.ts';

/** Its issuer is there from the beginning: else it could be seen after the policy, and be missing for a moment. */
async function prepare(harness: Harness): Promise<void> {
  await new CertManager(harness).install(await certManagerCrds());
  const issuer = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name: 'ours' },
    spec: { ca: { secretName: 'ca' } },
  };
  await harness.apply('/apis/cert-manager.io/v1/clusterissuers', issuer, 'admin');
  const baseline = {
    apiVersion: 'apipolicy.dev/v1alpha1',
    kind: 'ClusterApiPolicy',
    metadata: { name: 'issuers' },
    spec: { issuance: { clusterIssuers: ['ours'] } },
  };
  await harness.apply('/apis/apipolicy.dev/v1alpha1/clusterapipolicies', baseline, 'admin');
}

killTable(
  'killed at every write by which certificates are asked for, waited for and left, all ends as ever',
  CERTIFICATES,
  ['before', 'after'],
  { prepare, kinds: ['/apis/cert-manager.io/v1/certificates'] },
);
