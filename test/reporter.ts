import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/** What a run comes to. A suite that could not run is a failure, whatever its tests would have said. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Last reporter of every run: prints `N passed, N failed`, the line that people and CI read. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const { passed, failed } = tally(modules, unhandled.length);
    const sawNothing = passed + failed === 0;
    if (sawNothing) console.error('No test was run: this is a failure.');
    if (sawNothing || failed > 0) process.exitCode = 1;
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  }
}

/** Counts tests; a crashed file or suite, an unhandled error and a test that a crash kept from running are failures. */
export function tally(modules: readonly TestModule[], unhandled: number): Tally {
  let passed = 0;
  let failed = unhandled;
  for (const module of modules) {
    failed += module.errors().length;
    for (const suite of module.children.allSuites()) failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      if (test.result().state === 'passed') passed += 1;
      else if (test.result().state === 'failed' || wasMeantToRun(test)) failed += 1;
    }
  }
  return { passed, failed };
}

function wasMeantToRun(test: TestCase): boolean {
  return test.options.mode === 'run' || test.options.mode === undefined;
}
