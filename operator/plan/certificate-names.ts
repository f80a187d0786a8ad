/** Names of what cert-manager makes for a policy. A Certificate's Secret is named like the Certificate. */

/** Its Secret holds, as `ca.crt`, the CA by which callers are verified, where that is an issuer's. */
export const clientsCertificate = (policy: string): string => `${policy}-clients-ca`;

/** What the gateway shows to the app. */
export const gatewayCertificate = (policy: string): string => `${policy}-gateway`;

/** The Issuer of a CA that the operator manages. */
export const managedIssuer = (policy: string): string => `${policy}-ca`;

/**
 * Stands for the bundle of a CA that the operator manages, whose real name holds the digest of what is in it; offline it
 * is not known.
 */
export const managedBundle = (policy: string): string => `${policy}-ca-bundle`;

/** X.520: a longer common name is none. */
export const LONGEST_COMMON_NAME = 64;

/** What that certificate calls itself. It has no use, and so none that nginx would refuse: the gate takes it for nobody's. */
export const clientsCommonName = (policy: string): string =>
  clientsCertificate(policy).slice(0, LONGEST_COMMON_NAME);
