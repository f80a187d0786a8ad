import { defineConfig } from 'vitest/config';

const suite = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

const minutes = (count: number): number => count * 60_000;
const onCluster = { testTimeout: minutes(2), hookTimeout: minutes(10), fileParallelism: false };

export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    projects: [
      suite('unit'),
      suite('golden'),
      suite('property', { testTimeout: minutes(1) }),
      suite('cases'),
      suite('integration', onCluster),
      suite('chart', onCluster),
      suite('e2e', onCluster),
    ],
  },
});
