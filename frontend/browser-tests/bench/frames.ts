import type { Page } from '@playwright/test';

/** Moves the pointer once in each frame, and counts the frames of two seconds. */
export const frames = (page: Page, pans: boolean) =>
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
