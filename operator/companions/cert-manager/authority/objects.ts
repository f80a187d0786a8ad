import type { IIssuer } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Issuer';
import { managedBundle, managedIssuer } from '../../../plan/certificate-names.ts';
import { type CompanionObject, MANAGED_BY, MANAGER } from '../../object.ts';
import { controlledBy, type Needing } from '../../owners.ts';
import { certificate } from '../certificate.ts';
import { bundleDigest } from './trust.ts';

const PREFIX = 'apipolicy.dev/authority-';
/** On the Certificate of a CA: what is known of it by no other field. */
export const NUMBER = `${PREFIX}number`;
export const REVISION = `${PREFIX}revision`;
/** `"true"`: those before it are trusted no more once it is issued. */
export const AT_ONCE = `${PREFIX}at-once`;

/** Of which policy, and where. */
export interface AuthorityOwner {
  readonly namespace: string;
  readonly policy: Needing;
}

export interface AuthorityParts {
  readonly name: string;
  readonly number: number;
  readonly revision: number;
  readonly atOnce: boolean;
  readonly durationSeconds: number;
}

/** RFC 5280: ub-common-name. */
const LONGEST_COMMON_NAME = 64;
/** The least that cert-manager takes. Its own renewal comes last: a rotation comes first. */
const RENEW_BEFORE_SECONDS = 300;

/** The issuer by which CAs sign themselves. */
export const rootIssuerName = (policy: string): string => `${managedIssuer(policy)}-root`;

/**
 * Name of a CA's Certificate, Issuer and Secret. cert-manager leaves Secrets behind, and takes the key of one that is
 * there: only a name that nobody could foresee is the name of a Secret that nobody planted.
 *
 * @param random lower-case letters and digits.
 */
export const authorityName = (policy: string, number: number, random: string): string =>
  `${managedIssuer(policy)}-${number}-${random}`;

export function rootIssuer({ namespace, policy }: AuthorityOwner): CompanionObject {
  return issuer(namespace, policy, rootIssuerName(policy.name), { selfSigned: {} });
}

/** The issuer that signs callers' certificates with the key of one CA. */
export function authorityIssuer({ namespace, policy }: AuthorityOwner, name: string): CompanionObject {
  return issuer(namespace, policy, name, { ca: { secretName: name } });
}

/**
 * The Certificate of a CA. Its key is never changed: another key is another CA, with a Certificate of its own, so that
 * whatever makes cert-manager renew this one breaks nobody.
 */
export function authorityCertificate(owner: AuthorityOwner, parts: AuthorityParts) {
  const { namespace, policy } = owner;
  const { name, number, revision, atOnce, durationSeconds } = parts;
  const suffix = name.slice(policy.name.length);
  const { metadata, spec, ...head } = certificate({
    namespace,
    name,
    issuer: { kind: 'Issuer', name: rootIssuerName(policy.name) },
    owners: [controlledBy(policy)],
    // No two of one name: a verifier finds a CA by it.
    commonName: `${policy.name.slice(0, LONGEST_COMMON_NAME - suffix.length)}${suffix}`,
    durationSeconds,
    renewBeforeSeconds: RENEW_BEFORE_SECONDS,
    isCA: true,
    usages: ['cert sign', 'crl sign'],
  });
  const annotations = {
    [NUMBER]: String(number),
    [REVISION]: String(revision),
    ...(atOnce && { [AT_ONCE]: 'true' }),
  };
  const object = {
    ...head,
    metadata: { ...metadata, annotations },
    spec: {
      ...spec,
      privateKey: { ...spec.privateKey, rotationPolicy: 'Never' as const },
      // Requests alone tell what was issued; each of them counts while its certificate is valid.
      revisionHistoryLimit: 5,
    },
  };
  return object satisfies CompanionObject;
}

/** Of random hexadecimal digits in the name of a bundle. */
const RANDOM_DIGITS = 8;

/** @param random eight hexadecimal digits. */
export const bundleName = (policy: string, bundle: readonly string[], random: string): string =>
  `${managedBundle(policy)}-${bundleDigest(bundle)}${random}`;

/** The digest in the name of a bundle of a policy; undefined for any other name. */
export function digestInName(policy: string, secretName: string): string | undefined {
  const prefix = `${managedBundle(policy)}-`;
  if (!secretName.startsWith(prefix)) return undefined;
  const digits = secretName.slice(prefix.length);
  return /^[0-9a-f]{24}$/.test(digits) ? digits.slice(0, -RANDOM_DIGITS) : undefined;
}

/** The Secret by which a gateway verifies callers: certificates of CAs, which are public, and nothing else. */
export function bundleSecret({ namespace, policy }: AuthorityOwner, name: string, bundle: readonly string[]) {
  return {
    metadata: {
      name,
      namespace,
      labels: { [MANAGED_BY]: MANAGER },
      ownerReferences: [controlledBy(policy)],
    },
    type: 'Opaque',
    immutable: true,
    data: { 'ca.crt': Buffer.from(bundle.join('')).toString('base64') },
  };
}

function issuer(
  namespace: string,
  policy: Needing,
  name: string,
  spec: NonNullable<IIssuer['spec']>,
): CompanionObject {
  const object = {
    apiVersion: 'cert-manager.io/v1' as const,
    kind: 'Issuer' as const,
    metadata: {
      name,
      namespace,
      labels: { [MANAGED_BY]: MANAGER },
      ownerReferences: [controlledBy(policy)],
    },
    spec,
  };
  return object satisfies IIssuer;
}
