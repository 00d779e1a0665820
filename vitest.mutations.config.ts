import { defineConfig } from 'vitest/config';

/** The long check that journeys notice what is missing in the templates; `npm test` runs three of it. */
export default defineConfig({
  test: {
    include: ['test/mutations/**/*.mutation.ts'],
    globalSetup: ['test/global-setup.ts'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    reporters: ['verbose'],
    // Journeys mostly wait: one system for each core.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
