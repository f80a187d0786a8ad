import { parseLenient } from '../../plan/network.ts';
import type { Remark, Shortfall } from '../../plan/outcome.ts';
import { nodeOf, nodesOf } from '../../plan/plan.ts';
import { type ControllerSettings, linesToAdd } from './controller-settings.ts';
import { group, type LoweringInput, type Part } from './part.ts';
import { networkList } from './values.ts';

/** Address lists. nginx reads the denied networks first, so they win over the allowed ones. */
export function lowerAddressLists(input: LoweringInput): Part {
  const allowed = nodeOf(input.plan, 'allowed-addresses');
  const denied = nodeOf(input.plan, 'denied-addresses');
  const groups = [];
  if (allowed) {
    const value = networkList('allowlist-source-range', allowed.networks.value);
    groups.push(group('allowed-addresses', { 'allowlist-source-range': value }, allowed.fields, input));
  }
  if (denied) {
    const value = networkList('denylist-source-range', denied.networks.value);
    groups.push(group('denied-addresses', { 'denylist-source-range': value }, denied.fields, input));
  }
  return { groups, ...(forgeable(input.settings) && evaded(input)) };
}

/** True when it is seen that anybody may write the address that nginx takes for the caller's. */
export function forgeable(settings: ControllerSettings): boolean {
  if (!settings.seen || !(settings.bool('use-forwarded-headers') || settings.bool('enable-real-ip')))
    return false;
  return settings.list('proxy-real-ip-cidr').some((text) => (parseLenient(text)?.prefix ?? 128) <= 1);
}

function evaded({ plan, settings }: LoweringInput): Part {
  const remedy = linesToAdd(settings, { 'proxy-real-ip-cidr': '<the networks of your load balancer>' });
  const why = `the controller believes X-Forwarded-For from any sender, so that a caller can take any address (proxy-real-ip-cidr: ${settings.text('proxy-real-ip-cidr')})`;
  const lists = [...nodesOf(plan, 'allowed-addresses'), ...nodesOf(plan, 'denied-addresses')];
  const counters = [
    ...nodesOf(plan, 'address-rate'),
    ...nodesOf(plan, 'connections'),
    ...nodesOf(plan, 'rate-exemptions'),
  ];
  return {
    shortfalls: lists.flatMap(({ fields }) =>
      fields.map(
        (field): Shortfall => ({
          field,
          result: 'NeedsGlobalSetting',
          message: `written, but evaded by a forged header: ${why}; ${remedy}`,
        }),
      ),
    ),
    remarks: counters.flatMap(({ fields }) =>
      fields.map(
        (field): Remark => ({
          severity: 'warning',
          field,
          rule: 'forged-address',
          message: `evaded by a forged header: ${why}; ${remedy}`,
        }),
      ),
    ),
  };
}
