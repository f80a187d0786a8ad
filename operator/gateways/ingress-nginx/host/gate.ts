import type { ControlId } from '../../../api/control-id.ts';
import { needsGate } from '../../../plan/gate-need.ts';
import { nodeOf, type SecurityPlan } from '../../../plan/plan.ts';
import { foreignAnnotations } from '../annotations.ts';
import { linesToAdd } from '../controller-settings.ts';
import { bypasses } from '../gate-bypass.ts';
import { readBool } from '../grammar.ts';
import { type Finding, type HostInput, hostText, quoted } from './fact.ts';
import { keyOf, locationsOf } from './locations.ts';

/** What keeps the question to the gate from being asked, answers it in the gate's stead, or forges what the API is told. */
export function aroundTheGate(input: HostInput): Finding[] {
  if (!needsGate(input.plan)) return [];
  return [...bypassed(input), ...neverAsked(input), ...underscores(input), ...bent(input)];
}

/** The control that fails for who gets past the gate. */
function passedBy(plan: SecurityPlan): ControlId {
  return nodeOf(plan, 'authentication') ? 'auth.anonymous-refused' : 'host.shared';
}

function bypassed({ plan, target, settings }: HostInput): Finding[] {
  const { configMap } = settings;
  return bypasses(settings).map(({ when, message }) => ({
    control: when === 'silent' ? 'auth.fail-closed' : passedBy(plan),
    rule: 'gate-bypassed',
    severity: 'error',
    by: configMap ?? target,
    message,
  }));
}

/** Paths that the controller's own configuration takes out of every login. */
function neverAsked({ plan, target, settings }: HostInput): Finding[] {
  const exempted = settings.list('no-auth-locations');
  return locationsOf(target)
    .filter(({ path, challenge }) => !challenge && exempted.some((prefix) => path.startsWith(prefix)))
    .map(({ host, path }) => ({
      control: passedBy(plan),
      rule: 'gate-not-asked',
      severity: 'error',
      host,
      path,
      by: target,
      message: `${hostText(host)}${path} of ${keyOf(target)} is below no-auth-locations of ${settings.configMapName}: the gate is not asked there, and everybody gets in; serve it under another path`,
    }));
}

/** `X_Auth_Request_User` reaches many frameworks as the header that nginx overwrites. */
function underscores({ target, settings }: HostInput): Finding[] {
  if (!settings.bool('enable-underscores-in-headers')) return [];
  const remedy = linesToAdd(settings, { 'enable-underscores-in-headers': 'false' });
  const message = `callers can send X_Auth_Request_User and its like, which some frameworks take for X-Auth-Request-User; ${remedy}`;
  return [
    {
      control: 'auth.identity-headers',
      rule: 'identity-forgeable',
      severity: 'warning',
      by: settings.configMap ?? target,
      message,
    },
  ];
}

interface Bend {
  /** Whether a value does it; the controller checks values itself where `validation` is on. */
  readonly does: (value: string, validation: boolean | undefined) => boolean;
  readonly severity: Finding['severity'];
  readonly what: string;
}

const DROPPED =
  'is no value that the controller takes, for which it drops the question to the gate in silence: everybody gets in';

/** What somebody else wrote on the target beside the operator's own `auth-url` (`annotations/authreq` of ingress-nginx). */
const BENDS: Readonly<Record<string, Bend>> = {
  'auth-cache-duration': {
    does: (value, validation) => validation !== false && !/^[-._~a-zA-Z0-9/:, ]*$/.test(value),
    severity: 'error',
    what: DROPPED,
  },
  'auth-request-redirect': {
    does: (value, validation) =>
      validation !== false && !/^[-._~a-zA-Z0-9/:?&=]*$/.test(value.replaceAll(' ', '')),
    severity: 'error',
    what: DROPPED,
  },
  'auth-always-set-cookie': {
    does: (value, validation) => validation !== false && value !== '' && readBool(value) === undefined,
    severity: 'error',
    what: DROPPED,
  },
  'auth-cache-key': {
    does: (value) => value.trim() !== '',
    severity: 'error',
    what: 'makes nginx keep an answer of the gate for 5 minutes and give it to every request with that key: roles, limits and the end of a session do not hold',
  },
  'auth-signin': {
    does: (value) => value.trim() !== '',
    severity: 'warning',
    what: 'leads every refused caller to a login of somebody else, machines and callers over a limit too',
  },
  'auth-type': {
    does: (value) => value.trim() !== '',
    severity: 'warning',
    what: 'asks for a password beside the gate, and its refusals are taken for refusals of the gate',
  },
};

function bent({ plan, target, settings }: HostInput): Finding[] {
  return [...foreignAnnotations(target, settings.annotationPrefix)].flatMap(([annotation, value]) => {
    const bend = Object.hasOwn(BENDS, annotation) ? BENDS[annotation] : undefined;
    if (!bend?.does(value, settings.validation)) return [];
    const message = `${annotation} ${quoted(value)} of ${keyOf(target)} ${bend.what}; take it out`;
    const control = bend.severity === 'error' ? passedBy(plan) : 'host.shared';
    return [{ control, rule: 'gate-bent', severity: bend.severity, by: target, annotation, message }];
  });
}
