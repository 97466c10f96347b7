import { defineConfig } from '@playwright/test';
import { launchOptions } from './support/chromium.ts';

// Each file starts a product of its own, and its tests build on each other. Much of a file is waiting, so two files run at a time.
export default defineConfig({
  testDir: 'tests',
  outputDir: 'target/results',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 30_000 },
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
