import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const suite = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

const minutes = (count: number): number => count * 60_000;

const fast = { maxWorkers: Math.max(2, availableParallelism()), sequence: { groupOrder: 1 } };
const patient = { testTimeout: minutes(2), hookTimeout: minutes(10) };
// After the fast suites. An API server alone waits more than it works, so two files at a time.
const onApiServer = { ...patient, maxWorkers: 2, sequence: { groupOrder: 2 } };
// Two nodes at a time: most of a file's time goes into waiting for a gateway or a probe.
const onNode = { ...patient, maxWorkers: 2, sequence: { groupOrder: 3 } };

export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    projects: [
      suite('unit', fast),
      suite('golden', fast),
      suite('property', { ...fast, testTimeout: minutes(1) }),
      suite('cases', fast),
      suite('integration', { ...onApiServer, globalSetup: './test/cluster/setup/api.ts' }),
      suite('fault', { ...onApiServer, globalSetup: './test/cluster/setup/api.ts' }),
      suite('chart', { ...onNode, globalSetup: './test/cluster/setup/chart.ts' }),
      suite('e2e', { ...onNode, globalSetup: './test/cluster/setup/node.ts' }),
    ],
  },
});
