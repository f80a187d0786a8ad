import type { Shortfall } from '../../plan/outcome.ts';
import { nodeOf, type SecurityPlan } from '../../plan/plan.ts';
import type { KeyReference } from '../../plan/request-match.ts';
import { isAddress, isDataKey, isObjectName } from '../checked.ts';

const ROOT = '/etc/apipolicy/gate';

/** Where a gate finds what it is told by name. Undefined: the name cannot be a path. */
export const FILES = {
  keys: (secret: string): string | undefined => (isObjectName(secret) ? `${ROOT}/keys/${secret}` : undefined),
  password: (ref: KeyReference): string | undefined => file('redis', ref),
  ca: (ref: KeyReference): string | undefined => file('ca', ref),
  /** The gate watches over the list's end; the CA itself and its key are not its concern. */
  revocation: (secret: string): string | undefined => file('clients-ca', { name: secret, key: 'ca.crl' }),
} as const;

function file(folder: string, { name, key }: KeyReference): string | undefined {
  return isObjectName(name) && isDataKey(key) ? `${ROOT}/${folder}/${name}/${key}` : undefined;
}

/** Leaves that name what the gate cannot reach by that name. */
export function unreachable(plan: SecurityPlan): Shortfall[] {
  const authentication = nodeOf(plan, 'authentication');
  const { apiKeys, caBundle } = authentication ?? {};
  const redis = nodeOf(plan, 'rate-store')?.redis;
  const password = redis?.passwordSecretRef;
  const told = (field: string): Shortfall => ({
    field,
    result: 'NotEnforceable',
    message:
      'a name or an address in it is none that Kubernetes or a network takes: the gate goes without it',
  });
  return [
    ...(apiKeys && FILES.keys(apiKeys.secretName) === undefined ? [told(apiKeys.field)] : []),
    ...(caBundle && FILES.ca(caBundle) === undefined ? [told(caBundle.field)] : []),
    ...(redis && (!isAddress(redis.address) || (password && FILES.password(password) === undefined))
      ? [told(redis.field)]
      : []),
  ];
}
