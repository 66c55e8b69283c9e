import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take long for their size, the longest first. Where nothing is known of earlier runs, large files start first:
 * these would be among the last, each of them alone on one of the cores.
 */
const LONG = [
  'unit/native/native-sanitize',
  'unit/node/files/readers',
  'fuzz/targets',
  'unit/node/relay/workers/operations',
  'unit/live/device-latency',
  'unit/core/dsp/voice-activity',
  'integration/dtx',
  'integration/encode-many',
  'integration/bundle-sizes',
  'integration/chaos',
  'integration/hostile-audio',
  'integration/load-test-restart',
].map((name) => `/test/${name}.test.ts`);

/** Starts the files that take longest first: none of them is what everything else waits for in the end. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = LONG.findIndex((name) => moduleId.endsWith(name));
      return index < 0 ? LONG.length : index;
    };
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}
