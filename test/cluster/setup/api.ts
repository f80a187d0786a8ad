import { prepareApi } from '../prepare.ts';

/** Vitest's global setup of suites that need the API server: a first build outlasts any test's timeout. */
export const setup = prepareApi;
