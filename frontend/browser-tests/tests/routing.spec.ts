import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { Api, type Experiment } from '../support/api.ts';
import { faults, report } from '../support/looks.ts';
import { Product, until } from '../support/product.ts';
import { text } from '../support/text.ts';

const product = new Product();
const found: string[] = [];
let page: Page;
let api: Api;
let mod: Experiment;
let mode: Experiment;
let baseline: Experiment;

const TEXT = 'The tide was marked beside the keel, 바다 42.';

test.describe.configure({ mode: 'serial' });

/** A model that is trained in seconds. */
const spec = (name: string, architecture: object, steps: number) => ({
  name,
  architecture: { layers: 4, width: 16, heads: 1, ...architecture },
  data: { corpus: 'tides', sequenceLength: 64 },
  training: { batch: 2, budget: { steps }, warmup: 0, evaluateEvery: 20, evaluationTokens: 256 },
});

const stateOf = async (id: string) => (await api.experiment(id)).state;
const finished = (id: string) =>
  until('the run to finish', 120_000, async () => (await stateOf(id)) === 'FINISHED');

/** The steps of the checkpoints that the slider goes through. */
let steps: number[] = [];

/** Pauses a run after some steps, which leaves a checkpoint, however fast the machine is. */
async function paused(id: string, after: number): Promise<number> {
  await until('some steps', 180_000, async () => (await api.experiment(id)).step > after);
  await api.post(`/api/experiments/${id}/pause`, {});
  await until('the pause', 60_000, async () => (await stateOf(id)) === 'PAUSED');
  return (await api.experiment(id)).step;
}

const words = (step: number) => step.toLocaleString('en-US');
const mapOf = (step: number) => region(`Tokens through blocks, step ${words(step)}`);

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
  mode = await api.submit(spec('no-op tokens', { kind: 'integrated-mode', experts: 2, noOps: 1 }, 60));
  baseline = await api.submit(spec('every token', { kind: 'baseline' }, 40));
  mod = await api.submit(
    spec('shallow tokens', { kind: 'mod', capacity: 0.5, causal: 'predictor' }, 1_000_000),
  );
  const first = await paused(mod.id, 20);
  await api.post(`/api/experiments/${mod.id}/resume`, {});
  await paused(mod.id, first + 20);
  for (const { id } of [mode, baseline]) await finished(id);
  const { checkpoints } = await api.get<{ checkpoints: { step: number }[] }>(
    `/api/experiments/${mod.id}/checkpoints`,
  );
  steps = checkpoints.map(({ step }) => step).sort((one, other) => one - other);
  expect(steps).toHaveLength(2);
});

test.afterAll(async () => {
  await page?.close();
  await product.destroy();
  report(found);
});

const map = () => page.getByRole('img', { name: /^Tokens through blocks/ });
const region = (name: string | RegExp) => page.getByRole('region', { name });

async function show(words: string): Promise<void> {
  await page.getByLabel('Text', { exact: true }).fill(words);
  await page.getByRole('button', { name: 'Show the map' }).click();
}

test('the page of an experiment leads to its map, and a text is asked for first', async () => {
  await page.goto(`${product.address}/experiments/${mod.id}`);
  await page.getByRole('link', { name: 'Routing map' }).click();
  await expect(page.getByRole('heading', { name: 'Routing of shallow tokens' })).toBeVisible();
  await expect(map()).toHaveCount(0);
  await show(TEXT);
  await expect(map()).toBeVisible({ timeout: 60_000 });
  await expect(page).toHaveURL(/text=The/);
  found.push(...(await faults(page, 'routing map')));
});

test('a cell is read by the cursor and by the keyboard, with its router weight', async () => {
  await map().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowUp');
  const said = page.locator('[aria-live=polite]').filter({ hasText: 'Token 1 T, block 1' });
  await expect(said).toContainText(/router weight -?\d/);
  await expect(said).toContainText(/predictor's probability 0\.\d/);
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[aria-live=polite]').filter({ hasText: 'Token 2 h, block 1' })).toHaveCount(1);
  const box = await map().boundingBox();
  if (!box) throw new Error('the map has no place');
  await page.mouse.move(box.x + box.width / 2, box.y + 30);
  await expect(map().locator('.chart-tip')).toContainText('router weight');
  await page.keyboard.press('Escape');
});

test('the map is what the REST API says', async () => {
  const answer = await api.post<{ depths: number[]; blocks: { entered: boolean[] | null }[]; pieces: string[] }>(
    `/api/experiments/${mod.id}/routing`,
    { text: TEXT },
  );
  expect(answer.pieces.join('')).toBe(TEXT);
  expect(answer.blocks.map(({ entered }) => entered?.filter(Boolean).length ?? null)).toEqual([
    null,
    Math.round(answer.depths.length / 2),
    null,
    Math.round(answer.depths.length / 2),
  ]);
  const same = await api.get<{ depths: number[] }>(
    `/api/experiments/${mod.id}/routing?text=${encodeURIComponent(TEXT)}`,
  );
  expect(same.depths).toEqual(answer.depths);
  const card = region(/^Tokens through blocks/);
  await card.getByRole('button', { name: 'Table' }).click();
  await expect(card.getByRole('row')).toHaveCount(answer.depths.length + 1);
  await expect(card.getByRole('row').nth(1).getByRole('cell').nth(2)).toHaveText(String(answer.depths[0]));
  await card.getByRole('button', { name: 'Table' }).click();
});

test('the slider goes to the earlier checkpoint and back, and the address names it', async () => {
  const [early = 0, late = 0] = steps;
  await expect(page.getByText(`The run has kept 2 checkpoints, of step ${words(early)}, ${words(late)}.`)).toBeVisible();
  await expect(mapOf(late)).toBeVisible();
  await page.getByRole('slider', { name: 'Checkpoint' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(/checkpoint=/);
  await expect(mapOf(early)).toBeVisible({ timeout: 60_000 });
  await page.reload();
  await expect(mapOf(early)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('slider', { name: 'Checkpoint' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(mapOf(late)).toBeVisible({ timeout: 60_000 });
});

test('causal routing has its own map, whose predictor has nothing to be compared with', async () => {
  await expect(region('Predictor in this text').getByRole('img')).toBeVisible();
  await page.getByText('Causal, as in sampling').click();
  await expect(page).toHaveURL(/routing=causal/);
  await expect(region('Predictor in this text')).toContainText('ask with routing top-k', { timeout: 60_000 });
  await page.getByText('Top-k, as in training').click();
  await expect(region('Predictor in this text').getByRole('img')).toBeVisible({ timeout: 60_000 });
});

test('every picture of the map has its table and its files', async () => {
  for (const title of [
    /^Tokens through blocks/,
    'Router weights',
    'Predictor in this text',
    'Predictor over the run',
    'Depth against entropy',
    'Depth by class of token',
    'Overlap between blocks',
  ]) {
    const card = region(title);
    await expect(card).toBeVisible();
    await expect(card.getByRole('button', { name: 'Table' })).toBeVisible();
  }
  const svg = await downloaded(/^Tokens through blocks/, 'SVG, the picture');
  expect(svg).toContain('<svg xmlns="http://www.w3.org/2000/svg"');
  expect(svg).toContain('around the block');
  const csv = await downloaded(/^Tokens through blocks/, 'CSV, the values');
  expect(csv.split('\r\n')[0]).toContain('Block 1,Router weight 1,Predictor\'s probability 1');
  expect(csv.split('\r\n')).toHaveLength(TEXT.length + 2 * 2 + 2);
  expect(await downloaded('Overlap between blocks', 'CSV, the values')).toMatch(/^Block,Other block,Overlap/);
});

test('a list of downloads is whole at the foot of the window, and stays open while the page moves', async () => {
  const card = region('Overlap between blocks');
  const button = card.getByRole('button', { name: /^Download/ });
  await button.evaluate((element) => element.scrollIntoView({ block: 'end' }));
  await button.click();
  const item = card.getByRole('button', { name: 'PNG, the picture' });
  await expect(item).toBeInViewport({ ratio: 1 });
  await page.mouse.wheel(0, 60);
  const distance = async () => {
    const [of, to] = [await item.boundingBox(), await button.boundingBox()];
    return of && to ? Math.abs(of.y - to.y) : Number.POSITIVE_INFINITY;
  };
  await expect.poll(distance).toBeLessThan(160);
  await expect(item).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await expect(item).toHaveCount(0);
});

async function downloaded(title: string | RegExp, what: string): Promise<string> {
  const card = region(title);
  await card.getByRole('button', { name: /^Download/ }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    card.getByRole('button', { name: what, exact: true }).click(),
  ]);
  return readFileSync(await file.path(), 'utf8');
}

test('two checkpoints stand side by side with their difference', async () => {
  await page.getByLabel('Compare with').selectOption({ label: 'another checkpoint of this experiment' });
  await expect(region('Difference of the two maps')).toContainText('0 cells of', { timeout: 60_000 });
  await page.getByRole('slider', { name: 'Checkpoint of B' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(region('Difference of the two maps')).toContainText(/\d+ cells? of 188 differ/, { timeout: 60_000 });
  found.push(...(await faults(page, 'two routing maps')));
});

test('another experiment with the same tokenizer stands beside', async () => {
  await page.getByLabel('Compare with').selectOption({ label: 'no-op tokens' });
  await expect(page.getByRole('heading', { name: 'B: no-op tokens' })).toBeVisible();
  await expect(region('Tokens through blocks, step 60, B')).toContainText('no-op', { timeout: 60_000 });
  await expect(region('Difference of the two maps')).toBeVisible();
});

test('a model of experts and no-ops names the paths of a token', async () => {
  await page.goto(`${product.address}/experiments/${mode.id}/routing?text=${encodeURIComponent(TEXT)}`);
  await expect(map()).toBeVisible({ timeout: 60_000 });
  await expect(region(/^Tokens through blocks/)).toContainText('expert 0');
  await expect(region('Router weights')).toHaveCount(0);
  await expect(page.getByText('This model has no routed blocks')).toBeVisible();
  await map().focus();
  const said = page.locator('[aria-live=polite]').filter({ hasText: /(expert \d|no-op 0), share 0\.\d/ });
  for (let i = 0; i < 10 && (await said.count()) === 0; i++) await page.keyboard.press('ArrowRight');
  await expect(said).toHaveCount(1);
  found.push(...(await faults(page, 'routing map of experts')));
});

test('a baseline sends every token through every block, and long texts are refused beside the field', async () => {
  await page.goto(`${product.address}/experiments/${baseline.id}/routing?text=tide`);
  await expect(region(/^Tokens through blocks/)).toContainText('goes through 4 of 4 blocks', { timeout: 60_000 });
  await expect(page.getByText('This model has no routed blocks')).toBeVisible();
  await show('바다'.repeat(20));
  await expect(page.getByText('has 120 tokens (bytes of UTF-8)')).toBeVisible();
  await expect(map()).toHaveCount(0);
});

test('an experiment without a checkpoint says that there is nothing to show yet', async () => {
  const queued = await api.submit(spec('waits', { kind: 'mod', capacity: 0.5 }, 2_000_000));
  await page.goto(`${product.address}/experiments/${queued.id}/routing`);
  await expect(page.getByText('There is nothing to ask yet')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Show the map' })).toHaveCount(0);
  found.push(...(await faults(page, 'routing map without a checkpoint')));
  await api.post(`/api/experiments/${queued.id}/cancel`, {});
});

test('samples of two models stand side by side, with the same seed', async () => {
  await page.goto(`${product.address}/experiments/${mod.id}`);
  const ask = region('Ask the model');
  await ask.getByLabel('Prompt').fill('The tide ');
  await ask.getByLabel('Tokens', { exact: true }).fill('30');
  await ask.getByLabel('Compare with').selectOption({ label: 'no-op tokens' });
  await expect(ask.getByLabel('Checkpoint beside')).toBeVisible();
  await ask.getByRole('button', { name: 'Generate' }).click();
  const [one, other] = [region('Samples of A: shallow tokens'), region('Samples of B: no-op tokens')];
  await expect(one).toContainText(`Step ${words(steps[1] ?? 0)}`, { timeout: 60_000 });
  await expect(other).toContainText('Step 60');
  const seed = async (of: typeof one) => (await of.getByText(/seed \d+/).first().textContent())?.match(/seed (\d+)/)?.[1];
  expect(await seed(one)).toBe(await seed(other));
  await expect(one.getByRole('list', { name: 'Depths' })).toContainText('of 4 blocks');
  found.push(...(await faults(page, 'samples side by side')));
});

test('nothing is unreadable, unnamed or too wide in any look', () => {
  expect(found).toEqual([]);
});
