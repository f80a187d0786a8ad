import type { Ingress } from '../../api/kubernetes.ts';
import type { Shortfall } from '../../plan/outcome.ts';
import type { AnnotationGroup, Lowering } from '../gateway.ts';
import { exceeds, readRisk, riskOf, riskWord } from './annotation-risk.ts';
import { bareName, writtenNames } from './annotations.ts';
import { CAPABILITIES, can } from './capabilities.ts';
import { type ControllerSettings, linesToAdd } from './controller-settings.ts';

/** Names that the controller has read since 1.9.1. */
const SINCE_1_9_1 = new Set(['allowlist-source-range', 'limit-allowlist']);

type Refusal = Pick<Shortfall, 'result' | 'message'>;

/**
 * Takes out what the controller would refuse or not understand. One annotation above `annotations-risk-level`, or one
 * that holds a word of its blocklist, makes the controller ignore the whole Ingress: a new one is not served, a changed
 * one keeps its old configuration. What was written before stays all the same: without it the API would be served again,
 * and unprotected.
 */
export function withoutRefused(lowering: Lowering, settings: ControllerSettings, target: Ingress): Lowering {
  const written = writtenNames(target);
  const groups: AnnotationGroup[] = [];
  const shortfalls: Shortfall[] = [...lowering.shortfalls];
  for (const group of lowering.groups) {
    const refusal = refusalOf(group, settings);
    const stays = Object.keys(group.annotations).some((key) => written.has(bareName(key)));
    if (!refusal || stays) groups.push(group);
    if (!refusal) continue;
    const message = `${stays ? 'written earlier, and left' : 'not written'}: ${refusal.message}`;
    shortfalls.push(...group.fields.map((field): Shortfall => ({ field, result: refusal.result, message })));
  }
  const there = new Set(groups.map(({ name }) => name));
  const isAlone = ({ needs }: AnnotationGroup) => needs !== undefined && !there.has(needs);
  for (const { needs, fields } of groups.filter(isAlone)) {
    const message = `not written: it needs the annotations of ${needs}, which are not written either`;
    // A leaf that the missing group holds as well is told of already, with the reason.
    const untold = fields.filter((field) => !shortfalls.some((told) => told.field === field));
    shortfalls.push(...untold.map((field): Shortfall => ({ field, result: 'NeedsGlobalSetting', message })));
  }
  return { ...lowering, groups: groups.filter((group) => !isAlone(group)), shortfalls };
}

function refusalOf(group: AnnotationGroup, settings: ControllerSettings): Refusal | undefined {
  const names = Object.keys(group.annotations).map(bareName);
  const unknown = names.find((name) => SINCE_1_9_1.has(name));
  const { allowlistNames } = CAPABILITIES;
  if (unknown !== undefined && can(allowlistNames, settings.version) === false) {
    const message = `controller ${settings.version} does not know ${unknown}, which came with ${allowlistNames.since}; update the controller`;
    return { result: 'NotEnforceable', message };
  }
  return settings.seen ? refusedBySettings(group, settings) : undefined;
}

function refusedBySettings(group: AnnotationGroup, settings: ControllerSettings): Refusal | undefined {
  const allowed = readRisk(settings.text('annotations-risk-level'));
  const risky = Object.keys(group.annotations)
    .map(bareName)
    .find((name) => exceeds(riskOf(name), allowed));
  if (risky !== undefined) {
    const level = riskWord(riskOf(risky));
    const remedy = linesToAdd(settings, { 'annotations-risk-level': level });
    const message = `the controller refuses an Ingress with ${risky}, which it rates ${level}; ${remedy}`;
    return { result: 'NeedsGlobalSetting', message };
  }
  const words = settings.list('annotation-value-word-blocklist');
  for (const [key, value] of Object.entries(group.annotations)) {
    const word = words.find((entry) => value.includes(entry));
    if (word === undefined) continue;
    const message = `${bareName(key)} holds ${JSON.stringify(word)}, which annotation-value-word-blocklist of ${settings.configMapName} refuses; take the word out of that list`;
    return { result: 'NeedsGlobalSetting', message };
  }
  return undefined;
}
