import { expect, type Page, test } from '@playwright/test';
import { ManyRuns } from '../support/manyRuns.ts';
import { frames } from './frames.ts';

// Prints how fast the compare page is with 200 runs of 10,000 points each, in Chromium with software rendering. It asserts no time. The
// answers of the server are made here, so that the page is measured and not the server.
// It needs `npx vite --port 5199` in frontend: npx playwright test --config bench.config.ts

const RUNS = 200;
const POINTS = 10_000;

test(`the compare page with ${RUNS} runs of ${POINTS} points`, async ({ page }) => {
  const many = new ManyRuns(RUNS, POINTS);
  await many.serve(page);
  const open = `${process.env.VITE ?? 'http://localhost:5199'}/compare?kind=mod,baseline,moe,staged-mode`;
  await page.goto(open);
  await painted(page);
  // The first time the modules of the page are loaded one by one, which only a server for development does.
  await timed('all curves are shown after a reload', async () => {
    await page.reload();
    await painted(page);
  });
  for (const [what, pans] of [['hover', false], ['pan', true]] as const) {
    const { perSecond, p95 } = await frames(page, pans);
    console.log(`${what}: ${perSecond.toFixed(1)} frames a second, 95 % of them within ${p95.toFixed(1)} ms`);
  }
  await timed('parallel coordinates are shown', async () => {
    await page.getByText('Parallel coordinates', { exact: true }).click();
    await expect(page.getByRole('img', { name: /Parallel coordinates: 200 runs/ })).toBeVisible();
  });
  await timed('the points are shown', async () => {
    await page.getByText('Scatter', { exact: true }).click();
    await expect(page.getByRole('img', { name: /against.*200 runs/ })).toBeVisible();
  });
  await timed('Back shows the curves again', async () => {
    await page.goBack();
    await page.goBack();
    await painted(page);
  });
});

const painted = (page: Page) =>
  page.waitForFunction(
    (runs) =>
      [...document.querySelectorAll<HTMLElement>('.chart')].filter((chart) => Number(chart.dataset.painted) >= runs)
        .length === 2,
    RUNS,
    { timeout: 120_000 },
  );

async function timed(what: string, act: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  await act();
  console.log(`${what}: ${Math.round(performance.now() - begun)} ms`);
}
