import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take a minute or more, then short ones that take half a minute. In the order in which they start. */
const longFiles = [
  'test/dashboard/pages.test.ts',
  'test/dashboard/prompt.test.ts',
  'test/workflows/lost-answers.test.ts',
  'test/e2e/resume.test.ts',
  'test/laboratory/laboratory.test.ts',
  'test/start/start.test.ts',
  'src/banks/form/gallery.test.ts',
  'test/fuzz/api.test.ts',
  'test/storm/submissions.test.ts',
  'test/e2e/demo-users.test.ts',
  'test/e2e/gallery.test.ts',
  'test/workflows/keep-alive.test.ts',
  'test/workflows/replay.test.ts',
  'test/workflows/builds.test.ts',
  'src/banks/form/stale-page.test.ts',
  'test/workflows/stopping-worker.test.ts',
  'test/workflows/renewed-deadline.test.ts',
  'test/workflows/full-workers.test.ts',
  'test/workflows/resumed-logins.test.ts',
];

/**
 * Starts the files that take longest first. Vitest begins with the largest files where it does not know their durations, as
 * in a fresh clone: a short file that takes a minute would be the last, and two cores would wait for it.
 */
export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = longFiles.findIndex((file) => moduleId.endsWith(file));
      return rank === -1 ? longFiles.length : rank;
    };
    return sorted.sort((one, other) => rankOf(one) - rankOf(other));
  }
}
