import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/unit/**/*.test.ts',
      'test/contract/**/*.test.ts',
      'test/mcp/**/*.test.ts',
      'test/chat/**/*.test.ts',
      'test/faults/**/*.test.ts',
    ],
    testTimeout: 20_000,
    hookTimeout: 60_000, // the first one of a file loads what is tested, on machines that do much else
  },
});
