import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';

// Takes the picture of the compare page that README.md shows. SHARE is a link to the comparison of its four runs.

const picture = resolve(import.meta.dirname, '../../../docs/images/compare.png');

test('the picture of the compare page', async ({ browser }) => {
  const link = process.env.SHARE;
  if (!link) throw new Error('SHARE must be a share link to a comparison, such as http://localhost:8080/s/TOKEN');
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  await page.goto(`${link}?x=flops&metric=val_loss,train_loss`);
  const charts = page.locator('.chart');
  await expect(charts).toHaveCount(2);
  for (const chart of await charts.all()) await expect(chart).toHaveAttribute('data-painted', /[1-9]/);
  await page.screenshot({ path: picture });
});
