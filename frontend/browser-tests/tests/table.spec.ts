import { type Browser, expect, type Page, test } from '@playwright/test';
import { Api, type Experiment } from '../support/api.ts';
import { faults, report } from '../support/looks.ts';
import { Product, until } from '../support/product.ts';
import { text } from '../support/text.ts';

const product = new Product();
const found: string[] = [];
let page: Page;
let api: Api;
let seeds: Experiment[];
let other: Experiment;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  await product.start();
  page = await (await browser.newContext()).newPage();
  await page.goto(product.setupLink);
  await page.getByLabel('Name').fill('Ada Depth');
  await page.getByLabel('Email').fill('ada@example.org');
  await page.getByLabel('Password').fill('sounding lead 7');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByText('No experiments yet')).toBeVisible();
  api = new Api(product);
  await api.upload('tides', text(20_000));
  const submit = (name: string, seed: number, capacity: number) =>
    api.submit({
      name,
      seed,
      architecture: { kind: 'mod', layers: 2, width: 16, heads: 1, capacity, routeEvery: 2 },
      data: { corpus: 'tides', sequenceLength: 16 },
      training: { batch: 1, budget: { steps: 20 }, evaluateEvery: 10, evaluationTokens: 256 },
    });
  seeds = [await submit('수심 s1', 1, 0.125), await submit('수심 s2', 2, 0.125), await submit('수심 s3', 3, 0.125)];
  other = await submit('half', 1, 0.5);
  await until('the experiments to finish', 120_000, async () => {
    const states = await Promise.all([...seeds, other].map(({ id }) => api.experiment(id)));
    return states.every(({ state }) => state === 'FINISHED');
  });
  await open('/');
});

test.afterAll(async () => {
  await page?.context().close();
  await product.destroy();
  report(found);
});

const open = (path: string) => page.goto(product.address + path);
const check = async (name: string, where: Page = page) => {
  found.push(...(await faults(where, name)));
};
const names = (where: Page = page) => where.locator('[data-experiment] .name-cell > a:first-child').allTextContents();

test('a view is saved under a name, is changed, and Back undoes each change', async () => {
  await page.getByRole('button', { name: 'Views', exact: true }).click();
  await expect(page.getByText('There are no saved views yet')).toBeVisible();
  await check('views, none');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Views', exact: true })).toBeFocused();

  const filter = page.getByRole('combobox', { name: 'Filter' });
  await filter.fill('capacity < 0.25');
  await filter.press('Enter');
  await expect(page).toHaveURL(/filter=capacity/);
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect(page).toHaveURL(/sort=name/);
  await expect.poll(() => names()).toEqual(['수심 s1', '수심 s2', '수심 s3']);
  await page.getByRole('button', { name: 'Views', exact: true }).click();
  await page.getByRole('button', { name: 'Save as…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('얕은 바다');
  await check('views, dialog of a new one');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(/\/\?view=[0-9a-f-]+$/);
  await expect(page.getByRole('button', { name: 'Views: 얕은 바다', exact: true })).toBeVisible();
  await expect.poll(() => names()).toEqual(['수심 s1', '수심 s2', '수심 s3']);

  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Views: 얕은 바다, changed' })).toBeVisible();
  await expect(page.locator('[data-experiment]')).toHaveCount(4);
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Views: 얕은 바다', exact: true })).toBeVisible();
  await expect(page.locator('[data-experiment]')).toHaveCount(3);
  await page.goForward();
  await page.getByRole('button', { name: 'Views: 얕은 바다, changed' }).click();
  await check('views, changed');
  await page.getByRole('button', { name: 'Undo the changes' }).click();
  await expect(page.locator('[data-experiment]')).toHaveCount(3);
  await page.reload();
  await expect(page.locator('[data-experiment]')).toHaveCount(3);
});

test('another member sees the views of the project, and none of the private ones', async ({ browser }) => {
  const grace = await member(browser, 'Grace');
  await grace.getByRole('button', { name: 'Views', exact: true }).click();
  await expect(grace.getByText('There are no saved views yet')).toBeVisible();
  await grace.goto(page.url());
  await expect(grace.getByRole('heading', { name: 'There is no such view' })).toBeVisible();

  const menu = page.getByRole('button', { name: /^Views: 얕은 바다/ });
  await menu.click();
  await page.getByRole('button', { name: 'Share with the project' }).click();
  await expect(page.getByText('The view 얕은 바다 is changed')).toBeVisible();
  await menu.click();
  await page.getByRole('button', { name: 'Rename…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('shallow');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Views: shallow' })).toBeVisible();

  await grace.goto(product.address);
  await grace.getByRole('button', { name: 'Views', exact: true }).click();
  await grace.getByRole('button', { name: 'shallow' }).click();
  await expect(grace.locator('[data-experiment]')).toHaveCount(3);
  await grace.getByRole('button', { name: 'Views: shallow' }).click();
  await expect(grace.getByRole('button', { name: 'Save as…' })).toBeVisible();
  await expect(grace.getByRole('button', { name: 'Rename…' })).toHaveCount(0);
  await expect(grace.getByRole('button', { name: 'Delete this view' })).toHaveCount(0);
  await grace.context().close();

  page.once('dialog', (question) => void question.accept());
  await page.getByRole('button', { name: 'Views: shallow' }).click();
  await page.getByRole('button', { name: 'Delete this view' }).click();
  await expect(page.getByRole('button', { name: 'Views', exact: true })).toBeVisible();
  await expect(page).toHaveURL(/filter=capacity/);
});

/** Joins by an invitation, in a browser of its own. */
async function member(browser: Browser, name: string): Promise<Page> {
  const email = `${name.toLowerCase()}@example.org`;
  const password = 'another lead 8';
  const { token } = await api.post<{ token: string }>('/api/invitations', { email });
  await api.post('/api/invitations/accept', { token, name, email, password });
  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(product.address);
  await theirs.getByLabel('Email').fill(email);
  await theirs.getByLabel('Password').fill(password);
  await theirs.getByRole('button', { name: 'Sign in' }).click();
  await expect(theirs.getByRole('heading', { name: 'Experiments', level: 1 })).toBeVisible();
  return theirs;
}

test('seeds are one group with mean and deviation, which opens, is compared and is acted on', async () => {
  await open('/?columns=state,val_loss.best,parameters');
  await page.getByRole('button', { name: 'Group seeds' }).click();
  await expect(page).toHaveURL(/by=configuration/);
  await expect(page.getByText('2 groups of 4 experiments')).toBeVisible();
  const group = page.getByRole('row').filter({ hasText: '수심 s…' });
  await expect(group).toContainText('3 experiments, finished');
  await expect(group).toContainText('capacity 0.125');
  const best = await Promise.all(seeds.map(({ id }) => lowest(id)));
  const mean = best.reduce((sum, value) => sum + value, 0) / best.length;
  const shown = Number(/([\d.]+) ± ([\d.]+)/.exec(await group.innerText())?.[1]);
  const deviation = Number(/± ([\d.]+)/.exec(await group.innerText())?.[1]);
  expect(Math.abs(shown - mean)).toBeLessThanOrEqual(deviation);
  await page.getByRole('button', { name: 'Experiments of 수심 s…' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: '수심 s2' })).toBeVisible();
  await expect(page.getByText('Least to greatest')).toBeVisible();
  await check('groups');
  await page.getByRole('checkbox', { name: 'Select the group 수심 s…' }).check();
  await expect(page.getByText('3 selected')).toBeVisible();
  await check('groups, selected');
  await page.getByRole('link', { name: 'Compare', exact: true }).click();
  await expect(page.getByText('3 runs', { exact: true })).toBeVisible();
  await page.goBack();
  // Which groups are open is in the URL.
  await page.getByRole('checkbox', { name: 'Select 수심 s2' }).check();
  await expect(page.getByText('1 selected')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Select the group 수심 s…' }).check();
  await expect(page.getByText('3 selected')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Select 수심 s2' })).not.toBeChecked();
  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  await page.getByLabel('Tags, separated by commas').fill('깊이');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('3 experiments are tagged')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('Least to greatest')).toBeHidden();
  await page.goBack();
  await expect(page.locator('[data-experiment]')).toHaveCount(4);

  await page.getByRole('button', { name: 'Group by…' }).click();
  await page.getByRole('checkbox', { name: 'capacity', exact: true }).check();
  await page.getByRole('checkbox', { name: 'seed', exact: true }).check();
  await check('groups, dialog of fields');
  await page.keyboard.press('Escape');
  await expect(page.getByText('4 groups of 4 experiments')).toBeVisible();
  await expect(page).toHaveURL(/by=capacity,seed/);
  await page.getByRole('button', { name: /grouped by/ }).click();
  await expect(page.locator('[data-experiment]')).toHaveCount(4);
});

/** The least held-out loss of an experiment. */
async function lowest(id: string): Promise<number> {
  const { curves } = await api.get<{ curves: { y: number[] }[] }>(
    `/api/experiments/${id}/curves?metrics=val_loss&x=step&points=20000`,
  );
  return Math.min(...(curves[0]?.y ?? []));
}

test('the best value of a metric is a column', async () => {
  await open('/');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByLabel('Search fields').fill('val_loss.b');
  await page.getByRole('checkbox', { name: 'val_loss.best' }).check();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'val_loss.best' })).toBeVisible();
  await page.getByRole('button', { name: 'Columns' }).click();
  await check('columns');
  await page.keyboard.press('Escape');
});

test('a range is taken with shift, by mouse and by keyboard', async () => {
  await open('/?sort=name');
  await page.getByRole('checkbox', { name: 'Select 수심 s1' }).click();
  await page.getByRole('checkbox', { name: 'Select 수심 s3' }).click({ modifiers: ['Shift'] });
  await expect(page.getByText('3 selected')).toBeVisible();
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page.getByRole('checkbox', { name: 'Select half' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('checkbox', { name: 'Select 수심 s2' }).focus();
  await page.keyboard.press('Shift+Space');
  await expect(page.getByText('3 selected')).toBeVisible();
});

test('what is deleted is undone, is listed with the time that is left, and comes back', async () => {
  page.once('dialog', (question) => void question.accept());
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('3 experiments are deleted')).toBeVisible();
  await expect.poll(() => names()).toEqual(['수심 s3']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('[data-experiment]')).toHaveCount(4);

  await open(`/experiments/${other.id}`);
  const more = page.getByRole('button', { name: 'More actions for half' });
  await more.click();
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await expect(page.getByText('archived', { exact: true })).toBeVisible();
  await more.click();
  await page.getByRole('button', { name: 'Unarchive' }).click();
  await expect(page.getByText('archived', { exact: true })).toHaveCount(0);
  await more.click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'half is deleted' })).toBeVisible();
  await check('experiment, deleted');
  await page.getByRole('link', { name: 'All deleted experiments' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'half' })).toContainText('6 d 23 h');
  await page.getByRole('checkbox', { name: 'Select half' }).check();
  await check('deleted');
  await page.getByRole('button', { name: 'Restore half' }).click();
  await expect(page.getByText('Nothing is deleted')).toBeVisible();
  await check('deleted, none');
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'half', exact: true })).toBeVisible();
});

test('a text that only deleted experiments use says until when', async () => {
  for (const { id } of [...seeds, other]) await api.post(`/api/experiments/${id}/archive`, {});
  await open('/?filter=archived = true');
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  page.once('dialog', (question) => void question.accept());
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('4 experiments are deleted')).toBeVisible();
  await open('/corpora');
  page.once('dialog', (question) => void question.accept());
  await page.getByRole('button', { name: 'Delete tides' }).click();
  await expect(page.getByText(/only deleted experiments use 'tides' any more/)).toBeVisible();
});

test('axe finds nothing serious on these pages, and none of them is wider than a phone', () => {
  expect(found).toEqual([]);
});
