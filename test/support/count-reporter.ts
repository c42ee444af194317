import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with one plain line that any CI can parse. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    // A file that cannot be loaded has no tests, but counts as a failure.
    const brokenFiles = modules.filter((module) => module.errors().length > 0).length;
    const skipped = count('skipped');
    console.log(
      `\n${count('passed')} passed, ${count('failed') + brokenFiles} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    );
  }
}
