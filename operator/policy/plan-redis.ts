import type { AuthenticationOidcSessionRedis } from '../api/types.generated.ts';
import type { RedisStore } from '../plan/request-match.ts';

/** `redis` of a session or of limits: TLS unless it is switched off in so many words. */
export function planRedis({ address, passwordSecretRef, tls }: AuthenticationOidcSessionRedis): RedisStore {
  return { address, ...(passwordSecretRef && { passwordSecretRef }), tls: tls ?? 'Enabled' };
}
