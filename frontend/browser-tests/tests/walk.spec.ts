import { expect, type Page, test } from '@playwright/test';
import { Product } from '../support/product.ts';
import { text } from '../support/text.ts';

const product = new Product();
const person = { name: 'Ada Depth', email: 'ada@example.org', password: 'sounding lead 7' };
// What one percent below the budget of 1e11 FLOPs may look like.
const spent = /(?:9\.9\de10|1\.00e11)/;
let page: Page;
let link: string;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  await product.start();
  page = await browser.newPage();
});

test.afterAll(async () => {
  await page?.close();
  await product.destroy();
});

test('the first start leads to an account', async () => {
  await page.goto(product.setupLink);
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByText('No experiments yet')).toBeVisible();
});

test('signing out and in again works, a wrong password does not', async () => {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Experiments', exact: true })).toBeVisible();
});

test('a text is uploaded', async () => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Corpora' }).click();
  await page
    .getByLabel('Text file')
    .setInputFiles({ name: 'soundings.txt', mimeType: 'text/plain', buffer: text(200_000) });
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'soundings' })).toBeVisible();
});

test('all four architectures are queued at one budget', async () => {
  await page.getByRole('link', { name: 'Train on it' }).click();
  await expect(page.getByRole('heading', { name: 'New experiment' })).toBeVisible();
  await fill('Layers', '2');
  await fill('Width', '64');
  await fill('Heads', '2');
  await fill('Sequence length', '64');
  await fill('Batch', '8');
  await fill('Budget', '1e11');
  const cost = page.getByRole('region', { name: 'Cost' });
  for (const kind of ['Baseline', 'MoD', 'Staged MoDE', 'Integrated MoDE']) {
    await expect(cost.getByRole('row', { name: new RegExp(`^${kind}\\b`) })).toContainText(spent);
  }
  await page.getByRole('button', { name: 'Queue 4 experiments' }).click();
  await expect(page).toHaveURL(/\/compare\?ids=/);
});

test('a bad value is refused at its field before anything is queued', async () => {
  const comparison = page.url();
  await page.goto(`${product.address}/experiments/new`);
  await fill('Heads', '3');
  await expect(page.getByText('3 heads do not divide width 128').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Queue experiment' })).toBeDisabled();
  await page.goto(comparison);
});

test('the curves grow while one watches, until all four are finished', async () => {
  const runs = page.getByRole('region', { name: 'Runs' });
  await expect(runs.getByText('Running').first()).toBeVisible({ timeout: 60_000 });
  const chart = page.getByRole('region', { name: 'Training loss' });
  const first = await points(chart.getByRole('img').first());
  await expect.poll(() => points(chart.getByRole('img').first()), { timeout: 60_000 }).toBeGreaterThan(first);
  await expect(runs.getByText('Finished')).toHaveCount(4, { timeout: 200_000 });
});

test('the comparison is read over FLOPs, on a log scale, smoothed, and its view is its URL', async () => {
  await page.getByRole('radio', { name: 'FLOPs' }).or(page.getByRole('button', { name: 'FLOPs' })).first().click();
  await expect(page).toHaveURL(/x=flops/);
  await page.getByLabel('Log y').check();
  await expect(page).toHaveURL(/logY=true/);
  await page.getByLabel('Smoothing').fill('0.6');
  await expect(page).toHaveURL(/smooth=0.6/);
  await page.reload();
  await expect(page.getByLabel('Log y')).toBeChecked();
  const runs = page.getByRole('region', { name: 'Runs' });
  for (const row of await runs.getByRole('row').filter({ hasText: 'Finished' }).all()) {
    // Planned and executed.
    await expect(row).toContainText(new RegExp(`${spent.source}.*${spent.source}`));
  }
});

test('a link is made and opened signed out, and it shows nothing else', async ({ browser }) => {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByLabel('Title').fill('Four at one budget');
  await page.getByRole('button', { name: 'Create link' }).click();
  link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  await page.getByRole('button', { name: 'Done' }).click();

  const stranger = await browser.newContext();
  const shared = await stranger.newPage();
  await shared.goto(link);
  await expect(shared.getByRole('heading', { name: 'Four at one budget' })).toBeVisible();
  await expect(shared.getByRole('region', { name: 'Runs' }).getByText('Finished')).toHaveCount(4);
  await expect(shared.getByRole('region', { name: 'Training loss' })).toBeVisible();
  await expect(shared.getByRole('navigation', { name: 'Main' })).toHaveCount(0);
  await expect(shared.locator('body')).not.toContainText(person.name);
  expect((await shared.request.get(`${product.address}/api/projects/default/experiments`)).status()).toBe(401);
  await shared.goto(`${product.address}/compare`);
  await expect(shared.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await stranger.close();
});

test('a revoked link is dead', async ({ browser }) => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Shares' }).click();
  await page.getByRole('button', { name: /Revoke/ }).first().click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: /Revoke/ });
  if (await confirm.isVisible()) {
    await confirm.click();
  }
  await expect(page.getByText(/revoked/i).first()).toBeVisible();
  const stranger = await browser.newContext();
  const shared = await stranger.newPage();
  await shared.goto(link);
  await expect(shared.getByText('This link shows nothing any more')).toBeVisible();
  await stranger.close();
});

async function fill(label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(value);
}

/** How many points a chart says it draws. */
async function points(chart: ReturnType<Page['getByRole']>): Promise<number> {
  const label = (await chart.count()) > 0 ? await chart.getAttribute('aria-label') : null;
  return Number(label?.match(/(\d+) points/)?.[1] ?? 0);
}
