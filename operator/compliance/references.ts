import type { Reference } from './control.ts';

const checked = (id: string, title: string): Reference => ({ id, title, checked: true });
const unverified = (id: string, title: string): Reference => ({ id, title, checked: false });

/** OWASP API Security Top 10, 2023. */
export const owasp = {
  authentication: checked('API2:2023', 'Broken Authentication'),
  consumption: checked('API4:2023', 'Unrestricted Resource Consumption'),
  misconfiguration: checked('API8:2023', 'Security Misconfiguration'),
  functions: checked('API5:2023', 'Broken Function Level Authorization'),
  inventory: checked('API9:2023', 'Improper Inventory Management'),
} as const;

/** OWASP ASVS 5.0.0, whose text was read. */
export const asvs = {
  tlsVersions: checked('v5.0.0-12.1.1', 'Only recommended versions of TLS'),
  tlsCiphers: checked('v5.0.0-12.1.2', 'Only recommended cipher suites'),
  noClearText: checked('v5.0.0-12.2.1', 'TLS for all connectivity, no fall back to clear text'),
  clientCertificates: checked(
    'v5.0.0-12.1.3',
    'Client certificates are trusted before what they say is used',
  ),
  upstreamVerified: checked(
    'v5.0.0-12.3.2',
    'TLS clients validate certificates before they speak to a server',
  ),
  serviceAuthentication: checked(
    'v5.0.0-12.3.5',
    'Services inside a system authenticate each other strongly',
  ),
  publicCertificate: checked('v5.0.0-12.2.2', 'Publicly trusted certificates on external services'),
  redirectBrowsersOnly: checked('v5.0.0-4.1.2', 'Only endpoints for browsers redirect from http to https'),
  intermediaryHeaders: checked(
    'v5.0.0-4.1.3',
    'Headers of intermediaries cannot be overridden by the client',
  ),
  hsts: checked('v5.0.0-3.4.1', 'Strict-Transport-Security of at least one year'),
  cors: checked('v5.0.0-3.4.2', 'Access-Control-Allow-Origin is fixed, or from an allowlist'),
  nosniff: checked('v5.0.0-3.4.4', 'X-Content-Type-Options: nosniff'),
  referrer: checked('v5.0.0-3.4.5', 'Referrer policy'),
  frameAncestors: checked('v5.0.0-3.4.6', 'frame-ancestors of the Content-Security-Policy'),
  noBanner: checked('v5.0.0-13.4.6', 'No detailed version information of components'),
  antiAutomation: checked('v5.0.0-2.4.1', 'Anti-automation controls against excessive calls'),
  notExposed: checked('v5.0.0-13.4.5', 'Documentation and monitoring endpoints are not exposed'),
  failClosed: checked('v5.0.0-16.5.3', 'Failing securely, no fail-open'),
} as const;

/** RFCs, each by the section that was read; those named from memory are shown as unverified. */
export const rfc = {
  tls10: checked('RFC 8996 sections 4 and 5', 'TLS 1.0 and TLS 1.1 are not to be used'),
  tlsVersions: checked('RFC 9325 section 3.1.1', 'TLS 1.2 and TLS 1.3, and no older version'),
  tlsCiphers: checked('RFC 9325 section 4.1', 'Cipher suites with forward secrecy'),
  hsts: checked('RFC 6797 section 7', 'Strict-Transport-Security over https alone; http redirects to https'),
  tooMany: checked('RFC 6585 section 4', '429 Too Many Requests'),
  notAllowed: unverified('RFC 9110 section 15.5.6', '405 Method Not Allowed'),
  mediaType: unverified('RFC 9110 section 15.5.16', '415 Unsupported Media Type'),
  jwtPractice: unverified('RFC 8725', 'JSON Web Token Best Current Practices'),
  oauthPractice: unverified('RFC 9700', 'Best Current Practice for OAuth 2.0 Security'),
  pkce: unverified('RFC 7636', 'Proof Key for Code Exchange'),
  unauthorized: checked('RFC 9110 section 15.5.2', '401 Unauthorized with WWW-Authenticate'),
  tooLarge: checked('RFC 9110 section 15.5.14', '413 Content Too Large'),
} as const;
