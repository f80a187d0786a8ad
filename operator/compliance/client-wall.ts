import type { ControlId } from '../api/control-id.ts';
import { nodeOf, type SecurityPlan } from '../plan/plan.ts';
import type { Subject } from './subject.ts';
import type { PartName } from './wire.ts';

/** Parts that need an answer from behind the client certificate that `mode: Required` demands. */
const BEHIND: ReadonlySet<PartName> = new Set([
  'secure',
  'missing',
  'bodySize',
  'cors',
  'waf',
  'addressLimit',
  'forgedAddress',
  'forged',
  'queryToken',
  'claimedIdentity',
  'login',
  'methods',
  'mediaType',
]);

/** Controls that only an answer from there can pass. */
export const BEHIND_CERTIFICATES: readonly string[] = [
  'auth.forged-tokens',
  'auth.identity-headers',
  'auth.login',
  'auth.query-tokens',
  'output.headers',
  'output.banner',
  'rate.response',
  'tls.hsts',
] satisfies ControlId[];

/** True where nobody without a certificate of the policy's CA gets as far as http. A probe has none. */
export const demandsCertificates = (plan: SecurityPlan): boolean =>
  nodeOf(plan, 'client-certificates')?.mode.value === 'Required';

/** True where the wire is not to be asked, or has nothing to say: what is written on the gateway has to do. */
export const wireIsMute = ({ plan, verification }: Subject): boolean =>
  verification.mode !== 'Active' || demandsCertificates(plan);

/** True for a part that a probe cannot see: what answers is the demand for a certificate. */
export const isBehindCertificate = (plan: SecurityPlan, part: PartName): boolean =>
  BEHIND.has(part) && demandsCertificates(plan);
