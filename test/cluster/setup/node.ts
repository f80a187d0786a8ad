import { prepare } from '../prepare.ts';

/** Vitest's global setup of suites that need a whole node. */
export const setup = prepare;
