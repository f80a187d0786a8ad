import { createHash } from 'node:crypto';
import type { GatePolicy } from '../plan/gate-plan.ts';
import { contains, formatNetwork, type Network, NetworkError, parseNetwork } from '../plan/network.ts';
import type { CountedRate } from '../plan/nodes/counted-rate.ts';
import { type Caller, claimValues, subjectOf } from './caller.ts';
import type { CallerCertificate } from './certificates/judge-certificate.ts';
import { matchesAny } from './match.ts';
import type { CountedRequest } from './ports.ts';
import type { GateRequest } from './request.ts';

/** Of an IPv6 client: whoever has one address of a /64 usually has all of them. */
const IPV6_PREFIX = 64n;

export interface Counted {
  readonly requests: readonly CountedRequest[];
  /** Rules whose key is a certificate that nobody here has seen. */
  readonly unseen: readonly CountedRate[];
}

/**
 * The rules that count a request, each with the key it counts under. A rule applies where it matches loosely, so that
 * no spelling of a path escapes it. Callers of an exempt network are not counted.
 */
export function countedBy(
  policy: GatePolicy,
  request: GateRequest,
  caller: Caller | undefined,
  certificate: CallerCertificate,
): Counted {
  const rules = policy.rates.filter(({ matches }) => matchesAny(matches, request, 'loose'));
  if (rules.length === 0 || exemptionsOf(policy).some((network) => contains(network, request.address)))
    return { requests: [], unseen: [] };
  const isUnseen = ({ by }: CountedRate): boolean =>
    by === 'ClientCertificate' && certificate.kind === 'unseen';
  return {
    requests: rules
      .filter((rule) => !isUnseen(rule))
      .map((rule) => ({
        rule,
        key: digest(keyOf(rule, request, caller, certificate) ?? addressKey(request.address)),
      })),
    unseen: rules.filter(isUnseen),
  };
}

/** Undefined: the request has no such key, and counts by client address. The first word keeps kinds of keys apart. */
function keyOf(
  { by, header, claim }: CountedRate,
  { headers }: GateRequest,
  caller: Caller | undefined,
  certificate: CallerCertificate,
): readonly string[] | undefined {
  switch (by) {
    case 'User':
      return caller && ['user', subjectOf(caller)];
    case 'APIKey':
      return caller?.method === 'apiKey' ? ['key', caller.subject] : undefined;
    case 'Claim': {
      const values = caller === undefined || claim === undefined ? [] : claimValues(caller.claims, claim);
      return caller === undefined || values.length === 0
        ? undefined
        : ['claim', caller.issuer, ...values.toSorted()];
    }
    case 'Header': {
      const values = header === undefined ? undefined : headers.get(header.toLowerCase());
      return values && ['header', ...values];
    }
    case 'ClientCertificate':
      return certificate.kind === 'known' ? ['certificate', certificate.key] : undefined;
    case 'ClientAddress':
      return undefined;
  }
}

function addressKey(address: Network): readonly string[] {
  if (address.version === 4) return ['address', formatNetwork(address)];
  return ['address', (address.first >> IPV6_PREFIX).toString(16)];
}

const digest = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

const parsed = new WeakMap<GatePolicy, readonly Network[]>();

/** What is no network exempts nobody. */
function exemptionsOf(policy: GatePolicy): readonly Network[] {
  const known = parsed.get(policy);
  if (known !== undefined) return known;
  const networks = policy.rateExemptions.flatMap((text) => {
    try {
      return [parseNetwork(text)];
    } catch (error) {
      if (error instanceof NetworkError) return [];
      throw error;
    }
  });
  parsed.set(policy, networks);
  return networks;
}
