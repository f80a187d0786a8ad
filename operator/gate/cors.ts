import type { GateAnswers } from '../plan/gate-plan.ts';

/**
 * CORS headers of a refusal: without them a browser hides its status and reason from the page that asked (Fetch
 * standard, section 3.2). nginx adds none on the error path. `Vary` because the answer depends on Origin.
 */
export function corsHeaders(
  cors: NonNullable<GateAnswers['cors']>,
  origins: readonly string[],
): Readonly<Record<string, string>> {
  const [origin, ...more] = origins;
  const any = cors.allowOrigins.includes('*');
  if (origin === undefined || more.length > 0) return { vary: 'origin' };
  if (!any && !cors.allowOrigins.some((allowed) => permits(allowed, origin))) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': any ? '*' : origin,
    ...(cors.allowCredentials && !any ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposeHeaders.length === 0
      ? {}
      : { 'access-control-expose-headers': cors.exposeHeaders.join(', ') }),
  };
}

const ORIGIN = /^(https?:\/\/)([a-z0-9-]+)(\.[a-z0-9.-]+)?(:[0-9]{1,5})?$/;

/** As the gateway has it: without regard to case, a first label `*` stands for one label. */
function permits(allowed: string, origin: string): boolean {
  const [wanted, asked] = [allowed.toLowerCase(), origin.toLowerCase()];
  const [, scheme = '', label = '', ...rest] = ORIGIN.exec(asked) ?? [];
  if (label === '') return false;
  return asked === wanted || `${scheme}*${rest.join('')}` === wanted;
}
