// Prints how fast a chart of 100 curves with 10,000 points each is, in Chromium with software rendering.
// It takes the address of `npx vite` in frontend: node chart-bench.mjs http://localhost:5173
import { chromium } from 'playwright-core';
import { launchOptions } from './support/chromium.ts';

const address = process.argv[2] ?? 'http://localhost:5173';
const browser = await chromium.launch(await launchOptions());
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(`${address}/bench/index.html`);
await page.waitForFunction(() => document.body.dataset.shown, undefined, { timeout: 60_000 });
console.log(`100 curves of 10,000 points shown in ${Math.round(Number(await page.evaluate(() => document.body.dataset.shown)))} ms`);

/** Moves the pointer once in each frame, and counts the frames of two seconds. */
const frames = (pans) =>
  page.evaluate(
    (shift) =>
      new Promise((done) => {
        const chart = document.querySelector('.chart');
        const box = chart.getBoundingClientRect();
        const at = (type, n) =>
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
        const times = [];
        const begun = performance.now();
        const step = (now) => {
          times.push(now);
          if (performance.now() - begun > 2000) {
            if (shift) at('pointerup', 0);
            const gaps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
            done({
              perSecond: (1000 * gaps.length) / (times.at(-1) - times[0]),
              p95: gaps[Math.floor(0.95 * gaps.length)],
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
for (const [what, pans] of [['hover', false], ['pan', true]]) {
  const { perSecond, p95 } = await frames(pans);
  console.log(`${what}: ${perSecond.toFixed(1)} frames a second, 95 % of them within ${p95.toFixed(1)} ms`);
}
await browser.close();
