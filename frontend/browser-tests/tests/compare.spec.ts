import { expect, type Page, test } from '@playwright/test';
import { Api, type Experiment } from '../support/api.ts';
import { Product, until } from '../support/product.ts';
import { text } from '../support/text.ts';

const product = new Product();
const NOBODY = '00000000-0000-4000-8000-000000000000';
let page: Page;
let short: Experiment;
let long: Experiment;
let waiting: Experiment[];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  await product.start();
  page = await browser.newPage();
  await page.goto(product.setupLink);
  await page.getByLabel('Name').fill('Ada Depth');
  await page.getByLabel('Email').fill('ada@example.org');
  await page.getByLabel('Password').fill('sounding lead 7');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByText('No experiments yet')).toBeVisible();
  const api = new Api(product);
  await api.upload('tides', text(20_000));
  const submit = (name: string, steps: number) =>
    api.submit({
      name,
      architecture: { kind: 'baseline', layers: 1, width: 16, heads: 1 },
      data: { corpus: 'tides', sequenceLength: 16 },
      training: { batch: 1, budget: { steps }, evaluateEvery: steps, evaluationTokens: 256 },
    });
  short = await submit('short', 20);
  long = await submit('long', 200);
  waiting = [];
  for (let i = 0; i < 105; i++) waiting.push(await submit(`waiting-${i}`, 50));
  await until('both runs to finish', 60_000, async () => {
    const states = await Promise.all([short, long].map(({ id }) => api.experiment(id)));
    return states.every(({ state }) => state === 'FINISHED');
  });
});

test.afterAll(async () => {
  await page?.close();
  await product.destroy();
});

test('a comparison of more than 100 runs shows all of them, and names the one that does not exist', async () => {
  const ids = [NOBODY, short.id, long.id, ...waiting.map(({ id }) => id)];
  await page.goto(`${product.address}/compare?ids=${ids.join(',')}`);
  await expect(page.getByText('1 run does not exist')).toBeVisible();
  await expect(page.getByText('107 runs', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Remove it from the comparison' }).click();
  await expect(page.getByText('1 run does not exist')).toBeHidden();
  expect(page.url().length).toBeLessThan(2000);
});

test('a run that has ended says so past its end, and Back undoes a change of the view', async () => {
  await page.goto(`${product.address}/compare?ids=${short.id},${long.id}&metric=train_loss`);
  const chart = page.getByRole('img', { name: /Training loss.*points/ });
  await expect(chart).toHaveAttribute('data-painted', /\d/);
  await chart.focus();
  for (let i = 0; i < 30; i++) await page.keyboard.press('Shift+ArrowRight');
  await expect(page.locator('.chart-tip-row', { hasText: 'short' })).toContainText('ended at 20');
  await page.getByLabel('Log y').check();
  await expect(page).toHaveURL(/logY=true/);
  await page.goBack();
  await expect(page).not.toHaveURL(/logY/);
  await expect(page.getByLabel('Log y')).not.toBeChecked();
});

test('all that match a filter are compared from the table, in every picture, and Back goes through them', async () => {
  await page.goto(`${product.address}/?filter=${encodeURIComponent('steps in (20, 50, 200)')}`);
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: 'Select all 107 that match' }).click();
  await page.getByRole('link', { name: 'Compare', exact: true }).click();
  await expect(page.getByText('107 runs match.')).toBeVisible();
  await expect(page.getByText('107 runs', { exact: true })).toBeVisible();
  expect(page.url().length).toBeLessThan(2000);

  await page.getByText('Scatter', { exact: true }).click();
  // The waiting runs are trained one after the other meanwhile, so more and more of them have a held-out loss.
  const points = page.getByRole('img', { name: /Held-out loss, best against Executed FLOPs, \d+ runs/ });
  await expect(points).toBeVisible();
  await points.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('.run-picture .chart-tip')).toContainText(/short|long|waiting/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('pinned')).toHaveCount(1);

  await page.getByText('Parallel coordinates', { exact: true }).click();
  await expect(page.getByRole('img', { name: /Parallel coordinates: 107 runs/ })).toBeVisible();
  await expect(page).toHaveURL(/tab=parallel/);
  await chooseUpperHalfOfFirstAxis(page);
  await expect(page).toHaveURL(/within=/);
  await expect(page.getByText(/\d+ of 107 runs inside/)).toBeVisible();

  await page.goBack();
  await expect(page.getByText(/of 107 runs inside/)).toBeHidden();
  await page.goBack();
  await expect(points).toBeVisible();
  await page.reload();
  await expect(points).toBeVisible();
  await expect(page.getByText('pinned')).toHaveCount(1);
});

test('a link shows a comparison of more than 100 runs, signed out, with its picture', async ({ browser }) => {
  const ids = [short, long, ...waiting].map(({ id }) => id);
  const api = new Api(product);
  const { token } = await api.post<{ token: string }>('/api/shares', { experiments: ids, view: 'tab=parallel' });
  const stranger = await browser.newContext();
  const shared = await stranger.newPage();
  await shared.goto(`${product.address}/s/${token}`);
  await expect(shared.getByRole('img', { name: /Parallel coordinates: 107 runs/ })).toBeVisible();
  await shared.getByText('Curves', { exact: true }).click();
  await expect(shared.getByRole('img', { name: /Training loss.*points/ })).toBeVisible();
  await stranger.close();
});

/** Drags along the first axis from its middle to its upper end. */
async function chooseUpperHalfOfFirstAxis(where: Page): Promise<void> {
  const axis = where.locator('.axis-handle').first();
  await axis.scrollIntoViewIfNeeded();
  const box = await axis.boundingBox();
  if (!box) throw new Error('the axis is not shown');
  const x = box.x + box.width / 2;
  await where.mouse.move(x, box.y + box.height / 2);
  await where.mouse.down();
  await where.mouse.move(x, box.y + 20, { steps: 4 });
  await where.mouse.up();
}
