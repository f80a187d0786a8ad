import type { WantedCertificate } from '../../companions/cert-manager/certificates-of.ts';
import { describe } from '../../kube/errors.ts';
import type { IssuerReference } from '../../plan/certificates.ts';
import { ForeignCompanionError } from '../companions/companion-writer.ts';
import type { CertManagerState } from './live-certificates.ts';
import type { LiveCertificate, LiveIssuer, LiveRequest } from './live-objects.ts';

/** Why a certificate is of no use yet. */
export type CertificateReason =
  | 'CertManagerMissing'
  | 'IssuerMissing'
  | 'NoCA'
  | 'CertificateForeign'
  | 'CertificateNotReady'
  | 'ApplyFailed';

export interface CertificateLack {
  readonly reason: CertificateReason;
  readonly message: string;
}

/** What the cluster shows around one wanted Certificate. */
export interface Around {
  readonly state: CertManagerState;
  readonly certificate: LiveCertificate | undefined;
  /** The newest first. */
  readonly requests: readonly LiveRequest[];
  readonly issuer: LiveIssuer | undefined;
  /** What its last apply ended with, where that failed. */
  readonly failure?: unknown;
}

/**
 * Why a Certificate must not even be asked for: cert-manager is not there, or its issuer gives no CA, and a Secret without
 * `ca.crt` switches verification off in silence. Where the issuer is not known yet, that is not known either.
 */
export function whyNotAsked(wanted: WantedCertificate, around: Around): CertificateLack | undefined {
  const { state, issuer } = around;
  if (state.kind !== 'ready') return cannotBeAsked(state);
  if (!wanted.needsCA) return undefined;
  return issuer ? givesNone(wanted, issuer) : missing(issuerOf(wanted));
}

/** Why an issuer of that type can never be of use to it; undefined: it can, or what it asks for shows it. */
export function givesNone(
  wanted: WantedCertificate,
  { types }: Pick<LiveIssuer, 'types'>,
): CertificateLack | undefined {
  if (!wanted.needsCA || !types.includes('acme')) return undefined;
  return noCA(wanted, 'an ACME issuer never does');
}

/** Why a Certificate is of no use yet, in cert-manager's own words where it has some; undefined: it is issued and valid. */
export function lackOf(wanted: WantedCertificate, around: Around): CertificateLack | undefined {
  const { certificate, requests, issuer, failure } = around;
  const { name, namespace } = wanted.object.metadata;
  const notAsked = whyNotAsked(wanted, around);
  if (notAsked) return notAsked;
  if (failure instanceof ForeignCompanionError)
    return { reason: 'CertificateForeign', message: failure.message };
  if (failure !== undefined)
    return { reason: 'ApplyFailed', message: `Certificate ${name}: ${describe(failure)}` };
  if (!isIssued(certificate)) {
    if (!issuer) return missing(issuerOf(wanted));
    const said = [issuerSays(issuer), currentWords(certificate), requestSays(requests[0])].filter(
      (words) => words !== undefined,
    );
    const see = `See kubectl -n ${namespace} describe certificate ${name}`;
    const message = `Certificate ${name} is not ready. ${said.map(sentence).join(' ')} ${see}`;
    return { reason: 'CertificateNotReady', message: message.replaceAll(/ {2,}/g, ' ') };
  }
  return wanted.needsCA ? lacksCA(wanted, around) : undefined;
}

/**
 * Whether the Secret of a Certificate holds what is asked for now. While it is renewed it does; cert-manager calls one
 * ready, too, whose Secret somebody filled before it issued anything, and says beside it that it has to be issued.
 */
export function isIssued(certificate: LiveCertificate | undefined): boolean {
  const ready = conditionOf(certificate, 'Ready');
  const generation = certificate?.metadata.generation ?? 0;
  if (ready?.status !== 'True' || (ready.observedGeneration ?? Number.MAX_SAFE_INTEGER) < generation)
    return false;
  return (
    certificate?.status?.revision !== undefined || conditionOf(certificate, 'Issuing')?.status !== 'True'
  );
}

function lacksCA(wanted: WantedCertificate, { requests, issuer }: Around): CertificateLack | undefined {
  const issued = requests.find((request) => conditionOf(request, 'Ready')?.status === 'True');
  if (issued) return issued.status?.ca ? undefined : noCA(wanted, 'its CertificateRequest holds none');
  // Both of these give their CA always; what the others give shows in the request alone.
  if (issuer?.types.some((type) => type === 'ca' || type === 'selfSigned')) return undefined;
  const { name, namespace } = wanted.object.metadata;
  return {
    reason: 'CertificateNotReady',
    message: `Certificate ${name} is issued, and its CertificateRequest, which alone shows whether the issuer gave a CA, is gone: have it issued anew with cmctl renew -n ${namespace} ${name}`,
  };
}

const noCA = (wanted: WantedCertificate, because: string): CertificateLack => {
  const { kind, name } = issuerOf(wanted);
  return {
    reason: 'NoCA',
    message: `${kind} ${name} gives no CA with its certificates (${because}), and without one nobody would be verified: name an issuer of type ca, or bring a Secret with ca.crt.`,
  };
};

const missing = ({ kind, name }: IssuerReference): CertificateLack => ({
  reason: 'IssuerMissing',
  message: `${kind} ${name} does not exist${kind === 'Issuer' ? ' in this namespace' : ''}: create it, or correct the name.`,
});

function cannotBeAsked(state: Exclude<CertManagerState, { kind: 'ready' }>): CertificateLack {
  const reason = 'CertManagerMissing';
  switch (state.kind) {
    case 'unreadable':
      return { reason, message: `cert-manager's objects cannot be read: ${state.message}` };
    case 'unknown':
      return { reason, message: 'Whether cert-manager is installed is not known yet.' };
    case 'missing':
      return {
        reason,
        message: `cert-manager is not installed (${state.message}), and nothing can be issued: install it, 1.11 or newer, with its CRDs; it is looked for every 30 seconds.`,
      };
  }
}

export const issuerOf = ({ object }: WantedCertificate): IssuerReference => {
  const { kind, name } = object.spec.issuerRef;
  return { kind, name };
};

interface Conditioned {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

export function conditionOf<T extends Conditioned>(
  object: T | undefined,
  type: string,
): NonNullable<NonNullable<T['status']>['conditions']>[number] | undefined {
  return object?.status?.conditions?.find((condition) => condition.type === type);
}

function issuerSays(issuer: LiveIssuer): string | undefined {
  const ready = conditionOf(issuer, 'Ready');
  if (!ready || ready.status === 'True') return undefined;
  return `${issuer.kind} ${issuer.metadata.name} is not ready: ${ready.message ?? ready.reason ?? ''}`;
}

function currentWords(certificate: LiveCertificate | undefined): string | undefined {
  const issuing = conditionOf(certificate, 'Issuing');
  const condition = issuing?.status === 'False' ? issuing : conditionOf(certificate, 'Ready');
  if (!condition) return undefined;
  return [condition.reason, condition.message].filter((part) => part).join(': ');
}

function requestSays(request: LiveRequest | undefined): string | undefined {
  const ready = conditionOf(request, 'Ready');
  const said = ready?.status === 'False' ? ready.message : undefined;
  return said && `CertificateRequest ${request?.metadata.name}: ${said}`;
}

const sentence = (text: string): string => text.replace(/[.\s]*$/, '.');
