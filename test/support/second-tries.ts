import type { Reporter, TestModule } from 'vitest/node';

/** Names, at the end of a run, the tests that did not pass at their first try: each of them wants a look. */
export default class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const names = modules.flatMap((module) =>
      [...module.children.allTests()]
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => `  ${module.relativeModuleId} > ${test.fullName}`),
    );
    if (names.length > 0) console.log(`Passed at a later try only:\n${names.join('\n')}`);
  }
}
