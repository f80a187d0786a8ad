import type { GateAnswers } from '../../plan/gate-plan.ts';
import type { HstsNode } from '../../plan/nodes/hsts.ts';
import { nodeOf, type SecurityPlan } from '../../plan/plan.ts';
import { STANDARD_HEADERS } from '../../plan/standard-headers.ts';

/** What stands on refusals too: the gateway adds nothing to what the gate answers there. */
export function answersOf(plan: SecurityPlan): GateAnswers {
  const hsts = nodeOf(plan, 'hsts');
  const cors = nodeOf(plan, 'cors');
  return {
    ...(hsts && { hsts: hstsValue(hsts) }),
    ...(cors && {
      cors: {
        allowOrigins: cors.allowOrigins.value,
        allowCredentials: cors.allowCredentials.value,
        exposeHeaders: cors.exposeHeaders.value,
      },
    }),
    headers: headersOf(plan),
  };
}

/** RFC 6797 section 6.1 */
function hstsValue({ maxAgeSeconds, includeSubDomains, preload }: HstsNode): string {
  return [
    `max-age=${maxAgeSeconds.value}`,
    ...(includeSubDomains.value ? ['includeSubDomains'] : []),
    ...(preload.value ? ['preload'] : []),
  ].join('; ');
}

/** A header that the policy states itself is not taken from the standard ones. */
function headersOf(plan: SecurityPlan): Record<string, string> {
  const set = nodeOf(plan, 'response-headers')?.set ?? [];
  const own = new Set(set.map(({ name }) => name.toLowerCase()));
  const standard =
    nodeOf(plan, 'security-headers')?.profile.value === 'Standard' ? [...STANDARD_HEADERS] : [];
  return Object.fromEntries([
    ...standard.filter(([name]) => !own.has(name.toLowerCase())),
    ...set.map(({ name, value }) => [name, value] as const),
  ]);
}
