import type { Shortfall } from '../../plan/outcome.ts';
import { nodeOf } from '../../plan/plan.ts';
import type { Stated } from '../../plan/stated.ts';
import { type ControllerSettings, linesToAdd, type SettingName } from './controller-settings.ts';
import type { LoweringInput, Part } from './part.ts';

/** The oldest TLS version: `ssl-protocols` of the whole controller, no annotation. */
export function judgeTlsVersion({ plan, settings }: LoweringInput): Part {
  const node = nodeOf(plan, 'minimum-tls-version');
  if (!node) return {};
  const tooOld = [
    'SSLv2',
    'SSLv3',
    'TLSv1',
    'TLSv1.1',
    ...(node.version.value === 'TLS1.3' ? ['TLSv1.2'] : []),
  ];
  const protocols = settings
    .text('ssl-protocols')
    .split(/\s+/)
    .filter((word) => word !== '');
  if (settings.seen && protocols.length > 0 && !protocols.some((word) => tooOld.includes(word))) return {};
  const wanted = node.version.value === 'TLS1.3' ? 'TLSv1.3' : 'TLSv1.2 TLSv1.3';
  return { shortfalls: shortfalls([node.version], settings, { 'ssl-protocols': wanted }) };
}

/**
 * HSTS: one header for the whole controller, no annotation. A longer age is as good, except where 0 asks browsers to
 * forget; the two flags have to be as stated, because either can lock people out or leave them open.
 */
export function judgeHsts({ plan, settings }: LoweringInput): Part {
  const node = nodeOf(plan, 'hsts');
  if (!node) return {};
  const on = settings.seen && settings.bool('hsts');
  const age = /^\d{1,15}$/.test(settings.text('hsts-max-age')) ? Number(settings.text('hsts-max-age')) : 0;
  const wanted = node.maxAgeSeconds.value;
  const met = {
    age: on && (wanted === 0 ? age === 0 : age >= wanted),
    subdomains: on && settings.bool('hsts-include-subdomains') === node.includeSubDomains.value,
    preload: on && settings.bool('hsts-preload') === node.preload.value,
  };
  const switchOn = on ? {} : { hsts: 'true' };
  const missing = (leaf: Stated<unknown>, key: SettingName) =>
    shortfalls([leaf], settings, { ...switchOn, [key]: String(leaf.value) });
  return {
    shortfalls: [
      ...(met.age ? [] : missing(node.maxAgeSeconds, 'hsts-max-age')),
      ...(met.subdomains ? [] : missing(node.includeSubDomains, 'hsts-include-subdomains')),
      ...(met.preload ? [] : missing(node.preload, 'hsts-preload')),
    ],
  };
}

/** A default that is not met has no entry: nobody stated it. */
function shortfalls(
  leaves: readonly Stated<unknown>[],
  settings: ControllerSettings,
  lines: Readonly<Partial<Record<SettingName, string>>>,
): Shortfall[] {
  return leaves.flatMap(({ field }) =>
    field === undefined
      ? []
      : [{ field, result: 'NeedsGlobalSetting', message: linesToAdd(settings, lines) }],
  );
}
