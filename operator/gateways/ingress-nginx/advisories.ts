import type { PlanNodeKind, SecurityPlan } from '../../plan/plan.ts';
import type { GatewayJudgement, GatewaySettings } from '../gateway.ts';
import { forgeable } from './addresses.ts';
import { readRisk } from './annotation-risk.ts';
import { evidenceOf } from './capabilities.ts';
import { type ControllerSettings, linesToAdd, readSettings } from './controller-settings.ts';
import { atLeast } from './deployment.ts';

interface Advisory {
  readonly id: string;
  /** First good version of each line, oldest first; every later line is good. */
  readonly fixed: readonly string[];
  /** What happens, and who can do it. */
  readonly what: string;
  /** Whether it can be met behind these settings; absent: always. */
  readonly met?: (settings: ControllerSettings) => boolean;
  /** It concerns plans with one of these alone; absent: whoever controls the gateway undoes every plan. */
  readonly nodes?: readonly PlanNodeKind[];
}

const INGRESS_WRITER = 'who may write an Ingress can take over the controller, and with it every protection';

/**
 * Security advisories of ingress-nginx (kubernetes/kubernetes issues with the label `official-cve-feed`). Those that
 * need an annotation which no policy leads to are left out.
 */
const ADVISORIES: readonly Advisory[] = [
  {
    id: 'CVE-2021-25742',
    fixed: ['1.0.1'],
    what: `by snippet annotations ${INGRESS_WRITER}`,
    met: (settings) => !settings.seen || settings.bool('allow-snippet-annotations'),
  },
  { id: 'CVE-2021-25745', fixed: ['1.2.0'], what: `by a path ${INGRESS_WRITER}` },
  { id: 'CVE-2021-25746', fixed: ['1.2.0'], what: `by an annotation ${INGRESS_WRITER}` },
  { id: 'CVE-2021-25748', fixed: ['1.2.1'], what: `by a line break in a path ${INGRESS_WRITER}` },
  { id: 'CVE-2023-5044', fixed: ['1.9.0'], what: `by permanent-redirect ${INGRESS_WRITER}` },
  {
    id: 'CVE-2024-7646',
    fixed: ['1.10.4', '1.11.2'],
    what: `by a line break in an annotation ${INGRESS_WRITER}`,
  },
  {
    id: 'CVE-2025-1974',
    fixed: ['1.11.5', '1.12.1'],
    what: 'whoever reaches the admission webhook from the pod network can take over the controller, and with it every protection',
  },
  { id: 'CVE-2025-1097', fixed: ['1.11.5', '1.12.1'], what: `by auth-tls-match-cn ${INGRESS_WRITER}` },
  { id: 'CVE-2025-1098', fixed: ['1.11.5', '1.12.1'], what: `by mirror-target ${INGRESS_WRITER}` },
  {
    id: 'CVE-2025-24514',
    fixed: ['1.11.5', '1.12.1'],
    what: `by auth-url ${INGRESS_WRITER}`,
    met: ({ validation }) => validation !== true,
  },
  {
    id: 'CVE-2025-15566',
    fixed: ['1.12.5', '1.13.1'],
    what: `by auth-proxy-set-headers ${INGRESS_WRITER}`,
  },
  { id: 'CVE-2026-1580', fixed: ['1.13.7', '1.14.3'], what: `by auth-method ${INGRESS_WRITER}` },
  {
    id: 'CVE-2026-24513',
    fixed: ['1.13.7', '1.14.3'],
    what: 'a default backend that answers 2xx lets in whom the gate refuses, where custom-http-errors holds 401 or 403',
    met: (settings) =>
      !settings.seen || settings.list('custom-http-errors').some((code) => code === '401' || code === '403'),
    nodes: ['authentication', 'authorization', 'counted-rate', 'methods', 'content-types'],
  },
  { id: 'CVE-2026-24512', fixed: ['1.13.7', '1.14.3'], what: `by a path ${INGRESS_WRITER}` },
  { id: 'CVE-2026-3288', fixed: ['1.13.8', '1.14.4'], what: `by rewrite-target ${INGRESS_WRITER}` },
  { id: 'CVE-2026-4342', fixed: ['1.13.9', '1.14.5', '1.15.1'], what: `by a path ${INGRESS_WRITER}` },
];

/** The last release before the project ended; a higher one is somebody's fork. */
const LAST_RELEASE = '1.15.1';

export function judgeGateway(plan: SecurityPlan, settings: GatewaySettings): GatewayJudgement {
  const controller = readSettings(settings);
  const { version } = controller;
  const knownBy = evidenceOf(version);
  return {
    seen: settings.deployment !== undefined || settings.configMap !== undefined,
    ...(version !== undefined && { version }),
    ...(knownBy !== undefined && { knownBy }),
    advisories: [...byVersion(plan, controller), ...bySettings(controller), ...retired(version)],
    ...(controller.seen && { trustsForwardedFromAnyone: forgeable(controller) }),
  };
}

function byVersion(plan: SecurityPlan, settings: ControllerSettings): GatewayJudgement['advisories'] {
  const { version } = settings;
  if (version === undefined) return [];
  return ADVISORIES.filter(
    ({ fixed, met, nodes }) =>
      !isFixed(version, fixed) &&
      (met?.(settings) ?? true) &&
      (nodes === undefined || plan.nodes.some(({ kind }) => nodes.includes(kind))),
  ).map(({ id, fixed, what }) => ({
    id,
    message: `controller ${version}: ${what}; fixed in ${fixed.join(' and ')}: update to ${LAST_RELEASE}`,
  }));
}

/** Fixed in its own line, or newer than all lines that were fixed. */
export function isFixed(version: string, fixed: readonly string[]): boolean {
  const line = (text: string): string => text.split('.').slice(0, 2).join('.');
  const same = fixed.find((each) => line(each) === line(version));
  if (same !== undefined) return atLeast(version, same);
  return atLeast(version, fixed.at(-1) ?? '0.0.0');
}

function bySettings(settings: ControllerSettings): GatewayJudgement['advisories'] {
  const found = [];
  if (settings.validation === false) {
    found.push({
      id: 'annotation-validation-off',
      message:
        'values of annotations are not checked: malformed ones of other people switch protections off in silence; start the controller with --enable-annotation-validation=true',
    });
  }
  if (settings.seen && settings.bool('allow-snippet-annotations')) {
    const remedy = linesToAdd(settings, { 'allow-snippet-annotations': 'false' });
    found.push({
      id: 'snippets-allowed',
      message: `who may write an Ingress may write nginx configuration, and undo every protection; ${remedy}`,
    });
  }
  if (settings.seen && readRisk(settings.text('annotations-risk-level')) === 'critical') {
    const remedy = linesToAdd(settings, { 'annotations-risk-level': 'High' });
    found.push({ id: 'risk-level-critical', message: `no annotation is too risky; ${remedy}` });
  }
  return found;
}

function retired(version: string | undefined): GatewayJudgement['advisories'] {
  if (version !== undefined && !atLeast(LAST_RELEASE, version)) return [];
  const message =
    'ingress-nginx was retired in March 2026: 1.15.1 is its last release, and new faults are not fixed; plan the move to a gateway that is looked after';
  return [{ id: 'upstream-retired', message }];
}
