import { expect, type Page, test } from '@playwright/test';
import { Api, type Experiment } from '../support/api.ts';
import { Product, until } from '../support/product.ts';
import { text } from '../support/text.ts';

const product = new Product();
let page: Page;
let api: Api;
let source: Experiment;

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
  api = new Api(product);
  await api.upload('tides', text(20_000));
  source = await api.submit({
    name: '밀물 서른 걸음',
    architecture: { kind: 'baseline', layers: 1, width: 16, heads: 1 },
    data: { corpus: 'tides', sequenceLength: 16 },
    training: { batch: 1, budget: { steps: 30 }, warmup: 0, finalLearningRate: 1, evaluationTokens: 256 },
  });
  await finished(source.id);
});

test.afterAll(async () => {
  await page?.close();
  await product.destroy();
});

const finished = (id: string) =>
  until('the run to finish', 60_000, async () => (await api.experiment(id)).state === 'FINISHED');

const shownId = () => page.url().match(/experiments\/([0-9a-f-]{36})/)?.[1] ?? '';

/** Sends the form of the composer and returns the id of the new experiment, whose page opens. */
async function queue(): Promise<string> {
  await page.getByRole('button', { name: 'Queue experiment' }).click();
  await expect(page).toHaveURL(/experiments\/[0-9a-f]{8}-/);
  await expect(page.getByRole('region', { name: 'Summary' })).toBeVisible();
  return shownId();
}

test('a finished run goes on from its last checkpoint, and both pages link to each other', async () => {
  await page.goto(`${product.address}/experiments/${source.id}`);
  await page.getByRole('link', { name: 'Go on', exact: true }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('밀물 서른 걸음 (goes on)');
  await expect(page.getByLabel('What is taken over')).toHaveValue('all');
  await expect(page.getByText('The learning rate follows warm-up and cosine of the whole')).toBeVisible();
  await expect(page.getByLabel('Budget', { exact: true })).toHaveValue('60');
  // As many steps as are done already are refused, beside the budget.
  await page.getByLabel('Budget', { exact: true }).fill('30');
  await expect(page.getByText('pays for 30 steps in all').first()).toBeVisible();
  await page.getByLabel('Budget', { exact: true }).fill('50');
  await expect(page.getByText('pays for 30 steps in all')).toHaveCount(0);
  const id = await queue();
  await finished(id);
  await expect(page.getByText(/Step 50 of 50 \(100\.0\s%\) · from step 30/)).toBeVisible();
  const steps = await api.stepsOf(id, 'train_loss');
  expect([steps[0], steps.at(-1), steps.length]).toEqual([31, 50, 20]);
  const lineage = page.getByRole('region', { name: 'Lineage' });
  await expect(lineage).toContainText('Goes on from step 30 of 밀물 서른 걸음');
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1280, height: 900 });
  await lineage.getByRole('link', { name: '밀물 서른 걸음' }).click();
  await expect(page.getByRole('region', { name: 'Lineage' }).getByRole('link')).toHaveText('밀물 서른 걸음 (goes on)');
});

test('a new run starts with the weights of a checkpoint at step 1', async () => {
  await page.goto(`${product.address}/experiments/${source.id}?tab=checkpoints`);
  await page.getByRole('link', { name: 'Start from step 30' }).click();
  await expect(page.getByLabel('What is taken over')).toHaveValue('weights');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('밀물 서른 걸음 (from step 30)');
  const id = await queue();
  await finished(id);
  expect((await api.stepsOf(id, 'train_loss'))[0]).toBe(1);
  await expect(page.getByRole('region', { name: 'Lineage' })).toContainText('Starts with the weights of step 30 of');
});

test('the workers page shows what the node uses, and an experiment without samples says so', async () => {
  await page.goto(`${product.address}/workers`);
  await page.getByText(/^System of /).click();
  await expect(page.getByRole('region', { name: 'Processor of the node' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('There is no GPU')).toBeVisible();
  await page.goto(`${product.address}/experiments/${source.id}`);
  await page.getByText('System', { exact: true }).click();
  await expect(page.getByText('No samples yet').or(page.getByRole('region', { name: 'Memory' }))).toBeVisible();
});
