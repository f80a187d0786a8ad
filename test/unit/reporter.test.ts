import { expect, test } from 'vitest';
import type { TestModule } from 'vitest/node';
import { tally } from '../reporter.ts';

interface FakeTest {
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending';
  readonly mode?: 'run' | 'skip' | 'todo';
}

const module = (tests: readonly FakeTest[], errors: number, suiteErrors = 0): TestModule =>
  ({
    errors: () => Array.from({ length: errors }, () => new Error('crashed')),
    children: {
      allSuites: () => [{ errors: () => Array.from({ length: suiteErrors }, () => new Error('crashed')) }],
      allTests: () =>
        tests.map(({ state, mode = 'run' }) => ({ result: () => ({ state }), options: { mode } })),
    },
  }) as unknown as TestModule;

test('counts what passed and what failed', () => {
  const modules = [module([{ state: 'passed' }, { state: 'failed' }], 0), module([{ state: 'passed' }], 0)];
  expect(tally(modules, 0)).toEqual({ passed: 2, failed: 1 });
});

test('a file that cannot be loaded, a failed beforeAll and an unhandled error are failures', () => {
  expect(tally([module([], 1)], 0)).toEqual({ passed: 0, failed: 1 });
  expect(tally([module([{ state: 'skipped' }], 0, 1)], 0)).toEqual({ passed: 0, failed: 2 });
  expect(tally([module([{ state: 'passed' }], 0)], 1)).toEqual({ passed: 1, failed: 1 });
});

test('a test that never ended is a failure; one that was skipped on purpose is neither', () => {
  expect(tally([module([{ state: 'pending' }, { state: 'skipped', mode: 'skip' }], 0)], 0)).toEqual({
    passed: 0,
    failed: 1,
  });
});
