import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { Api } from '../support/api.ts';
import { faults } from '../support/looks.ts';
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
  training: {batch: 1, evaluationTokens: 256}
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
  await page.getByRole('link', { name: 'Compare', exact: true }).click();
  await expect(page.getByText('3 runs', { exact: true })).toBeVisible();
  await page.goBack();
});

test('seeds are added, and only the new experiments wait for a launch', async () => {
  await page.getByRole('button', { name: 'Add to it' }).click();
  await page.getByLabel('Seeds', { exact: true }).fill('1');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('has a value twice: 1');
  await page.getByLabel('Seeds', { exact: true }).fill('2');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Launch 4 experiments' })).toBeVisible();
  await page.getByRole('link', { name: 'Studies' }).click();
  await expect(page.getByRole('row', { name: /얕은 것과 깊은 것/ })).toContainText('3 finished, 4 not launched');
});

test('a study is read from its plan to its verdict, by everybody who has the link, and as one file', async ({ browser }) => {
  // Six experiments are trained, and three pages are looked at in every look.
  test.setTimeout(480_000);
  await page.goto(`${product.address}/studies/new`);
  await page.getByLabel('Study', { exact: true }).fill(`name: Is <b>half</b> the depth enough?
question: Does a model that skips half of its tokens lose at the same training FLOPs?
design: isoflop
base:
  data: {corpus: tides, sequenceLength: 16}
  training: {batch: 1, learningRate: 2e-3, evaluationTokens: 256}
variants:
  - {name: baseline, change: {architecture: {kind: baseline}}}
  - {name: MoD 50 %, change: {architecture: {kind: mod, capacity: 0.5}}}
budgets: [3e7]
sizes: {widths: [16], headWidth: 16, widthPerLayer: 8}
seeds: [1, 2, 3]
`);
  await expect(page.getByText('6 experiments to run')).toBeVisible();
  await page.getByRole('button', { name: 'Make the study' }).click();
  await expect(page.getByRole('heading', { name: 'Is <b>half</b> the depth enough?' })).toBeVisible();
  const plan = page.getByRole('region', { name: 'Plan', exact: true });
  await expect(plan.getByRole('row')).toHaveCount(7);
  await expect(plan.getByRole('row', { name: /MoD 50 %, 3e7 FLOPs, 2 × 16, seed 3/ })).toContainText('OK');

  await page.getByRole('button', { name: 'Launch 6 experiments' }).click();
  await expect(page.getByText(/^6 finished/)).toBeVisible({ timeout: 200_000 });
  const verdicts = page.getByRole('region', { name: 'Verdicts' });
  await expect(verdicts.getByRole('row', { name: /MoD 50 %, 3.00e7 FLOPs/ })).toContainText(/Better|Worse|Within noise/);
  await expect(verdicts).toContainText('paired by seed');
  await expect(page.getByRole('region', { name: 'What the paper claims' })).toContainText(/Not settled|Within noise/);
  for (const name of ['Loss over size', 'Learning curves over training FLOPs', 'Learning curves over time', 'Cost of a step']) {
    await expect(page.getByRole('region', { name }).getByRole('img').first()).toBeVisible();
  }
  await expect(page.getByRole('region', { name: 'Limits' })).toContainText('There is one budget');
  await expect(page.getByRole('region', { name: 'Reproduce' })).toContainText('curl --fail-with-body');
  expect(await faults(page, 'study')).toEqual([]);

  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Create link' }).click();
  const link = await page.getByRole('textbox', { name: 'Link', exact: true }).inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.goto(`${product.address}/shares`);
  await expect(page.getByRole('row', { name: /Study Is <b>half/ })).toContainText('active');

  const stranger = await browser.newContext({ acceptDownloads: true });
  const shared = await stranger.newPage();
  await shared.goto(link);
  await expect(shared.getByText('This is the study as it is now')).toBeVisible();
  await expect(shared.getByRole('region', { name: 'Verdicts' })).toContainText(/Better|Worse|Within noise/);
  await expect(shared.getByRole('region', { name: 'Cost of a step' }).getByRole('img')).toBeVisible();
  await expect(shared.getByRole('link')).toHaveCount(0);
  await expect(shared.getByText('Ada Depth')).toHaveCount(0);
  expect(await faults(shared, 'shared study')).toEqual([]);

  await shared.getByRole('button', { name: 'Download the report' }).click();
  const [download] = await Promise.all([
    shared.waitForEvent('download'),
    shared.getByRole('button', { name: 'HTML, one file' }).click(),
  ]);
  const path = test.info().outputPath('report.html');
  await download.saveAs(path);
  const text = readFileSync(path, 'utf8');
  expect(text).not.toContain('<script');
  expect(text).not.toContain('<b>half');
  await stranger.close();

  const alone = await browser.newContext({ javaScriptEnabled: false, offline: true });
  const file = await alone.newPage();
  const asked: string[] = [];
  file.on('request', (request) => asked.push(request.url()));
  await file.goto(`file://${path}`);
  await expect(file).toHaveTitle('Is <b>half</b> the depth enough?');
  await expect(file.getByRole('heading', { level: 1 })).toHaveText('Is <b>half</b> the depth enough?');
  await expect(file.getByRole('table').first()).toContainText(/Better|Worse|Within noise/);
  await expect(file.getByRole('img', { name: 'Learning curves over training FLOPs' })).toHaveCount(1);
  await expect(file.getByRole('button')).toHaveCount(0);
  expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
  await alone.close();
  const looked = await browser.newPage();
  await looked.goto(`file://${path}`);
  expect(await faults(looked, 'study file')).toEqual([]);
  await looked.close();
});
