import { nodeOf } from '../../plan/plan.ts';
import { wireIsMute } from '../client-wall.ts';
import type { Reference } from '../control.ts';
import { onTheWire } from '../define.ts';
import { urlOf } from '../host-view.ts';
import { owasp } from '../references.ts';

const CRS: Reference = { id: 'OWASP CRS 941110', title: 'XSS filter: script tags', checked: false };
const SYNTAX: Reference = {
  id: 'PCI DSS 4.0.1 6.4.2',
  title: 'Automated protection of web applications',
  checked: false,
};

export const inputWaf = onTheWire({
  id: 'input.waf',
  title: 'Requests are inspected by the OWASP Core Rule Set',
  threat: 'Known attacks on parsers and databases reach the application as they are.',
  severity: 'Medium',
  references: [owasp.misconfiguration, SYNTAX, CRS],
  appliesWhen: 'the policy asks for it (spec.validation.waf.mode Detect or Block)',
  proof:
    'Block: GET with a harmless string that the rule set refuses: 403, where the same request without it is let through. Detect: by configuration alone, because it refuses nothing.',
  fields: ['spec.validation.waf'],
  applies: ({ plan }) => (nodeOf(plan, 'waf')?.mode.value ?? 'Off') !== 'Off',
  byConfiguration: (subject) => nodeOf(subject.plan, 'waf')?.mode.value === 'Detect' || wireIsMute(subject),
  host: (view) => {
    const part = view.part('waf');
    if (!('value' in part)) return part;
    const plain = view.part('secure');
    if (!('value' in plain)) return plain;
    const common = { at: part.at, repeat: part.repeat };
    const { status } = part.value;
    const evidence = `GET ${urlOf(view)} with a test string: ${status}, without: ${plain.value.status}`;
    if (plain.value.status === 403 || status >= 500 || (status >= 400 && status !== 403)) {
      return { result: 'Unknown', evidence, message: 'Which refusal it is cannot be told.', ...common };
    }
    return status === 403
      ? { result: 'Pass', evidence, ...common }
      : {
          result: 'Fail',
          evidence,
          message:
            "The test string went through: the rule set detects and does not refuse (ingress-nginx: modsecurity-snippet with SecRuleEngine On in the controller's ConfigMap).",
          ...common,
        };
  },
});
