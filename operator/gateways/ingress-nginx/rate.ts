import type { AddressRateNode } from '../../plan/nodes/address-rate.ts';
import type { EffectiveLimit, Remark } from '../../plan/outcome.ts';
import { nodeOf, nodesOf, type SecurityPlan } from '../../plan/plan.ts';
import { type ControllerSettings, linesToAdd } from './controller-settings.ts';
import { group, type LoweringInput, type Part } from './part.ts';
import { integer, networkList } from './values.ts';

/**
 * Limits per client address. nginx lets `limit x multiplier` requests through at once (`nodelay`); one multiplier
 * serves both limits, and its default is 5, so it is always written.
 */
export function lowerRates(input: LoweringInput): Part {
  const rules = nodesOf(input.plan, 'address-rate').toSorted((a, b) => (a.field < b.field ? -1 : 1));
  if (rules.length === 0) return {};
  const multiplier = burstMultiplier(rules);
  const per = (unit: AddressRateNode['per'], annotation: string) => {
    const limits = rules.filter((rule) => rule.per === unit).map((rule) => rule.requests);
    return limits.length > 0 ? integer(annotation, Math.min(...limits)) : undefined;
  };
  const [rps, rpm] = [per('Second', 'limit-rps'), per('Minute', 'limit-rpm')];
  const annotations = {
    ...(rps !== undefined && { 'limit-rps': rps }),
    ...(rpm !== undefined && { 'limit-rpm': rpm }),
    'limit-burst-multiplier': integer('limit-burst-multiplier', multiplier),
  };
  const fields = rules.flatMap((rule) => rule.fields);
  return {
    groups: [group('rate', annotations, fields, input)],
    limits: rules.map((rule) => effectiveRate(rule, multiplier, input.settings)),
    remarks: rules.flatMap((rule) => [
      ...statusCode(input.settings, 'limit-req-status-code', rule.field),
      ...roundedBurst(rule, multiplier),
    ]),
  };
}

export function lowerConnections(input: LoweringInput): Part {
  const node = nodeOf(input.plan, 'connections');
  if (!node) return {};
  const field = 'spec.rateLimit.connections';
  const count = node.count.value;
  const annotations = { 'limit-connections': integer('limit-connections', count) };
  const { replicas } = input.settings;
  return {
    groups: [group('connections', annotations, node.fields, input)],
    limits: [
      {
        rule: 'connections',
        group: 'connections',
        effective:
          replicas === undefined ? `${count} at once on each gateway replica` : `${count * replicas} at once`,
        because: `${share(replicas, count)}; under HTTP/2 each request in flight counts as one`,
      },
    ],
    remarks: statusCode(input.settings, 'limit-conn-status-code', field),
  };
}

/** Whether nginx itself counts anything. */
export function limitsByAddress(plan: SecurityPlan): boolean {
  return nodesOf(plan, 'address-rate').length > 0 || nodeOf(plan, 'connections') !== undefined;
}

export function lowerExemptions(input: LoweringInput): Part {
  const node = nodeOf(input.plan, 'rate-exemptions');
  const gateAlone = nodesOf(input.plan, 'counted-rate').length > 0 && !limitsByAddress(input.plan);
  if (!node || gateAlone) return {};
  const annotations = { 'limit-allowlist': networkList('limit-allowlist', node.networks.value) };
  return { groups: [group('rate-exemptions', annotations, node.fields, input)] };
}

/** The largest whole multiplier that lets no rule's burst pass what it asks for; absent bursts ask for 1. */
export function burstMultiplier(rules: readonly Pick<AddressRateNode, 'requests' | 'burst'>[]): number {
  const each = rules.map(({ requests, burst = requests }) => Math.max(1, Math.floor(burst / requests)));
  return Math.min(...each);
}

function effectiveRate(
  rule: AddressRateNode,
  multiplier: number,
  { replicas }: ControllerSettings,
): EffectiveLimit {
  const burst = rule.requests * multiplier;
  return {
    rule: rule.name,
    group: 'rate',
    effective:
      replicas === undefined
        ? `${rule.requests} per ${rule.per} on each gateway replica`
        : `${rule.requests * replicas} per ${rule.per}`,
    because: `${share(replicas, rule.requests)}; a burst of ${burst} is let through at once by each`,
  };
}

/** Every replica counts for itself. */
function share(replicas: number | undefined, each: number): string {
  if (replicas === undefined)
    return `each gateway replica counts for itself, and how many there are is not seen: ${each} each`;
  return `${replicas} gateway ${replicas === 1 ? 'replica' : 'replicas'}, ${each} each`;
}

function statusCode(
  settings: ControllerSettings,
  key: 'limit-req-status-code' | 'limit-conn-status-code',
  field: string,
): Remark[] {
  if (settings.seen && settings.text(key).trim() === '429') return [];
  const code = settings.seen ? settings.text(key) : '503';
  const message = `over the limit the answer is ${code}, which reads as an outage, and not 429; ${linesToAdd(settings, { [key]: '429' })}`;
  return [{ severity: 'warning', field, rule: 'limit-status-code', message }];
}

function roundedBurst(rule: AddressRateNode, multiplier: number): Remark[] {
  const effective = rule.requests * multiplier;
  if (rule.burst === undefined || rule.burst === effective) return [];
  const message = `ingress-nginx takes a burst only as a whole multiple of requests, the same for all rules: ${effective} instead of ${rule.burst}`;
  return [{ severity: 'info', field: `${rule.field}.burst`, rule: 'burst-rounded', message }];
}
