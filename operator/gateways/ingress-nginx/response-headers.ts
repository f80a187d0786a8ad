import type { Remark, Shortfall } from '../../plan/outcome.ts';
import { nodeOf } from '../../plan/plan.ts';
import { STANDARD_HEADERS } from '../../plan/standard-headers.ts';
import type { AnnotationGroup } from '../gateway.ts';
import { writtenNames } from './annotations.ts';
import { CAPABILITIES, can } from './capabilities.ts';
import { type ControllerSettings, linesToAdd } from './controller-settings.ts';
import { headersConfigMap } from './custom-headers.ts';
import { group, type LoweringInput, type Part } from './part.ts';
import { isHeaderName, isHeaderValue } from './values.ts';

/** A stated leaf and the headers that it asks for. */
interface Wanted {
  readonly field: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
}

/**
 * Headers that are set: the annotation `custom-headers` with a ConfigMap of ours. The controller answers 503 on every
 * path of the Ingress for one name that its own list does not hold, letter by letter; so only what is seen to be listed
 * is written. Headers that are removed are global by nature.
 */
export function lowerResponseHeaders(input: LoweringInput): Part {
  const { plan, settings } = input;
  const remove = nodeOf(plan, 'response-headers')?.remove;
  const removed = remove?.field === undefined ? [] : notRemoved(settings, remove.field, remove.value);
  const wanted = wantedHeaders(input);
  if (wanted.length === 0) return { shortfalls: removed };
  const set = lowerSet(input, wanted);
  return { ...set, shortfalls: [...(set.shortfalls ?? []), ...removed] };
}

/** What the policy asks for. A header that it states itself is not taken from the standard ones. */
function wantedHeaders({ plan }: LoweringInput): Wanted[] {
  const profile = nodeOf(plan, 'security-headers')?.profile;
  const stated = nodeOf(plan, 'response-headers')?.set ?? [];
  const own = new Set(stated.map(({ name }) => name.toLowerCase()));
  const standard = new Map([...STANDARD_HEADERS].filter(([name]) => !own.has(name.toLowerCase())));
  return [
    ...(profile?.value === 'Standard' ? [{ field: profile.field, headers: standard }] : []),
    ...stated.map(({ name, value, field }) => ({ field, headers: new Map([[name, value]]) })),
  ];
}

function lowerSet(input: LoweringInput, wanted: readonly Wanted[]): Part {
  const { target, settings } = input;
  const { version } = settings;
  const { customHeaders } = CAPABILITIES;
  if (can(customHeaders, version) === false) {
    const message = `controller ${version} does not know custom-headers, which came with ${customHeaders.since}; update the controller`;
    return { shortfalls: wanted.flatMap(({ field }) => short(field, 'NotEnforceable', message)) };
  }
  const listed = new Map(
    settings.seen
      ? settings
          .list('global-allowed-response-headers')
          .filter(isHeaderName)
          .map((name) => [name.toLowerCase(), name] as const)
      : [],
  );
  const headers = new Map<string, string>();
  const fields: string[] = [];
  const shortfalls: Shortfall[] = [];
  for (const { field, headers: asked } of wanted) {
    const missing = [...asked.keys()].filter((name) => !listed.has(name.toLowerCase()));
    const broken = [...asked].filter(([, value]) => !isHeaderValue(value)).map(([name]) => name);
    for (const [name, value] of asked) {
      const spelt = listed.get(name.toLowerCase());
      if (spelt !== undefined && !broken.includes(name)) headers.set(spelt, value);
    }
    if (missing.length === 0 && broken.length === 0 && field !== undefined) fields.push(field);
    if (missing.length > 0) shortfalls.push(...notListed(settings, field, missing, wanted));
    if (broken.length > 0) {
      const message = `the value of ${broken.join(', ')} holds a character that the controller refuses, with 503 on every path; use printable ASCII without $, ", \\, a backtick, { and }`;
      shortfalls.push(...short(field, 'NotEnforceable', message));
    }
  }
  if (headers.size === 0) return { groups: kept(input), shortfalls };
  const configMap = headersConfigMap(target, headers);
  const value = `${configMap.metadata.namespace}/${configMap.metadata.name}`;
  const groups = [group('custom-headers', { 'custom-headers': value }, fields, input)];
  return { groups, objects: [configMap], shortfalls, remarks: untilReload(version, fields) };
}

/** Such a controller compares its configurations without these headers, and finds nothing to do. */
function untilReload(version: string | undefined, fields: readonly string[]): Remark[] {
  const [field] = fields;
  const { headersAtOnce } = CAPABILITIES;
  if (field === undefined || can(headersAtOnce, version) !== false) return [];
  const message = `controller ${version} takes new or changed headers over with its next reload only, which some other change causes; until then answers lack them, and the control output.headers says so; update it to ${headersAtOnce.since} or later (${headersAtOnce.backported} in its line)`;
  return [{ severity: 'warning', field, rule: 'headers-at-next-reload', message }];
}

/** While the controller's list cannot be seen, what was written stays: it was right, and without it the headers go. */
function kept(input: LoweringInput): AnnotationGroup[] {
  const { target, settings } = input;
  const live = target.metadata.annotations?.[`${settings.annotationPrefix}/custom-headers`];
  if (settings.seen || live === undefined || !writtenNames(target).has('custom-headers')) return [];
  return [group('custom-headers', { 'custom-headers': live }, [], input)];
}

function short(
  field: string | undefined,
  result: Shortfall['result'],
  message: string,
): readonly Shortfall[] {
  return field === undefined ? [] : [{ field, result, message }];
}

/** One line for all that the policy asks for, so that it is pasted once. */
function notListed(
  settings: ControllerSettings,
  field: string | undefined,
  missing: readonly string[],
  wanted: readonly Wanted[],
): readonly Shortfall[] {
  const listed = settings.list('global-allowed-response-headers');
  const known = new Set(listed.map((name) => name.toLowerCase()));
  const all = wanted
    .flatMap(({ headers }) => [...headers.keys()])
    .filter((name) => !known.has(name.toLowerCase()));
  const line = [...new Set([...listed, ...all])].join(',');
  const remedy = linesToAdd(settings, { 'global-allowed-response-headers': line });
  const message = `${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not set: with a header that it does not list the controller answers 503; ${remedy}`;
  return short(field, 'NeedsGlobalSetting', message);
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
