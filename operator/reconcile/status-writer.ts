import type { ApiPolicy } from '../api/types.generated.ts';
import type { Client } from '../kube/client.ts';
import { isNotFound } from '../kube/errors.ts';
import { keyOf } from '../kube/object.ts';
import type { Assessed } from './assessor.ts';
import type { WriteFailures } from './conditions.ts';
import type { PolicyDecision } from './decide.ts';
import type { Echoes } from './echoes.ts';
import type { Notices } from './notices.ts';
import { FIELD_MANAGER } from './ownership.ts';
import { API_POLICIES } from './resources.ts';
import { sameStatus } from './same-status.ts';
import { composeStatus } from './status.ts';
import { patchOf } from './status-patch.ts';
import { policyChangedMeanwhile } from './unseen-change.ts';

export interface StatusWriterOptions {
  readonly client: Client;
  /** Is given what the API server answered to each write: newer than any cache. */
  readonly answered: (policy: ApiPolicy) => void;
  /** Is told of each write, but where its answer shows a change that the decision had not seen. */
  readonly echoes: Pick<Echoes, 'during' | 'expect'>;
  readonly notices: Notices;
  /** RFC 3339, whole seconds (metav1.Time). */
  readonly now: () => string;
}

/** Writes a policy's status when it says something new. A status is the dearest write there is: one patch, or none. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  async write(
    decision: PolicyDecision,
    failures: WriteFailures,
    assessed: Assessed | undefined,
  ): Promise<void> {
    const { client, answered, echoes, notices, now } = this.#options;
    const { policy } = decision;
    const status = composeStatus(decision, failures, assessed, now());
    if (sameStatus(policy.status, status)) return;
    const { name, namespace = '', uid } = policy.metadata;
    try {
      const patch = { metadata: { uid }, status: patchOf(policy.status, status) };
      await echoes.during(keyOf(policy), async () => {
        const answer = await client.mergePatchStatus(API_POLICIES, { namespace, name }, patch, {
          fieldManager: FIELD_MANAGER,
        });
        if (!policyChangedMeanwhile(policy, answer)) echoes.expect(keyOf(policy), answer);
        answered(answer);
      });
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    notices.transition(policy, policy.status, status);
  }
}
