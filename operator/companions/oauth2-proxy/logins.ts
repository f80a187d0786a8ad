import type { GateLogin } from '../../plan/gate-plan.ts';
import type { Shortfall } from '../../plan/outcome.ts';
import { nodeOf, type SecurityPlan } from '../../plan/plan.ts';
import { isHttps } from '../checked.ts';
import { digestOf } from '../digest.ts';
import type { PolicyHost } from '../policy-hosts.ts';
import { clientOf, type Login, type LoginClient, type LoginHost, unfit } from './login.ts';
import { namesOf, servedAs, whyNot } from './login-host.ts';

/** A policy of the namespace. */
export interface LoginInput {
  readonly plan: SecurityPlan;
  readonly hosts: readonly PolicyHost[];
}

/** What a policy has of logins. */
export interface PolicyLogins {
  /** Names of those that serve it; sorted. */
  readonly names: readonly string[];
  readonly proxies: GateLogin['proxies'];
  readonly shortfalls: readonly Shortfall[];
}

export interface Logins {
  /** By name. */
  readonly all: readonly Login[];
  readonly of: ReadonlyMap<SecurityPlan, PolicyLogins>;
}

/** A login while hosts are added to it. */
interface Draft {
  readonly name: string;
  readonly cookieName: string;
  readonly client: LoginClient;
  readonly digest: string;
  /** The policy that had it first. */
  readonly of: string;
  readonly hosts: Map<string, LoginHost>;
  readonly leadsTo: Set<string>;
  passAccessToken: boolean;
}

interface Placed {
  readonly plan: SecurityPlan;
  readonly field: string;
  readonly drafts: Map<Draft, string[]>;
  /** Why there is no login, host by host. */
  readonly without: string[];
}

/**
 * Which oauth2-proxy serves which host of which policy. Each is led back to at one address, so there is one for each host,
 * or one for all hosts below a `cookieDomain` whose policies ask for the same. On one host the older policy's login stands: a second one would take the
 * first one's callers for strangers. The older policy has to stand first.
 */
export function assignLogins(inputs: readonly LoginInput[], clusterDomain: string): Logins {
  const drafts = new Map<string, Draft>();
  const byHost = new Map<string, Draft>();
  const placed = inputs.flatMap((input) => place(input, drafts, byHost) ?? []);
  const isHomeless = ({ hosts }: Draft): boolean => homeOf(hosts) === undefined;
  return {
    all: [...drafts.values()].flatMap(finished).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    of: new Map(placed.map((each) => [each.plan, policyLogins(each, isHomeless, clusterDomain)])),
  };
}

function place(
  { plan, hosts }: LoginInput,
  drafts: Map<string, Draft>,
  byHost: Map<string, Draft>,
): Placed | undefined {
  const node = nodeOf(plan, 'authentication');
  if (!node?.oidc) return undefined;
  const { oidc } = node;
  const placed: Placed = { plan, field: oidc.field, drafts: new Map(), without: [] };
  const client = clientOf(node, oidc);
  const wrong = unfit(client);
  if (wrong !== undefined) {
    placed.without.push(`no login: ${wrong} holds a character that it cannot have`);
    return placed;
  }
  for (const at of hosts) {
    const { host } = at;
    const served = servedAs(at, plan);
    const digest = digestOf(client);
    const names = namesFor(client, host, digest, drafts);
    const there = byHost.get(host) ?? drafts.get(names.name);
    const why = whyNot(client, host) ?? (there && whyNotThere(there, digest, served));
    if (why !== undefined) {
      placed.without.push(why);
      continue;
    }
    const draft: Draft = there ?? {
      ...{ ...names, client, digest, of: plan.policy.name },
      ...{ hosts: new Map(), leadsTo: new Set(), passAccessToken: false },
    };
    if (!draft.hosts.has(host)) draft.hosts.set(host, served);
    const { redirectURL } = oidc.logout ?? {};
    if (redirectURL !== undefined && isHttps(redirectURL)) draft.leadsTo.add(new URL(redirectURL).host);
    draft.passAccessToken ||= node.forwardAccessToken.value;
    drafts.set(draft.name, draft);
    byHost.set(host, draft);
    placed.drafts.set(draft, [...(placed.drafts.get(draft) ?? []), host]);
  }
  return placed;
}

/** Another client or other settings below one `cookieDomain` make a login of their own, with a cookie of its own name. */
function namesFor(
  client: LoginClient,
  host: string,
  digest: string,
  drafts: ReadonlyMap<string, Draft>,
): ReturnType<typeof namesOf> {
  const usual = namesOf(client, host);
  const there = drafts.get(usual.name);
  return there === undefined || there.digest === digest ? usual : namesOf(client, host, digest);
}

/** Why a host cannot have the login that is there already. */
function whyNotThere(there: Draft, digest: string, served: LoginHost): string | undefined {
  const { host } = served;
  if (there.digest !== digest) {
    return `no login on ${host}: ApiPolicy ${there.of} is older, and its login on that host is of another client or has other settings; state the same oidc in both`;
  }
  const [first] = there.hosts.values();
  if (!first || (first.className === served.className && first.legacyClass === served.legacyClass))
    return undefined;
  return `no login on ${host}: its Ingress has another class than that of ${first.host}, and a login is served by one; leave session.cookieDomain out`;
}

function policyLogins(
  { plan, field, drafts, without }: Placed,
  isHomeless: (draft: Draft) => boolean,
  clusterDomain: string,
): PolicyLogins {
  const homeless = [...drafts].filter(([draft]) => isHomeless(draft)).flatMap(([, hosts]) => hosts);
  const reasons = [
    ...without,
    ...homeless.map(
      (host) =>
        `no login on ${host}: no Ingress with this login names a host in full, and the provider has to lead back to one; add such a host`,
    ),
  ];
  const usable = [...drafts].filter(([draft]) => !isHomeless(draft));
  const proxies = usable.map(([draft, hosts]) => ({
    hosts: hosts.toSorted(),
    authURL: `http://${draft.name}.${plan.policy.namespace}.svc.${clusterDomain}:4180/oauth2/auth`,
    cookieName: draft.cookieName,
  }));
  return {
    names: usable.map(([{ name }]) => name).toSorted(),
    proxies: proxies.toSorted((a, b) => (rank(a.hosts) < rank(b.hosts) ? -1 : 1)),
    shortfalls: reasons.map((message) => ({ field, result: 'NotEnforceable', message })),
  };
}

function finished({ name, cookieName, client, hosts, leadsTo, passAccessToken }: Draft): Login[] {
  const home = homeOf(hosts);
  if (home === undefined) return [];
  const sorted = [...hosts.values()].toSorted((a, b) => (a.host < b.host ? -1 : 1));
  return [
    { name, cookieName, client, home, hosts: sorted, leadsTo: [...leadsTo].toSorted(), passAccessToken },
  ];
}

/** The first host that is one: it stays when others are added, and with it what is registered at the provider. */
function homeOf(hosts: ReadonlyMap<string, LoginHost>): string | undefined {
  return [...hosts.keys()].find((host) => !host.startsWith('*.'));
}

/** The gate takes the first that matches: a host's own login comes before that of a wildcard. */
const rank = (hosts: readonly string[]): string =>
  `${hosts.some((host) => host.startsWith('*.')) ? 1 : 0} ${hosts.join(',')}`;
