import type { Shortfall } from '../../plan/outcome.ts';
import { nodeOf } from '../../plan/plan.ts';
import { type ControllerSettings, linesToAdd } from './controller-settings.ts';
import type { LoweringInput, Part } from './part.ts';

/** What `securityHeaders: Standard` stands for. */
export const STANDARD_HEADERS: readonly string[] = [
  'X-Content-Type-Options',
  'X-Frame-Options',
  'Referrer-Policy',
  'Content-Security-Policy',
];

/**
 * Headers that are set need the annotation `custom-headers`, which answers 503 for every name that the controller does
 * not list; it is not written by this version. Headers that are removed are global by nature.
 */
export function judgeResponseHeaders({ plan, settings }: LoweringInput): Part {
  const profile = nodeOf(plan, 'security-headers')?.profile;
  const headers = nodeOf(plan, 'response-headers');
  const shortfalls: Shortfall[] = [];
  if (profile?.value === 'Standard' && profile.field !== undefined) {
    shortfalls.push(notSet(settings, profile.field, STANDARD_HEADERS));
  }
  for (const { name, field } of headers?.set ?? []) shortfalls.push(notSet(settings, field, [name]));
  if (headers?.remove?.field !== undefined) {
    shortfalls.push(...notRemoved(settings, headers.remove.field, headers.remove.value));
  }
  return { shortfalls };
}

function notSet(settings: ControllerSettings, field: string, names: readonly string[]): Shortfall {
  const allowed = settings.list('global-allowed-response-headers');
  const missing = names.filter((name) => !settings.seen || !allowed.includes(name));
  const list = [...new Set([...allowed, ...names])].join(',');
  const remedy =
    missing.length > 0
      ? `; ${linesToAdd(settings, { 'global-allowed-response-headers': list })}, so that it can be written then`
      : '; the controller already allows it';
  const message = `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} not set: this version does not write custom-headers yet, the next one does${remedy}`;
  return { field, result: 'NeedsGlobalSetting', message };
}

function notRemoved(settings: ControllerSettings, field: string, names: readonly string[]): Shortfall[] {
  const hidden = settings.list('hide-headers');
  const isHidden = (name: string) => hidden.some((entry) => entry.toLowerCase() === name.toLowerCase());
  // nginx makes Server itself: the controller clears it unless server-tokens is on, and hide-headers cannot.
  const server = names.filter((name) => name.toLowerCase() === 'server');
  const others = names.filter(
    (name) => name.toLowerCase() !== 'server' && !(settings.seen && isHidden(name)),
  );
  const serverShown = server.length > 0 && (!settings.seen || settings.bool('server-tokens'));
  if (others.length === 0 && !serverShown) return [];
  const lines = {
    ...(others.length > 0 && { 'hide-headers': [...new Set([...hidden, ...others])].join(',') }),
    ...(serverShown && { 'server-tokens': 'false' }),
  };
  const shown = [...(serverShown ? server : []), ...others].join(', ');
  const message = `${shown} cannot be removed for one Ingress; ${linesToAdd(settings, lines)}`;
  return [{ field, result: 'NeedsGlobalSetting', message }];
}
