import { defineConfig } from '@playwright/test';
import { launchOptions } from './support/chromium.ts';

// All tests share one product with one worker node of one slot and build on each other, so they run in order.
export default defineConfig({
  testDir: 'tests',
  outputDir: 'target/results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['junit', { outputFile: 'target/playwright/report.xml' }]],
  use: {
    launchOptions: await launchOptions(),
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
