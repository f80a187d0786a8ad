import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const suite = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

const minutes = (count: number): number => count * 60_000;

const fast = { maxWorkers: Math.max(2, availableParallelism()), sequence: { groupOrder: 1 } };
// After the fast suites, one file at a time: a cluster takes what cores there are.
const onCluster = {
  testTimeout: minutes(2),
  hookTimeout: minutes(10),
  maxWorkers: 1,
  sequence: { groupOrder: 2 },
};

export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    projects: [
      suite('unit', fast),
      suite('golden', fast),
      suite('property', { ...fast, testTimeout: minutes(1) }),
      suite('cases', fast),
      suite('integration', { ...onCluster, globalSetup: './test/cluster/setup/api.ts' }),
      suite('fault', { ...onCluster, globalSetup: './test/cluster/setup/api.ts' }),
      suite('chart', { ...onCluster, globalSetup: './test/cluster/setup/chart.ts' }),
      suite('e2e', { ...onCluster, globalSetup: './test/cluster/setup/node.ts' }),
    ],
  },
});
