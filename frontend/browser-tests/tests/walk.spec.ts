import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { Api } from '../support/api.ts';
import { folder } from '../support/folder.ts';
import { Product } from '../support/product.ts';
import { text } from '../support/text.ts';

const product = new Product();
const person = { name: 'Ada Depth', email: 'ada@example.org', password: 'sounding lead 7' };
// Matches FLOPs that are at most one percent below the budget of 3e10.
const spent = /(?:2\.9[789]e10|3\.00e10)/;
// This experiment trains in seconds. It has a predictor, so it can be sampled.
const asked = {
  name: 'asked',
  architecture: { kind: 'mod', layers: 4, width: 32, heads: 2, capacity: 0.5, routeEvery: 2, causal: 'predictor' },
  data: { corpus: 'soundings', sequenceLength: 64 },
  training: { batch: 8, budget: { steps: 120 }, evaluateEvery: 40, evaluationTokens: 256 },
};
let page: Page;
let comparison: string;
let link: string;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  await product.start();
  // Its further pages are tabs of the same browser.
  page = await (await browser.newContext()).newPage();
});

test.afterAll(async () => {
  await page?.context().close();
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
  await fill('Budget', '3e10');
  const cost = page.getByRole('region', { name: 'Cost' });
  for (const kind of ['Baseline', 'MoD', 'Staged MoDE', 'Integrated MoDE']) {
    await expect(cost.getByRole('row', { name: new RegExp(`^${kind}\\b`) })).toContainText(spent);
  }
  await page.getByRole('button', { name: 'Queue 4 experiments' }).click();
  await expect(page).toHaveURL(/\/compare\?ids=/);
  comparison = page.url();
});

test('a bad value is refused at its field before anything is queued', async () => {
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
  // The fourth window is five steps, which is a weight of 0.8.
  await page.getByRole('slider', { name: 'Smoothing' }).fill('3');
  await expect(page).toHaveURL(/smooth=0.8/);
  await page.reload();
  await expect(page.getByLabel('Log y')).toBeChecked();
  const runs = page.getByRole('region', { name: 'Runs' });
  for (const row of await runs.getByRole('row').filter({ hasText: 'Finished' }).all()) {
    // The row has the planned and the executed FLOPs.
    await expect(row).toContainText(new RegExp(`${spent.source}.*${spent.source}`));
  }
});

test('a folder of texts is uploaded as one corpus of documents', async () => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Corpora' }).click();
  await page.getByLabel('Or a folder').setInputFiles(
    folder(join(product.home, 'shelf'), {
      'a/tides.txt': 'The tide rose, and the keel sounded.\n',
      'b.md': 'Mark the shoal beside the lead.\n',
      'c.jsonl': '{"text": "The first line held."}\n{"text": "The second line held."}\n',
      'd.png': 'no text',
    }),
  );
  await expect(page.getByText('Left out: shelf/d.png')).toBeVisible();
  await expect(page.getByLabel('Corpus name')).toHaveValue('shelf');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'shelf' }) });
  await expect(card).toContainText('4 documents');
  await card.getByText('Documents', { exact: true }).click();
  await expect(card.getByRole('cell', { name: 'shelf/a/tides.txt' })).toBeVisible();
  await expect(card.getByRole('row')).toHaveCount(5);
});

test('a bad tokenizer is tried by a worker node, and its verdict appears before anybody queues an experiment', async () => {
  await page
    .getByLabel('tokenizer.json')
    .setInputFiles({ name: 'tokenizer.json', mimeType: 'application/json', buffer: brokenTokenizer() });
  await page.getByLabel('Tokenizer name').fill('broken');
  await page.getByRole('button', { name: 'Upload tokenizer' }).click();
  const tokenizers = page.getByRole('region', { name: 'Tokenizers' });
  await expect(tokenizers.getByRole('cell', { name: 'broken', exact: true })).toBeVisible();
  await expect(tokenizers).toContainText('The tokenizers library ended with SIGABRT', { timeout: 90_000 });
  await expect(tokenizers.getByText('Unusable', { exact: true })).toBeVisible();
  const spec = { ...asked, name: 'with a broken tokenizer', data: { ...asked.data, tokenizer: 'broken' } };
  await expect(new Api(product).submit(spec)).rejects.toThrow(/422 .*"pointer":"\/data\/tokenizer"/);
  await tokenizers.getByRole('button', { name: 'Try broken again' }).click();
  await expect(tokenizers.getByText('Not tried yet')).toBeVisible();
  await expect(tokenizers.getByText('Unusable', { exact: true })).toBeVisible({ timeout: 90_000 });
});

test('ten tabs load, and all of them are live over one connection', async () => {
  const { experiments } = await new Api(product).get<{ experiments: { id: string }[] }>(
    '/api/projects/default/experiments',
  );
  const pages = ['/', ...experiments.map(({ id }) => `/experiments/${id}`)];
  const tabs: Page[] = [];
  for (let i = 0; i < 10; i++) {
    const tab = await page.context().newPage();
    tabs.push(tab);
    await tab.goto(product.address + (pages[i % pages.length] as string));
  }
  for (const tab of tabs) {
    await expect(tab.getByRole('heading', { level: 1 })).toBeVisible();
    const list = new URL(tab.url()).pathname === '/';
    if (list) await expect(tab.getByText('live', { exact: true })).toBeVisible();
  }
  for (const tab of tabs) await tab.close();
});

test('Ctrl-K finds an experiment by its name and a page by a letter after g', async () => {
  await page.keyboard.press('Control+k');
  const found = page.getByRole('dialog', { name: 'Find' });
  await found.getByRole('combobox').fill('staged');
  const option = found.getByRole('option', { name: /staged/i }).first();
  await expect(option).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/experiments\/[0-9a-f]{8}-/);
  await expect(found).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Go to: Workers');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await expect(page.getByRole('heading', { name: 'Workers', level: 1 })).toBeVisible();
});

test('the page of an experiment draws its routing block by block, as a table and as a picture too', async () => {
  const api = new Api(product);
  const { id } = await api.submit(asked);
  await page.goto(`${product.address}/experiments/${id}`);
  await expect(page.getByRole('heading', { name: asked.name })).toBeVisible();
  await expect(page.locator('header').getByText('Finished')).toBeVisible({ timeout: 90_000 });
  await choose('Charts', 'Routing');
  await expect(page).toHaveURL(/charts=routing/);
  for (const [title, unit] of [
    ['Router entropy', 'bits'],
    ['Tokens through the block', 'share'],
    ['Predictor accuracy', 'share'],
  ]) {
    const chart = page.getByRole('region', { name: title, exact: true });
    await expect(chart.getByRole('img')).toHaveAccessibleName(
      new RegExp(`^${title}: ${unit} against step, [1-9]\\d* points$`),
    );
    await expect(chart).toContainText('layer 1');
    await expect(chart).toContainText('layer 3');
  }
  const entropy = page.getByRole('region', { name: 'Router entropy', exact: true });
  await entropy.getByRole('button', { name: 'Table' }).click();
  for (const heading of ['Curve', 'step', 'bits']) {
    await expect(entropy.getByRole('columnheader', { name: heading, exact: true })).toBeVisible();
  }
  await expect(entropy.getByRole('cell', { name: 'layer 3' }).first()).toBeVisible();
  await entropy.getByRole('button', { name: 'Download Router entropy' }).click();
  const [picture] = await Promise.all([
    page.waitForEvent('download'),
    entropy.getByRole('button', { name: 'SVG, the picture' }).click(),
  ]);
  expect(readFileSync(await picture.path(), 'utf8')).toMatch(/>step<[\s\S]*>bits</);
});

test('a trained model is asked on its page: texts with the depth of each token, and what it expects next', async () => {
  const panel = page.getByRole('region', { name: 'Ask the model' });
  await panel.getByLabel('Prompt').fill('The tide was marked beside ');
  await panel.getByLabel('Tokens', { exact: true }).fill('24');
  await panel.getByLabel('Seed').fill('3');
  await panel.getByRole('button', { name: 'Generate' }).click();
  const samples = panel.getByRole('region', { name: 'Samples' });
  await expect(samples).toContainText('24 tokens, ended by its length', { timeout: 60_000 });
  await expect(samples.locator('.sample-text [title$="of 4 blocks"]')).toHaveCount(24);
  await expect(samples.getByRole('list', { name: 'Depths' })).toContainText(/[234] of 4 blocks: \d+ token/);
  await choose('How to show it', 'Table');
  await expect(samples.getByRole('row')).toHaveCount(25);
  await expect(samples.getByRole('columnheader', { name: 'Blocks of 4' })).toBeVisible();

  await choose('What to ask for', 'Logits');
  const form = panel.getByRole('form', { name: 'Ask for logits' });
  expect(await overlap(form.getByRole('group', { name: 'Routing' }), form.getByLabel('Checkpoint'))).toBe(false);
  await panel.getByRole('textbox', { name: 'Text', exact: true }).fill('The ti');
  await panel.getByRole('button', { name: 'Ask', exact: true }).click();
  const logits = panel.getByRole('region', { name: 'Logits' });
  await expect(logits).toContainText('vocabulary 256', { timeout: 60_000 });
  await expect(logits.getByRole('row')).toHaveCount(7);
  await expect(logits.getByRole('columnheader', { name: /Block [13] took \d/ })).toHaveCount(2);

  await panel.getByRole('textbox', { name: 'Text', exact: true }).fill('x'.repeat(65));
  await panel.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(panel.getByText("has 65 tokens (bytes of UTF-8); the model's sequences have 64")).toBeVisible();
});

test('an experiment for a device that no worker node has says what it waits for', async () => {
  const api = new Api(product);
  const { id } = await api.submit({
    ...asked,
    name: 'for a graphics card',
    training: { ...asked.training, device: 'cuda' },
  });
  await page.goto(product.address);
  const row = page.getByRole('row').filter({ hasText: 'for a graphics card' });
  await expect(row).toContainText('no worker with cuda');
  await row.getByRole('link', { name: 'for a graphics card' }).click();
  await expect(page).toHaveURL(new RegExp(id));
  await expect(
    page.getByText('Waits for a worker node with the label cuda; none is connected.', { exact: true }),
  ).toBeVisible();
  await expect(page.getByText(/\.\/isobath worker .* --labels cpu,cuda/)).toBeVisible();
});

test('a link is made and opened signed out, and it shows nothing else', async ({ browser }) => {
  await page.goto(comparison);
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

/** Returns a file whose structure is sound, and whose character map ends the process that loads it. */
function brokenTokenizer(): Buffer {
  return Buffer.from(
    JSON.stringify({
      version: '1.0',
      added_tokens: [],
      normalizer: { type: 'Precompiled', precompiled_charsmap: 'AQ==' },
      pre_tokenizer: null,
      post_processor: null,
      decoder: null,
      model: { type: 'BPE', vocab: { a: 0, b: 1, ab: 2 }, merges: ['a b'] },
    }),
  );
}

async function fill(label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(value);
}

/** Chooses one of a few radio buttons in a row. */
async function choose(group: string, option: string): Promise<void> {
  await page.getByRole('group', { name: group }).getByText(option, { exact: true }).click();
}

/** Returns whether two elements of the page overlap. */
async function overlap(one: Locator, other: Locator): Promise<boolean> {
  const [a, b] = [await one.boundingBox(), await other.boundingBox()];
  if (!a || !b) throw new Error('one of the elements is not shown');
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Returns the number of points in the label of a chart. */
async function points(chart: ReturnType<Page['getByRole']>): Promise<number> {
  const label = (await chart.count()) > 0 ? await chart.getAttribute('aria-label') : null;
  return Number(label?.match(/(\d+) points/)?.[1] ?? 0);
}
