import { authenticationSamples } from './authentication.ts';
import { authorizationSamples } from './authorization.ts';
import { certificateSamples } from './certificates.ts';
import { countingSamples } from './counting.ts';
import { exposureSamples } from './exposure.ts';
import { limitSamples } from './limits.ts';
import { loginSamples } from './logins.ts';
import type { Sample } from './sample.ts';
import { targetSamples } from './targets.ts';
import { transportSamples } from './transport.ts';
import { verificationSamples } from './verification.ts';

/** Good and bad policies: the same table is held against the offline validation and against a real API server. */
export const apiPolicySamples: readonly Sample[] = [
  ...targetSamples,
  ...transportSamples,
  ...certificateSamples,
  ...loginSamples,
  ...authenticationSamples,
  ...authorizationSamples,
  ...limitSamples,
  ...countingSamples,
  ...exposureSamples,
  ...verificationSamples,
];
