import type { Shortfall } from '../../plan/outcome.ts';
import type { AnnotationGroup, Lowering } from '../gateway.ts';
import { bareName } from './annotations.ts';
import { type ControllerSettings, linesToAdd } from './controller-settings.ts';

/** The controller's own rating of the annotations that are written here; all others are Low. */
const MEDIUM = new Set([
  'allowlist-source-range',
  'whitelist-source-range',
  'denylist-source-range',
  'force-ssl-redirect',
  'proxy-body-size',
  'cors-allow-origin',
  'cors-allow-methods',
  'cors-allow-headers',
  'cors-expose-headers',
]);

/**
 * Takes out what the controller would refuse. One annotation above `annotations-risk-level`, or one that holds a word
 * of its blocklist, makes the controller ignore the whole Ingress: a new one is not served, a changed one keeps its old
 * configuration.
 */
export function withoutRefused(lowering: Lowering, settings: ControllerSettings): Lowering {
  if (!settings.seen) return lowering;
  const groups: AnnotationGroup[] = [];
  const shortfalls: Shortfall[] = [...lowering.shortfalls];
  for (const group of lowering.groups) {
    const message = refusal(group, settings);
    if (message === undefined) groups.push(group);
    else
      shortfalls.push(
        ...group.fields.map((field) => ({ field, result: 'NeedsGlobalSetting' as const, message })),
      );
  }
  return { ...lowering, groups, shortfalls };
}

function refusal(group: AnnotationGroup, settings: ControllerSettings): string | undefined {
  const level = settings.text('annotations-risk-level').trim().toLowerCase();
  // The controller reads an unknown word as the strictest level.
  if (!['medium', 'high', 'critical'].includes(level)) {
    const risky = Object.keys(group.annotations).find((key) => MEDIUM.has(bareName(key)));
    if (risky !== undefined) {
      return `not written: the controller refuses an Ingress with ${bareName(risky)}, which it rates Medium; ${linesToAdd(settings, { 'annotations-risk-level': 'Medium' })}`;
    }
  }
  const words = settings.list('annotation-value-word-blocklist');
  for (const [key, value] of Object.entries(group.annotations)) {
    const word = words.find((entry) => value.includes(entry));
    if (word !== undefined) {
      return `not written: ${bareName(key)} holds ${JSON.stringify(word)}, which annotation-value-word-blocklist of ${settings.configMapName} refuses; take the word out of that list`;
    }
  }
  return undefined;
}
