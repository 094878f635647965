import { defineConfig } from 'vitest/config';

// Steps of a file build on each other, and two workbenches at a time would be slow on two cores.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
    bail: 0,
  },
});
