import { demandsCertificates } from './client-wall.ts';
import type { Control, Verdict } from './control.ts';
import { HostView, unknown } from './host-view.ts';
import type { Judgement, Subject } from './subject.ts';
import type { Wire } from './wire.ts';

/** Contract: `status.controls[].evidence`. */
const LONGEST_EVIDENCE = 256;

interface About extends Omit<Control, 'judge' | 'applies'> {
  readonly applies?: (subject: Subject) => boolean;
  /** Why it does not apply although it would: something else keeps what it is about. */
  readonly instead?: (subject: Subject) => string | undefined;
}

export interface WireControl extends About {
  readonly host: (view: HostView) => Verdict;
  /** True where the gateway's written configuration is enough when the wire is not to be asked. */
  readonly byConfiguration?: (subject: Subject, views: readonly HostView[]) => boolean;
}

export interface ConfigurationControl extends About {
  /** What live objects say, where no fact and no shortfall already fails it. */
  readonly look: (subject: Subject, now: number) => Verdict;
}

/** A control that is seen on the wire, host by host; the worst host counts. */
export function onTheWire(definition: WireControl): Control {
  const { host: judgeHost, byConfiguration, applies = always, ...about } = definition;
  return {
    ...about,
    applies,
    judge: (subject, wire, now) => {
      const early = beforeLooking(about, applies, subject);
      if (early) return early;
      const hosts = subject.hosts.length > 0 ? subject.hosts : [''];
      const views = hosts.map((host) => new HostView(subject, host, wire(subject, host), now));
      const verdicts = views.map((view) => ({ host: view.host, verdict: judgeHost(view) }));
      const worst = worstOf(verdicts.map(({ verdict }) => verdict));
      if (worst?.result !== 'Unknown' || byConfiguration?.(subject, views) !== true) {
        return judgementOf(about, subject, worst ?? unknown('no host'), notPassed(verdicts));
      }
      const away = worstOf(views.map(reachable));
      if (away?.result === 'Unknown') return judgementOf(about, subject, away, hosts);
      return (
        fromConfiguration(about, subject, now) ?? judgementOf(about, subject, worst, notPassed(verdicts))
      );
    },
  };
}

/** What is written protects nobody whose gateway is away: also a pass by configuration needs one that answers. */
function reachable(view: HostView): Verdict {
  if (view.subject.verification.mode !== 'Active') return { result: 'Pass' };
  const tls = view.part('tls');
  return 'value' in tls ? { result: 'Pass' } : tls;
}

const worstOf = (verdicts: readonly Verdict[]): Verdict | undefined =>
  verdicts.toSorted((a, b) => RANK[a.result] - RANK[b.result])[0];

/** A control that live objects decide: nothing on the wire could tell. */
export function inConfiguration(definition: ConfigurationControl): Control {
  const { look, applies = always, ...about } = definition;
  return {
    ...about,
    applies,
    judge: (subject, _wire: Wire, now) => {
      const verdict = () => look(subject, now);
      return (
        beforeLooking(about, applies, subject) ?? judgementOf(about, subject, verdict(), subject.hosts, false)
      );
    },
  };
}

const always = (): boolean => true;
const RANK = { Fail: 0, Unknown: 1, Pass: 2 };

function notPassed(verdicts: readonly { readonly host: string; readonly verdict: Verdict }[]): string[] {
  return verdicts.filter(({ verdict }) => verdict.result !== 'Pass').map(({ host }) => host);
}

/** What decides without a look: it does not apply, somebody undoes it, or the gateway falls short of it. */
function beforeLooking(
  about: Omit<About, 'applies'>,
  applies: (subject: Subject) => boolean,
  subject: Subject,
): Judgement | undefined {
  if (!applies(subject)) {
    return { result: 'NotApplicable', message: `It applies where: ${about.appliesWhen}`, failing: [] };
  }
  const instead = about.instead?.(subject);
  if (instead !== undefined) return { result: 'NotApplicable', message: instead, failing: [] };
  const facts = subject.facts.filter(({ control }) => control === about.id);
  const [fact] = facts;
  if (fact) {
    const where = [fact.annotation, fact.path && `path ${fact.path}`].filter(Boolean).join(', ');
    const more = facts.length > 1 ? ` (and ${facts.length - 1} more)` : '';
    return {
      result: 'Fail',
      evidence: cut(`configuration: ${fact.by}${where === '' ? '' : `: ${where}`}${more}`),
      message: fact.message,
      failing: [...new Set(facts.map(({ host }) => host))],
    };
  }
  const shortfall = subject.shortfalls.find(
    ({ field, result }) =>
      isUnder(field, about.fields) && (subject.gateway.seen || result !== 'NeedsGlobalSetting'),
  );
  if (!shortfall) return undefined;
  return {
    result: 'Fail',
    evidence: cut(`configuration: ${shortfall.field}: ${shortfall.result}`),
    message: shortfall.message,
    failing: [...subject.hosts],
  };
}

/** A pass by what is written on the gateway, which says that it is no more than that. */
function fromConfiguration(
  about: Omit<About, 'applies'>,
  subject: Subject,
  now: number,
): Judgement | undefined {
  const kept = subject.enforcement.filter(({ field }) => isUnder(field, about.fields));
  const [first] = kept;
  if (!first) return undefined;
  const because = whyMute(subject);
  const fields = kept.map(({ field }) => field).join(', ');
  return {
    result: 'Pass',
    enforcedBy: first.by,
    evidence: cut(
      `configuration: written and read back; not proved on the wire because ${because}: ${fields}`,
    ),
    failing: [],
    observedAt: now,
  };
}

function whyMute({ plan, verification: { mode } }: Subject): string {
  if (mode !== 'Active') return `spec.verification.mode is ${mode}`;
  return demandsCertificates(plan)
    ? 'a probe has no client certificate'
    : 'spec.verification.limits is Disabled';
}

function judgementOf(
  about: Omit<About, 'applies'>,
  subject: Subject,
  verdict: Verdict,
  failing: readonly string[],
  gatewayKeepsIt = true,
): Judgement {
  const { result, evidence, message, at, repeat } = verdict;
  const by =
    verdict.enforcedBy ??
    subject.enforcement.find(({ field }) => isUnder(field, about.fields))?.by ??
    (gatewayKeepsIt ? subject.gateway.id : undefined);
  return {
    result,
    ...(result === 'Pass' && by !== undefined && { enforcedBy: by }),
    ...(evidence !== undefined && { evidence: withRepeat(evidence, repeat) }),
    ...(message !== undefined && { message }),
    ...(repeat !== undefined && { repeat }),
    failing: result === 'Pass' ? [] : [...failing],
    ...(at !== undefined && { observedAt: at }),
  };
}

export const isUnder = (field: string, roots: readonly string[]): boolean =>
  roots.some((root) => field === root || field.startsWith(`${root}.`) || field.startsWith(`${root}[`));

/** The command is added where it fits whole: half a command shows nothing. */
function withRepeat(evidence: string, repeat: string | undefined): string {
  const whole = repeat === undefined ? evidence : `${evidence}; see it: ${repeat}`;
  return whole.length <= LONGEST_EVIDENCE ? whole : cut(evidence);
}

const cut = (text: string): string =>
  text.length <= LONGEST_EVIDENCE ? text : `${text.slice(0, LONGEST_EVIDENCE - 1).toWellFormed()}…`;
