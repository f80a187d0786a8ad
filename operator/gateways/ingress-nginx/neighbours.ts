import { parseLenient } from '../../plan/network.ts';
import type { Remark, Shortfall } from '../../plan/outcome.ts';
import { nodesOf } from '../../plan/plan.ts';
import { annotationPath, foreignAnnotations, objectName } from './annotations.ts';
import { CAPABILITIES, can } from './capabilities.ts';
import { isNetworkList, readList } from './grammar.ts';
import type { LoweringInput, Part } from './part.ts';

interface Neighbour extends LoweringInput {
  readonly name: string;
  readonly value: string;
}

type Judgement = Pick<Remark, 'field' | 'rule' | 'message'> | undefined;

/** Looks at the annotations that others wrote beside ours: some undo a protection, some only look like one. */
export function judgeNeighbours(input: LoweringInput): Part {
  const prefix = input.settings.annotationPrefix;
  const object = objectName(input.target);
  const found: Remark[] = [];
  const shortfalls: Shortfall[] = [];
  for (const [name, value] of foreignAnnotations(input.target, prefix)) {
    const exemption = foreignExemptions({ ...input, name, value });
    if (exemption) shortfalls.push(...undone(input, exemption.message));
    for (const judge of [globalRateLimit, snippet, brokenAddressList]) {
      const judgement = judge({ ...input, name, value });
      if (judgement)
        found.push({ severity: 'warning', ...judgement, at: { object, path: annotationPath(prefix, name) } });
    }
  }
  return { remarks: found, shortfalls };
}

/** The shared counter left the controller in 1.12; its annotations stayed on many Ingresses. */
function globalRateLimit({ name, settings }: Neighbour): Judgement {
  if (!/^global-rate-limit(-|$)/.test(name)) return undefined;
  if (can(CAPABILITIES.globalRateLimit, settings.version)) return undefined;
  const running = settings.version === undefined ? '' : ` (this one is ${settings.version})`;
  const message = `${name} has no effect since controller 1.12${running}: it looks like a limit and is none; take it out`;
  return { field: 'spec.rateLimit', rule: 'annotation-without-effect', message };
}

function snippet({ name }: Neighbour): Judgement {
  if (!name.endsWith('-snippet')) return undefined;
  const message = `${name} is ignored, or the whole Ingress is refused, by controllers with the defaults of 1.12 and newer: what it does must not be counted on`;
  return { field: 'spec', rule: 'snippet', message };
}

const ADDRESS_LISTS: Readonly<Record<string, string>> = {
  'allowlist-source-range': 'spec.network.allowedCIDRs',
  'whitelist-source-range': 'spec.network.allowedCIDRs',
  'denylist-source-range': 'spec.network.deniedCIDRs',
};

function brokenAddressList({ name, value }: Neighbour): Judgement {
  const field = ADDRESS_LISTS[name];
  if (field === undefined || isNetworkList(value)) return undefined;
  const broken =
    value
      .split(',')
      .map((entry) => entry.trim())
      .find((entry) => !parseLenient(entry)) ?? '';
  const message = `${name} is no list of networks: ${JSON.stringify(broken)} is none${/\s/.test(broken) ? ' (a comma is missing)' : ''}. The controller answers 503 to everybody while it stands there`;
  return { field, rule: 'broken-address-list', message };
}

/** Every stated limit that an exemption of somebody else takes back: written all the same, for whoever is not exempt. */
function undone({ plan }: LoweringInput, message: string): Shortfall[] {
  const limits = [...nodesOf(plan, 'address-rate'), ...nodesOf(plan, 'connections')];
  const fields = limits.flatMap((node) => node.fields);
  return fields.map((field) => ({ field, result: 'Conflict', message: `written, but ${message}` }));
}

/** Whoever is exempted by somebody else is not limited by us either. */
function foreignExemptions({ name, value, plan }: Neighbour): Judgement {
  if (name !== 'limit-allowlist' && name !== 'limit-whitelist') return undefined;
  const limited = nodesOf(plan, 'address-rate').length > 0 || nodesOf(plan, 'connections').length > 0;
  if (!limited || nodesOf(plan, 'rate-exemptions').length > 0) return undefined;
  const message = isNetworkList(value)
    ? `${name} exempts ${readList(value).join(', ')} from every limit of the policy; state them as spec.rateLimit.exemptCIDRs or take it out`
    : `${name} is no list of networks, and some versions of the controller then drop every limit of the Ingress; take it out`;
  return { field: 'spec.rateLimit', rule: 'foreign-exemption', message };
}
