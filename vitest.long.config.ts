import { defineConfig } from 'vitest/config';

/** The long checks, `npm run test:mutations`, `test:crashes` and `test:explorer`; `npm test` runs a few of the first two. */
export default defineConfig({
  test: {
    include: ['test/**/*.mutation.ts', 'test/**/*.long.ts'],
    globalSetup: ['test/global-setup.ts'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    reporters: ['verbose'],
    // Journeys mostly wait: one system for each core.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
