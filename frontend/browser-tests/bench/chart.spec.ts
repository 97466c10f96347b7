import { type Page, test } from '@playwright/test';

// Prints how fast a chart of 100 curves with 10,000 points each is, in Chromium with software rendering. It asserts nothing.
// It needs `npx vite --port 5199` in frontend: npx playwright test --config bench.config.ts

test('a chart of 100 curves of 10,000 points', async ({ page }) => {
  await page.goto(`${process.env.VITE ?? 'http://localhost:5199'}/bench/index.html`);
  await page.waitForFunction(() => document.body.dataset.shown, undefined, { timeout: 60_000 });
  const shown = Number(await page.evaluate(() => document.body.dataset.shown));
  console.log(`shown in ${Math.round(shown)} ms`);
  for (const [what, pans] of [['hover', false], ['pan', true]] as const) {
    const { perSecond, p95 } = await frames(page, pans);
    console.log(`${what}: ${perSecond.toFixed(1)} frames a second, 95 % of them within ${p95.toFixed(1)} ms`);
  }
});

/** Moves the pointer once in each frame, and counts the frames of two seconds. */
const frames = (page: Page, pans: boolean) =>
  page.evaluate(
    (shift) =>
      new Promise<{ perSecond: number; p95: number }>((done) => {
        const chart = document.querySelector('.chart') as HTMLElement;
        const box = chart.getBoundingClientRect();
        const at = (type: string, n: number) =>
          chart.dispatchEvent(
            new PointerEvent(type, {
              bubbles: true,
              pointerId: 1,
              shiftKey: shift,
              clientX: box.left + 100 + ((n * 7) % 700),
              clientY: box.top + 60 + ((n * 3) % 300),
            }),
          );
        chart.setPointerCapture = () => {};
        if (shift) at('pointerdown', 0);
        const times: number[] = [];
        const begun = performance.now();
        const step = (now: number) => {
          times.push(now);
          if (performance.now() - begun > 2000) {
            if (shift) at('pointerup', 0);
            const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0)).sort((a, b) => a - b);
            done({
              perSecond: (1000 * gaps.length) / ((times.at(-1) ?? 0) - (times[0] ?? 0)),
              p95: gaps[Math.floor(0.95 * gaps.length)] ?? 0,
            });
            return;
          }
          at('pointermove', times.length);
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    pans,
  );
