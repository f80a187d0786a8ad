import type { Assessed } from './assessor.ts';

/** Told of what is worth counting; the program decides how it is exposed. */
export interface PolicyMetrics {
  /** The answers of the controls of one policy, as they stand now. */
  assessed(namespace: string, policy: string, assessed: Assessed): void;
  forgotten(namespace: string, policy: string): void;
  /** One round of probes of one host. */
  probed(seconds: number, reached: boolean): void;
  driftRepaired(namespace: string, policy: string): void;
}

/** Counts nothing. */
export const NO_METRICS: PolicyMetrics = {
  assessed: () => {},
  forgotten: () => {},
  probed: () => {},
  driftRepaired: () => {},
};
