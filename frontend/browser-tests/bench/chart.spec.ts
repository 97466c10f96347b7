import { test } from '@playwright/test';
import { frames } from './frames.ts';

// Prints how fast a chart of many curves with 10,000 points each is, in Chromium with software rendering. It asserts nothing.
// It needs `npx vite --port 5199` in frontend: npx playwright test --config bench.config.ts

for (const curves of [100, 200]) {
  test(`a chart of ${curves} curves of 10,000 points`, async ({ page }) => {
    await page.goto(`${process.env.VITE ?? 'http://localhost:5199'}/bench/index.html?curves=${curves}`);
    await page.waitForFunction(() => document.body.dataset.shown, undefined, { timeout: 60_000 });
    const shown = Number(await page.evaluate(() => document.body.dataset.shown));
    console.log(`shown in ${Math.round(shown)} ms`);
    for (const [what, pans] of [['hover', false], ['pan', true]] as const) {
      const { perSecond, p95 } = await frames(page, pans);
      console.log(`${what}: ${perSecond.toFixed(1)} frames a second, 95 % of them within ${p95.toFixed(1)} ms`);
    }
  });
}
