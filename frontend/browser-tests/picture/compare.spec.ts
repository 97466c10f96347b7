import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { Api, type Experiment } from '../support/api.ts';
import { Product, until } from '../support/product.ts';

// Takes the picture of the compare page that README.md shows: trains its four runs on the text in the file CORPUS, and shows them.

const picture = resolve(import.meta.dirname, '../../../docs/images/compare.png');
const routed = { capacity: 0.125, routeEvery: 2 };
const architectures = {
  baseline: {},
  mod: routed,
  'staged-mode': { ...routed, experts: 4 },
  'integrated-mode': { experts: 4 },
};
const HOUR = 3_600_000;

test('the picture of the compare page', async ({ browser }) => {
  test.setTimeout(HOUR);
  const corpus = process.env.CORPUS;
  if (!corpus) throw new Error('CORPUS must be the file of Tiny Shakespeare');
  const product = new Product();
  try {
    await product.start();
    const page = await browser.newPage({ viewport: { width: 1520, height: 1000 }, colorScheme: 'light' });
    await page.goto(product.setupLink);
    await page.getByLabel('Name').fill('Ada Depth');
    await page.getByLabel('Email').fill('ada@example.org');
    await page.getByLabel('Password').fill('sounding lead 7');
    await page.getByRole('button', { name: 'Create administrator' }).click();
    await expect(page.getByText('No experiments yet')).toBeVisible();
    const api = new Api(product);
    await api.upload('shakespeare', readFileSync(corpus));
    const runs: Experiment[] = [];
    for (const [kind, fields] of Object.entries(architectures)) {
      runs.push(
        await api.submit({
          name: kind,
          architecture: { kind, layers: 4, width: 128, heads: 4, ...fields },
          data: { corpus: 'shakespeare', sequenceLength: 128 },
          training: { batch: 16, budget: { flops: 2e12 }, learningRate: 1e-3 },
        }),
      );
    }
    await until('the four runs to finish', HOUR, async () => {
      const states = await Promise.all(runs.map(({ id }) => api.experiment(id)));
      const failed = states.find(({ state }) => state === 'FAILED');
      if (failed) throw new Error(`${failed.name}: ${failed.stateReason}`);
      return states.every(({ state }) => state === 'FINISHED');
    });
    const ids = runs.map(({ id }) => id);
    await page.goto(`${product.address}/compare?ids=${ids.join(',')}&x=flops&base=${ids[0]}`);
    const charts = page.locator('.chart');
    await expect(charts).toHaveCount(2);
    for (const chart of await charts.all()) await expect(chart).toHaveAttribute('data-painted', /[1-9]/);
    await page.screenshot({ path: picture, fullPage: true });
  } finally {
    await product.destroy();
  }
});
