import type { ControlId } from '../../../api/control-id.ts';
import { needsGate } from '../../../plan/gate-need.ts';
import { nodesOf, type PlanNodeKind, type SecurityPlan } from '../../../plan/plan.ts';
import { foreignAnnotations } from '../annotations.ts';
import { isNetworkList, readBool, readInteger, readList, readSize } from '../grammar.ts';
import { plaintextMode } from '../redirect.ts';
import { annotationOf, type Finding, type HostInput, quoted } from './fact.ts';
import { keyOf } from './locations.ts';

/** What somebody else wrote on the target itself, and what it does to the plan. */
export function targetValues(input: HostInput): Finding[] {
  const { target, settings } = input;
  const judges = [satisfiedByAny, redirected, exempted, dropped, matchedByName];
  return [...foreignAnnotations(target, settings.annotationPrefix)].flatMap(([annotation, value]) =>
    judges.flatMap((judge) =>
      judge(input, annotation, value).map((told) => ({ ...told, by: target, annotation })),
    ),
  );
}

type Told = Omit<Finding, 'by' | 'annotation'>;
type Judge = (input: HostInput, annotation: string, value: string) => Told[];

const has = (plan: SecurityPlan, ...kinds: readonly PlanNodeKind[]): boolean =>
  plan.nodes.some(({ kind }) => kinds.includes(kind));

/** One of address list and login is then enough, and a list of refused networks alone lets everybody else in. */
const satisfiedByAny: Judge = ({ plan, target, settings }, annotation, value) => {
  if (annotation !== 'satisfy' || value.trim() !== 'any') return [];
  const login = ['auth-url', 'auth-type'].some((name) => annotationOf(target, name, settings) !== undefined);
  const opens = login || needsGate(plan) || has(plan, 'allowed-addresses', 'denied-addresses');
  const message = `satisfy "any" of ${keyOf(target)}: whoever passes one of address list and login needs no other; write "all" or take it out`;
  return [{ control: 'host.shared', rule: 'satisfy-any', severity: opens ? 'error' : 'warning', message }];
};

const REDIRECTS = ['permanent-redirect', 'temporal-redirect', 'app-root'];

/** nginx answers these before it looks at limits or addresses. */
const redirected: Judge = ({ plan, target }, annotation, value) => {
  if (!REDIRECTS.includes(annotation) || value.trim() === '') return [];
  const where = annotation === 'app-root' ? 'on / ' : '';
  const message = `${annotation} ${quoted(value)} of ${keyOf(target)} answers ${where}before limits and address lists are looked at: they do not hold there; let the service redirect, or take it out`;
  const told = { rule: 'redirect-before-protection', severity: 'warning' as const, message };
  return [
    ...(has(plan, 'address-rate', 'connections') ? [{ ...told, control: 'rate.per-address' as const }] : []),
    ...(has(plan, 'allowed-addresses', 'denied-addresses')
      ? [{ ...told, control: 'network.addresses' as const }]
      : []),
  ];
};

/** Whoever is exempted by somebody else is not limited by us either. */
const exempted: Judge = ({ plan, target, settings }, annotation, value) => {
  if (annotation !== 'limit-allowlist' && annotation !== 'limit-whitelist') return [];
  const newer = annotationOf(target, 'limit-allowlist', settings);
  if (annotation === 'limit-whitelist' && newer !== undefined) return [];
  if (!has(plan, 'address-rate', 'connections')) return [];
  const told = {
    control: 'rate.per-address' as const,
    rule: 'foreign-exemption',
    severity: 'warning' as const,
  };
  if (!isNetworkList(value)) {
    const message = `${annotation} ${quoted(value)} of ${keyOf(target)} is no list of networks, and some versions of the controller then drop every limit of the Ingress; take it out`;
    return [{ ...told, message }];
  }
  const ours = nodesOf(plan, 'rate-exemptions').flatMap(({ networks }) => networks.value);
  const more = readList(value).filter((network) => !ours.includes(network));
  if (more.length === 0) return [];
  const list =
    more.length > 3 ? `${more.slice(0, 3).join(', ')} and ${more.length - 3} more` : more.join(', ');
  const message = `${annotation} of ${keyOf(target)} exempts ${list} from every limit of the policy; state them as spec.rateLimit.exemptCIDRs or take it out`;
  return [{ ...told, message }];
};

interface Grammar {
  readonly control: ControlId;
  /** The feature matters to a plan with one of these. */
  readonly nodes: readonly PlanNodeKind[];
  readonly takes: (value: string) => boolean;
  /** What a value that the controller does not take comes to. */
  readonly comesTo: string;
}

const isBool = (value: string): boolean => readBool(value) !== undefined;
const isInteger = (value: string): boolean => readInteger(value) !== undefined;

const limit: Grammar = {
  control: 'rate.per-address',
  nodes: ['address-rate', 'connections'],
  takes: (value) => (readInteger(value) ?? 0) > 0,
  comesTo: 'no limit',
};
const waf: Grammar = { control: 'input.waf', nodes: ['waf'], takes: isBool, comesTo: 'off' };
const cors = (takes: Grammar['takes'], comesTo: string): Grammar => ({
  control: 'output.cors',
  nodes: ['cors'],
  takes,
  comesTo,
});
const matching =
  (pattern: RegExp) =>
  (value: string): boolean =>
    value.trim() !== '' && pattern.test(value.replaceAll(' ', ''));

/** Features that the controller drops, or does another way, for a value that it does not take. */
const GRAMMAR: Readonly<Record<string, Grammar>> = {
  'limit-rps': limit,
  'limit-rpm': limit,
  'limit-connections': limit,
  'limit-burst-multiplier': { ...limit, takes: isInteger, comesTo: 'a burst of five times the limit' },
  'proxy-body-size': {
    control: 'input.body-size',
    nodes: ['body-size'],
    takes: (value) => (readSize(value) ?? 0) > 0,
    comesTo: "no limit, or the controller's own",
  },
  'force-ssl-redirect': {
    control: 'tls.plaintext',
    nodes: ['plaintext'],
    takes: isBool,
    comesTo: "the controller's default, which redirects nothing without a certificate",
  },
  'enable-modsecurity': waf,
  'enable-owasp-core-rules': waf,
  'enable-cors': cors(isBool, 'no CORS'),
  'cors-allow-origin': cors(
    matching(/^(((https?:\/\/)?(\*\.)?[A-Za-z0-9.-]*(:\d+)?,?)+|\*|null)$/),
    'any origin or none',
  ),
  'cors-allow-methods': cors(matching(/^([A-Za-z]+,?)+$/), 'every method'),
  'cors-allow-headers': cors(matching(/^[A-Za-z0-9,_-]+$/), "the controller's own list"),
  'cors-allow-credentials': cors(isBool, 'true'),
  'cors-max-age': cors(isInteger, '20 days'),
};

const dropped: Judge = ({ plan, target }, annotation, value) => {
  const grammar = Object.hasOwn(GRAMMAR, annotation) ? GRAMMAR[annotation] : undefined;
  if (!grammar || grammar.takes(value) || !has(plan, ...grammar.nodes)) return [];
  if (grammar.control === 'input.waf' && nodesOf(plan, 'waf').every(({ mode }) => mode.value === 'Off'))
    return [];
  const message = `${annotation} ${quoted(value)} of ${keyOf(target)} is no value that the controller takes, and comes to ${grammar.comesTo}; take it out`;
  return [{ control: grammar.control, rule: 'value-not-taken', severity: 'warning', message }];
};

/** The name is compared on port 80 as well, where there is no certificate: 403 before any redirect. */
const matchedByName: Judge = ({ plan, target, settings }, annotation, value) => {
  if (annotation !== 'auth-tls-match-cn' || value.trim() === '') return [];
  const redirects = plaintextMode(plan) === 'Redirect';
  if (!redirects || annotationOf(target, 'auth-tls-secret', settings) === undefined) return [];
  const message = `auth-tls-match-cn ${quoted(value)} of ${keyOf(target)} answers 403 to everything on port 80, the redirect to https and the ACME challenge included, and has no end: longer names pass too; take it out`;
  return [{ control: 'tls.plaintext', rule: 'name-checked-on-http', severity: 'warning', message }];
};
