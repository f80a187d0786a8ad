import type { Control } from './control.ts';
import { authAnonymousRefused } from './controls/auth.anonymous-refused.ts';
import { authFailClosed } from './controls/auth.fail-closed.ts';
import { authForgedTokens } from './controls/auth.forged-tokens.ts';
import { authIdentityHeaders } from './controls/auth.identity-headers.ts';
import { authLogin } from './controls/auth.login.ts';
import { authQueryTokens } from './controls/auth.query-tokens.ts';
import { authzPaths } from './controls/authz.paths.ts';
import { authzRules } from './controls/authz.rules.ts';
import { gatewayAdvisories } from './controls/gateway.advisories.ts';
import { hostShared } from './controls/host.shared.ts';
import { hostUngoverned } from './controls/host.ungoverned.ts';
import { inputBodySize } from './controls/input.body-size.ts';
import { inputContentTypes } from './controls/input.content-types.ts';
import { inputMethods } from './controls/input.methods.ts';
import { inputWaf } from './controls/input.waf.ts';
import { mtlsBackendClient } from './controls/mtls.backend-client.ts';
import { mtlsBackendVerified } from './controls/mtls.backend-verified.ts';
import { mtlsClientRequired } from './controls/mtls.client-required.ts';
import { mtlsClientSubjects } from './controls/mtls.client-subjects.ts';
import { mtlsClientVerified } from './controls/mtls.client-verified.ts';
import { networkAddresses } from './controls/network.addresses.ts';
import { outputBanner } from './controls/output.banner.ts';
import { outputCors } from './controls/output.cors.ts';
import { outputHeaders } from './controls/output.headers.ts';
import { ratePerAddress } from './controls/rate.per-address.ts';
import { ratePerUser } from './controls/rate.per-user.ts';
import { rateResponse } from './controls/rate.response.ts';
import { tlsCertificate } from './controls/tls.certificate.ts';
import { tlsCiphers } from './controls/tls.ciphers.ts';
import { tlsHsts } from './controls/tls.hsts.ts';
import { tlsHttps } from './controls/tls.https.ts';
import { tlsPlaintext } from './controls/tls.plaintext.ts';
import { tlsVersions } from './controls/tls.versions.ts';

/** The closed list of controls, in the order in which they are shown. */
export const CATALOGUE: readonly Control[] = [
  tlsHttps,
  tlsPlaintext,
  tlsVersions,
  tlsCiphers,
  tlsHsts,
  tlsCertificate,
  mtlsClientRequired,
  mtlsClientVerified,
  mtlsClientSubjects,
  mtlsBackendVerified,
  mtlsBackendClient,
  authAnonymousRefused,
  authForgedTokens,
  authLogin,
  authIdentityHeaders,
  authQueryTokens,
  authFailClosed,
  authzRules,
  authzPaths,
  ratePerAddress,
  ratePerUser,
  rateResponse,
  inputBodySize,
  inputMethods,
  inputContentTypes,
  inputWaf,
  outputCors,
  outputHeaders,
  outputBanner,
  networkAddresses,
  hostShared,
  hostUngoverned,
  gatewayAdvisories,
];
