import { expect, type Page, test } from '@playwright/test';
import { Api } from '../support/api.ts';
import { Product } from '../support/product.ts';
import { text } from '../support/text.ts';

const product = new Product();
let page: Page;

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
  await new Api(product).upload('tides', text(20_000));
});

test.afterAll(async () => {
  await page?.close();
  await product.destroy();
});

test('a study is planned while it is written, and a refusal names the field', async () => {
  await page.getByRole('link', { name: 'Studies' }).click();
  await expect(page.getByText('There is no study yet')).toBeVisible();
  await page.getByRole('link', { name: 'New study' }).click();
  await page.getByRole('button', { name: 'IsoFLOP' }).click();
  const study = page.getByLabel('Study', { exact: true });
  await expect(page.getByText('20 experiments to run')).toBeVisible();
  await expect(study).toHaveValue(/corpus: "tides"/);
  await study.fill((await study.inputValue()).replace('batch: 16', 'batches: 16'));
  await expect(page.getByText("is not a field of training; did you mean 'batch'?")).toBeVisible();
  await expect(page.getByRole('button', { name: 'Make the study' })).toBeDisabled();
  await study.fill(`name: 얕은 것과 깊은 것
question: Which of the two sizes is better?
design: isoflop
base:
  data: {corpus: tides, sequenceLength: 16}
  training: {batch: 1}
variants:
  - {name: baseline, change: {architecture: {kind: baseline}}}
  - {name: MoD, change: {architecture: {kind: mod, capacity: 0.5}}}
budgets: [2e7]
sizes: {widths: [16, 32], headWidth: 16, widthPerLayer: 16}
`);
  await expect(page.getByText('4 experiments to run')).toBeVisible();
  await page.getByRole('button', { name: 'Make the study' }).click();
  await expect(page.getByRole('heading', { name: '얕은 것과 깊은 것' })).toBeVisible();
});

test('a row is dropped, the others are launched and finish', async () => {
  await page.getByLabel('Run MoD, 2e7 FLOPs, 2 × 32, seed 1').uncheck();
  await expect(page.getByText('DROP: dropped by hand')).toBeVisible();
  await page.getByRole('button', { name: 'Launch 3 experiments' }).click();
  await expect(page.getByText(/^3 finished/)).toBeVisible({ timeout: 120_000 });
  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByText('3 runs', { exact: true })).toBeVisible();
  await page.goBack();
});

test('seeds are added, and only the new experiments wait for a launch', async () => {
  await page.getByRole('button', { name: 'Add to it' }).click();
  await page.getByLabel('Seeds').fill('1');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('has a value twice: 1');
  await page.getByLabel('Seeds').fill('2');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Launch 4 experiments' })).toBeVisible();
  await page.getByRole('link', { name: 'Studies' }).click();
  await expect(page.getByRole('row', { name: /얕은 것과 깊은 것/ })).toContainText('3 finished, 4 not launched');
});
