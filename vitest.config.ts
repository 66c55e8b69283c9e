import { defineConfig } from 'vitest/config';

// Two cores: two workers at most. Every test is deterministic; a timeout is a hang, never a slow machine.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default'],
  },
});
