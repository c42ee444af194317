import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Short files that take a minute or more. */
const longFiles = [
  'test/laboratory/laboratory.test.ts',
  'test/storm/submissions.test.ts',
  'test/e2e/resume.test.ts',
];

/**
 * Starts the files that take longest first. Vitest begins with the largest files where it does not know their durations, as
 * in a fresh clone: a short file that takes a minute would be the last, and two cores would wait for it.
 */
export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => longFiles.some((file) => moduleId.endsWith(file));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
