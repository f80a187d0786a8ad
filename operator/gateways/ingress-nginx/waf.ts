import type { WafNode } from '../../plan/nodes/waf.ts';
import { nodeOf } from '../../plan/plan.ts';
import { type ControllerSettings, linesToAdd } from './controller-settings.ts';
import { group, type LoweringInput, type Part } from './part.ts';
import { bool } from './values.ts';

/**
 * ModSecurity with the Core Rule Set. The annotations alone only log (`SecRuleEngine DetectionOnly`); to refuse needs
 * rules that ingress-nginx takes from its own ConfigMap, and only while the engine is on globally.
 */
export function lowerWaf(input: LoweringInput): Part {
  const node = nodeOf(input.plan, 'waf');
  if (!node || node.mode.value === 'Off') return {};
  const annotations = {
    'enable-modsecurity': bool('enable-modsecurity', true),
    'enable-owasp-core-rules': bool('enable-owasp-core-rules', true),
  };
  const blocked =
    node.mode.value === 'Block' && !blocksGlobally(input.settings) ? notBlocked(node, input.settings) : [];
  return { groups: [group('waf', annotations, node.fields, input)], shortfalls: blocked };
}

function notBlocked(node: WafNode, settings: ControllerSettings) {
  const remedy = linesToAdd(settings, {
    'enable-modsecurity': 'true',
    'modsecurity-snippet': 'Include /etc/nginx/modsecurity/modsecurity.conf\nSecRuleEngine On',
  });
  const message = `attacks are logged, not refused: an Ingress can only switch detection on; ${remedy}; this turns the engine on for every Ingress of the controller`;
  return node.fields.map((field) => ({ field, result: 'NeedsGlobalSetting' as const, message }));
}

function blocksGlobally(settings: ControllerSettings): boolean {
  if (!settings.seen || !settings.bool('enable-modsecurity')) return false;
  const engines = [...settings.text('modsecurity-snippet').matchAll(/^\s*SecRuleEngine\s+(\S+)\s*$/gim)];
  return engines.at(-1)?.[1]?.toLowerCase() === 'on';
}
