/** Severities of controls; they weigh in the score. */
export const SEVERITIES = ['Critical', 'High', 'Medium', 'Low'] as const;
export type ControlSeverity = (typeof SEVERITIES)[number];

/** Ids of the controls that this version judges. Stable: reports, exceptions and dashboards name them. */
export const CONTROL_IDS = [
  'tls.https',
  'tls.plaintext',
  'tls.versions',
  'tls.ciphers',
  'tls.hsts',
  'tls.certificate',
  'mtls.client-required',
  'mtls.client-verified',
  'mtls.client-subjects',
  'mtls.backend-verified',
  'mtls.backend-client',
  'auth.anonymous-refused',
  'auth.forged-tokens',
  'auth.login',
  'auth.identity-headers',
  'auth.query-tokens',
  'auth.fail-closed',
  'authz.rules',
  'authz.paths',
  'rate.per-address',
  'rate.per-user',
  'rate.response',
  'input.body-size',
  'input.methods',
  'input.content-types',
  'input.waf',
  'output.cors',
  'output.headers',
  'output.banner',
  'network.addresses',
  'host.shared',
  'host.ungoverned',
  'gateway.advisories',
] as const;
export type ControlId = (typeof CONTROL_IDS)[number];

/** `Unknown`: not observed, or too long ago; never a pass. */
export type ControlResult = 'Pass' | 'Fail' | 'Unknown' | 'NotApplicable';
