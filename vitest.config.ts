import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'infra/local/aws/**/*.test.ts'],
    // Two cores, and modules that keep no state between files: loading the SDK and CDK once saves a minute.
    maxWorkers: 2,
    isolate: false,
    globalSetup: ['test/global-setup.ts'],
    // Node 20 is supported here; the SDK's advice would fill the report.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    coverage: {
      include: ['router/**', 'registrar/**', 'tenant-agent/**', 'infra/**'],
      reporter: ['text', 'html'],
    },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
