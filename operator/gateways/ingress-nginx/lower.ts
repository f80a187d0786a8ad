import type { Ingress } from '../../api/kubernetes.ts';
import type { Shortfall } from '../../plan/outcome.ts';
import type { SecurityPlan } from '../../plan/plan.ts';
import type { GatewaySettings, Lowering } from '../gateway.ts';
import { lowerAddressLists } from './addresses.ts';
import { lowerBackendCertificates } from './backend-certificates.ts';
import { hasPrimary, isCanary } from './canary.ts';
import { lowerCertificate } from './certificate.ts';
import { lowerClientCertificates } from './client-certificates.ts';
import { readSettings } from './controller-settings.ts';
import { lowerCors } from './cors.ts';
import { lowerGate } from './gate.ts';
import { judgeNeighbours } from './neighbours.ts';
import { joinParts, type LoweringInput, type Part } from './part.ts';
import { lowerConnections, lowerExemptions, lowerRates } from './rate.ts';
import { lowerRedirect } from './redirect.ts';
import { withoutRefused } from './refusals.ts';
import { lowerBodySize, lowerTimeouts } from './request.ts';
import { lowerResponseHeaders } from './response-headers.ts';
import { judgeHsts, judgeTlsVersion } from './transport-settings.ts';
import { lowerWaf } from './waf.ts';

/** Every part of a plan, each by its own file. */
const PARTS: readonly ((input: LoweringInput) => Part)[] = [
  lowerGate,
  lowerRedirect,
  lowerClientCertificates,
  lowerCertificate,
  judgeTlsVersion,
  judgeHsts,
  lowerRates,
  lowerConnections,
  lowerExemptions,
  lowerTimeouts,
  lowerBodySize,
  lowerWaf,
  lowerBackendCertificates,
  lowerCors,
  lowerResponseHeaders,
  lowerAddressLists,
  judgeNeighbours,
];

/**
 * Translates a plan into annotations for one Ingress.
 *
 * @throws AnnotationValueError when a value is outside the closed alphabet of its annotation
 */
export function lower(
  plan: SecurityPlan,
  target: Ingress,
  settings: GatewaySettings,
  governed: readonly Ingress[] = [],
): Lowering {
  const controller = readSettings(settings);
  if (isCanary(target, controller.annotationPrefix)) {
    return lowerCanary(plan, hasPrimary(target, governed, controller.annotationPrefix));
  }
  const input: LoweringInput = { plan, target, settings: controller };
  return withoutRefused(joinParts(PARTS.map((part) => part(input))), controller, target);
}

/** Nothing is written on a canary. With its primary it is protected as that is; alone it is not. */
function lowerCanary(plan: SecurityPlan, withPrimary: boolean): Lowering {
  const message =
    'a canary: ingress-nginx ignores its annotations and serves it with those of its primary; govern the Ingress of the same host that is no canary';
  const fields = withPrimary ? [] : plan.nodes.flatMap((node) => node.fields);
  return {
    groups: [],
    objects: [],
    shortfalls: fields.map((field): Shortfall => ({ field, result: 'NotEnforceable', message })),
    limits: [],
    remarks: [],
  };
}
