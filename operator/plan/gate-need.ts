import { nodeOf, nodesOf, type SecurityPlan } from './plan.ts';

/** True where a plan holds something that only the gate can decide, request by request. */
export function needsGate(plan: SecurityPlan): boolean {
  return (
    nodeOf(plan, 'authentication') !== undefined ||
    nodeOf(plan, 'authorization') !== undefined ||
    nodesOf(plan, 'counted-rate').length > 0 ||
    nodeOf(plan, 'methods') !== undefined ||
    nodeOf(plan, 'content-types') !== undefined ||
    nodeOf(plan, 'plaintext')?.mode.value === 'Refuse' ||
    // By itself the gateway takes one that another host's CA verified, and asks for none where the Secret has no ca.crt.
    nodeOf(plan, 'client-certificates') !== undefined
  );
}
