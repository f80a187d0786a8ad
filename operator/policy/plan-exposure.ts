import type { ApiPolicySpec } from '../api/types.generated.ts';
import { cors as corsNode } from '../plan/nodes/cors.ts';
import { responseHeaders as responseHeadersNode } from '../plan/nodes/response-headers.ts';
import { securityHeaders as securityHeadersNode } from '../plan/nodes/security-headers.ts';
import type { PlanNode } from '../plan/plan.ts';
import { stated } from '../plan/stated.ts';
import { orDefault } from './stated-or-default.ts';

type Exposure = NonNullable<ApiPolicySpec['exposure']>;

/** `spec.exposure` */
export function planExposure(exposure: Exposure): PlanNode[] {
  const { cors, securityHeaders, responseHeaders } = exposure;
  const nodes: PlanNode[] = [];
  if (cors) nodes.push(planCors(cors));
  if (securityHeaders !== undefined) {
    nodes.push(securityHeadersNode({ profile: stated(securityHeaders, 'spec.exposure.securityHeaders') }));
  }
  if (responseHeaders) {
    const at = 'spec.exposure.responseHeaders';
    const { set = [], remove } = responseHeaders;
    nodes.push(
      responseHeadersNode({
        set: set.map(({ name, value }, index) => ({ name, value, field: `${at}.set[${index}]` })),
        ...(remove && { remove: stated(remove, `${at}.remove`) }),
      }),
    );
  }
  return nodes;
}

/** What is left out is stated to the gateway as well: every default of a gateway is wider than these. */
function planCors(cors: NonNullable<Exposure['cors']>): PlanNode {
  const at = 'spec.exposure.cors';
  return corsNode({
    allowOrigins: stated(cors.allowOrigins, `${at}.allowOrigins`),
    allowMethods: orDefault<readonly string[]>(cors.allowMethods, `${at}.allowMethods`, [
      'GET',
      'HEAD',
      'POST',
    ]),
    allowHeaders: orDefault<readonly string[]>(cors.allowHeaders, `${at}.allowHeaders`, ['content-type']),
    exposeHeaders: orDefault<readonly string[]>(cors.exposeHeaders, `${at}.exposeHeaders`, []),
    allowCredentials: orDefault(cors.allowCredentials, `${at}.allowCredentials`, false),
    maxAgeSeconds: orDefault(cors.maxAgeSeconds, `${at}.maxAgeSeconds`, 600),
  });
}
