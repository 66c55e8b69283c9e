import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.ts';

/** Pages whose states are tested, not when their samples come: they mostly wait, so three at a time. */
const PAGES = [
  'bundlers',
  'budget',
  'compare',
  'device',
  'element',
  'page',
  'page-states',
  'path-prefix',
  'recordings',
  'session-states',
  'source-state',
  'status',
  'studio',
  'peer',
  'ring',
  'session-peer',
  'webcodecs',
].map((name) => `test/browser/${name}.test.ts`);

/** Stations and guides over daemons of their own, which need less than a core: two at a time. */
const SOUND = ['guides', 'readme-live', 'readme-station', 'station-programs', 'virtual-devices'].map(
  (name) => `test/integration/${name}.test.ts`,
);

/** Sound that is compared as it is played, over a daemon or in a browser: one after another when all others are done. */
const REAL_TIME = [
  'test/browser/**/*.test.ts',
  'test/contract/audio.test.ts',
  'test/integration/live-sound.test.ts',
  'test/integration/session-sound.test.ts',
];

/**
 * Programs, servers and files: each file in a process of its own. They wait for one another's processes more than they
 * compute, so that three at a time keep two cores busy.
 */
const PROCESSES = [
  'test/integration/**/*.test.ts',
  // It replaces modules and the PATH.
  'test/unit/node/audio/audio-backends.test.ts',
];

// Two cores. Every test is deterministic, but for those of programs and in real time; a timeout is a hang, never a slow machine.
const shared = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 120_000 } },
  pool: 'forks' as const,
};

/**
 * What is compared in real time, and what programs do within their own time limits, is lost where the machine stands still
 * for a moment: tried again, and named at the end of the run. Units of servers have time limits of theirs.
 */
const RETRIES = { units: 1, realTime: 2 } as const;

export default defineConfig({
  test: {
    reporters: ['default', './test/support/second-tries.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...shared,
          name: 'main',
          include: ['test/**/*.test.ts'],
          exclude: [...PROCESSES, ...PAGES, ...SOUND, ...REAL_TIME],
          maxWorkers: 2,
          // Starting a process and loading the same modules anew would take longer than most of these files' tests.
          isolate: false,
          retry: RETRIES.units,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'processes',
          include: PROCESSES,
          exclude: [...SOUND, ...REAL_TIME],
          maxWorkers: 3,
          retry: RETRIES.realTime,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          name: 'pages',
          include: PAGES,
          maxWorkers: 3,
          retry: RETRIES.realTime,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...shared,
          name: 'sound',
          include: SOUND,
          maxWorkers: 2,
          retry: RETRIES.realTime,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...shared,
          name: 'real time',
          include: REAL_TIME,
          exclude: PAGES,
          maxWorkers: 1,
          retry: RETRIES.realTime,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
