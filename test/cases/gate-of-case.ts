import { decisionServer } from '../../operator/gate/decision-server.ts';
import { errorServer } from '../../operator/gate/error-server.ts';
import type { GatePolicy } from '../../operator/plan/gate-plan.ts';
import {
  type Answer,
  ask,
  decisionHeaders,
  errorHeaders,
  type Original,
  type World,
} from '../unit/gate/fakes.ts';
import type { rendered } from './case-file.ts';

type Objects = ReturnType<typeof rendered>['objects'];

interface PlanObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** What a gate is told of the policies, as it would be applied. */
export function plansOf(objects: Objects): GatePolicy[] {
  const plan = (objects as readonly PlanObject[]).find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'apipolicy-gate-plan',
  );
  return Object.values(plan?.data ?? {}).map((entry) => JSON.parse(entry) as GatePolicy);
}

export type Send = (original: Original & { readonly ingress?: string }) => Promise<Answer>;

/**
 * A request as the gateway puts it to a gate with that plan: the decision, and where it is refused with 401 the error
 * page. 200 stands for a request that reaches the application.
 */
export async function withGate(
  objects: Objects,
  policy: string,
  world: World,
  use: (send: Send) => Promise<void>,
): Promise<void> {
  const options = world.options(...plansOf(objects));
  const servers = [decisionServer(options), errorServer(options)] as const;
  const [decisions, errors] = [await servers[0].start(), await servers[1].start()];
  try {
    await use(async (original) => {
      const path = `/v1/${policy}/page`;
      const decided = await ask(decisions, { path, headers: decisionHeaders(original) });
      if (decided.status !== 401) return decided;
      const { method } = original;
      return ask(errors, { headers: errorHeaders(original), ...(method !== undefined && { method }) });
    });
  } finally {
    await Promise.all(servers.map((server) => server.stop(0)));
  }
}
