import { expect, type Page, test } from '@playwright/test';
import { Api } from '../support/api.ts';
import { faults, LOOKS, report } from '../support/looks.ts';
import { Product, until } from '../support/product.ts';
import { filled, KOREAN, KOREAN_100, LONG, LONG_100, type Shelf } from '../support/shelf.ts';

const product = new Product();
const person = { name: LONG_100, email: 'ada@example.org', password: 'sounding lead 7' };
let page: Page;
let api: Api;
let shelf: Shelf;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  await product.start();
  // Another page of the same context is another tab of the same person.
  page = await (await browser.newContext()).newPage();
});

test.afterAll(async () => {
  await page?.context().close();
  await product.destroy();
  report(found);
});

/** The pages that were checked, and what was found on them. */
const checked: string[] = [];
const found: string[] = [];

/** Checks the page as it is now, in every look. A test below says what was found, so that one fault does not hide the others. */
async function check(name: string, where: Page = page): Promise<void> {
  checked.push(name);
  found.push(...(await faults(where, name)));
}

const open = (path: string) => page.goto(product.address + path);
const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 });

test('the pages of people who are not signed in', async () => {
  await open('/setup');
  await expect(page.getByText('Open the set-up link')).toBeVisible();
  await check('set-up without its token');
  await page.goto(product.setupLink);
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await check('set-up');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByText('No experiments yet')).toBeVisible();
  await check('experiments, none');
  api = new Api(product);
  shelf = await filled(api);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Email').fill(`${LONG}@example.org`);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await check('sign-in, refused');
  await open('/join/no-such-token');
  await expect(page.getByText('This link is not valid')).toBeVisible();
  await check('join, refused');
  await open('/sign-in');
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(heading('Experiments')).toBeVisible();
});

test('the page that composes', async () => {
  await open('/experiments/new?preset=four');
  await expect(page.getByRole('region', { name: 'Cost' }).getByRole('row')).toHaveCount(5);
  await page.getByLabel('Corpus', { exact: true }).selectOption(KOREAN_100);
  await page.getByLabel('Name', { exact: true }).fill(LONG);
  for (const summary of await page.locator('summary').all()) await summary.click();
  await check('compose');
  await page.getByLabel('Heads', { exact: true }).fill('3');
  await page.getByLabel('Tokenizer', { exact: true }).selectOption({ index: 3 });
  await expect(page.getByText('3 heads do not divide width 128').first()).toBeVisible();
  await check('compose, refused');
  await page.getByRole('button', { name: 'Upload…' }).click();
  await page
    .getByLabel('Text file')
    .setInputFiles({ name: `${LONG}.jsonl`, mimeType: 'text/plain', buffer: Buffer.from('{"text": "a"}') });
  await check('compose, dialog of an upload');
});

test('the pages of texts, worker nodes and links', async () => {
  await open('/corpora');
  await expect(page.getByRole('heading', { name: KOREAN_100 })).toBeVisible();
  for (const summary of await page.locator('summary').all()) await summary.click();
  await expect(page.getByRole('cell', { name: `${LONG}.txt` })).toBeVisible();
  await page
    .getByLabel('Text file')
    .setInputFiles({ name: `${LONG}.png`, mimeType: 'image/png', buffer: Buffer.from('none') });
  await check('corpora');
  await open('/workers');
  await expect(page.getByText('online')).toBeVisible();
  await check('workers');
  await open('/studies');
  await expect(page.getByText('There is no study yet')).toBeVisible();
  await check('studies, none');
  await open('/studies/new');
  await page.getByRole('button', { name: 'Learning rate' }).click();
  await expect(page.getByText('5 experiments to run')).toBeVisible();
  await check('study, new');
  await page.getByRole('button', { name: 'Make the study' }).click();
  await expect(heading('Learning rate of the baseline')).toBeVisible();
  await check('study, planned');
  await open('/studies');
  await expect(page.getByRole('link', { name: 'Learning rate of the baseline' })).toBeVisible();
  await check('studies');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('option', { name: LONG }).first()).toBeVisible();
  await check('finder');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await check('keyboard shortcuts');
  await page.keyboard.press('Escape');
  await open('/shares');
  await expect(page.getByText('Nothing is shared')).toBeVisible();
  await check('shares, none');
  await open('/no/such/page');
  await expect(heading('There is no such page')).toBeVisible();
  await check('no such page');
});

test('the settings', async () => {
  const invitation = await api.post<{ token: string }>('/api/invitations', { email: 'grace@example.org' });
  const other = { name: KOREAN_100, email: 'grace@example.org', password: 'another lead 8', token: invitation.token };
  await api.post('/api/invitations/accept', other);
  const { users } = await api.get<{ users: { id: string; name: string }[] }>('/api/users');
  await open('/settings');
  await page.getByLabel('Token name').fill(LONG_100);
  await page.getByRole('button', { name: 'Create token' }).click();
  await expect(page.getByText('Copy the token now')).toBeVisible();
  await page.getByRole('button', { name: 'Create invitation' }).click();
  await expect(page.getByText('Send this link')).toBeVisible();
  await page.getByText('Audit log').click();
  await expect(page.getByRole('columnheader', { name: 'From address' })).toBeVisible();
  await check('settings');
  await api.post(`/api/users/${users.find(({ name }) => name === other.name)?.id}/deactivate`, {});
  await page.reload();
  await expect(page.getByText('closed')).toBeVisible();
  await check('settings, a closed account');
});

test('the list of experiments', async () => {
  await until('the experiments to end', 150_000, async () => {
    const states = await Promise.all(
      [shelf.long, shelf.korean, shelf.experts, shelf.failed].map(({ id }) => api.experiment(id)),
    );
    return states.every(({ state }) => state === 'FINISHED' || state === 'FAILED');
  });
  expect((await api.experiment(shelf.failed.id)).state).toBe('FAILED');
  await open('/');
  await expect(page.getByText('no worker with cuda')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: 'State', exact: true }).hover();
  await check('experiments');
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await check('experiments, dialog of a link');
  await open('/?by=configuration');
  await expect(page.getByText('5 groups of 5 experiments')).toBeVisible();
  for (const expander of await page.getByRole('button', { name: /^Experiments of/ }).all()) await expander.click();
  await expect(page.getByText('Least to greatest')).toHaveCount(5);
  await check('experiments, groups');
  await api.post('/api/projects/default/views', { name: LONG_100, visibility: 'PROJECT', settings: { q: LONG.slice(0, 50) } });
  await api.post('/api/projects/default/views', { name: KOREAN_100, settings: { kind: ['mod'] } });
  await open('/');
  await page.getByRole('button', { name: 'Views', exact: true }).click();
  await page.getByRole('button', { name: LONG_100, exact: true }).click();
  await page.getByRole('button', { name: `Views: ${LONG_100}` }).click();
  await expect(page.getByRole('button', { name: KOREAN_100 })).toBeVisible();
  await check('experiments, views');
  const gone = await api.submit({
    name: LONG,
    architecture: { kind: 'baseline', layers: 1, width: 16, heads: 1 },
    data: { corpus: LONG_100, sequenceLength: 32 },
    training: { batch: 1, budget: { steps: 5 }, device: 'cuda' },
  });
  await api.post('/api/projects/default/experiments/actions', { action: 'delete', ids: [gone.id] });
  await open('/experiments/deleted');
  await expect(page.getByRole('button', { name: `Restore ${LONG}` })).toBeVisible();
  await check('experiments, deleted');
  await open('/?q=nothing-has-this-name');
  await expect(page.getByText('No experiment matches')).toBeVisible();
  await check('experiments, none match');
});

test('the page of an experiment', async () => {
  await open(`/experiments/${shelf.long.id}`);
  await expect(page.getByRole('img', { name: /Loss.*points/ })).toBeVisible();
  await check('experiment');
  const ask = page.getByRole('region', { name: 'Ask the model' });
  await ask.getByLabel('Prompt').fill('The tide was ');
  await ask.getByLabel('Tokens', { exact: true }).fill('12');
  await ask.getByRole('button', { name: 'Generate' }).click();
  await expect(page.getByRole('region', { name: 'Samples' })).toContainText('12 tokens', { timeout: 60_000 });
  for (const tab of ['FLOPs', 'Attempts', 'Checkpoints']) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.getByRole('tabpanel').getByRole('table')).toBeVisible();
    await check(`experiment, ${tab}`);
  }
  await ask.getByRole('group', { name: 'What to ask for' }).getByText('Logits').click();
  await ask.getByRole('textbox', { name: 'Text', exact: true }).fill('The tide was marked');
  await ask.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Logits' })).toContainText('vocabulary', { timeout: 60_000 });
  await page.getByRole('tab', { name: 'Log' }).click();
  await expect(page.getByRole('log')).toBeVisible();
  await check('experiment, logits and log');
  await open(`/experiments/${shelf.long.id}?charts=routing&tab=log`);
  await page.getByRole('button', { name: 'Table' }).first().click();
  await page.getByRole('button', { name: 'Download Router entropy' }).click();
  await expect(page.getByRole('button', { name: 'CSV, the points' })).toBeVisible();
  await check('experiment, routing as a table');
  await open(`/experiments/${shelf.failed.id}`);
  await expect(page.getByText(/knows too little of corpus/).first()).toBeVisible();
  await check('experiment, failed');
  await open(`/experiments/${shelf.waiting.id}`);
  await expect(page.getByText(/Waits for a worker node/)).toBeVisible();
  await check('experiment, waiting');
  await open('/experiments/00000000-0000-0000-0000-000000000000');
  await expect(page.getByText('The experiment could not be read')).toBeVisible();
  await check('experiment, unknown');
});

test('the comparison, and what a link shows signed out', async ({ browser }) => {
  const ids = [shelf.long, shelf.korean, shelf.experts].map(({ id }) => id);
  await open(`/compare?ids=${ids.join(',')}&hide=${ids[1]}`);
  await expect(page.getByRole('img', { name: /Training loss.*points/ })).toBeVisible();
  await check('compare');
  await page.getByText('Parallel coordinates', { exact: true }).click();
  await expect(page.getByRole('img', { name: /Parallel coordinates: 2 runs/ })).toBeVisible();
  await page.locator('summary', { hasText: 'Axes' }).click();
  await check('compare, parallel coordinates');
  await page.getByText('Scatter', { exact: true }).click();
  await expect(page.getByRole('img', { name: /against/ })).toBeVisible();
  await page.getByRole('img', { name: /against/ }).focus();
  await page.keyboard.press('ArrowDown');
  await check('compare, scatter');
  await open(`/compare?filter=${encodeURIComponent('kind = baseline')}&base=${ids[0]}&group=kind,seed`);
  await expect(page.getByText(/runs? match/)).toBeVisible();
  await page.locator('.group-fields summary').click();
  await check('compare, by filter and in groups');
  await open(`/compare?filter=${encodeURIComponent('sofa = 1')}`);
  await expect(page.getByText(/is not a field/)).toBeVisible();
  await check('compare, a filter refused');
  await open(`/compare?ids=${ids.join(',')}`);
  await page.getByRole('button', { name: 'Add runs' }).click();
  await expect(page.getByRole('button', { name: 'Add unknown words' })).toBeVisible();
  await check('compare, dialog of more runs');
  const one = await api.post<{ token: string }>('/api/shares', { experiments: [ids[0]], title: LONG });
  const all = await api.post<{ token: string }>('/api/shares', { experiments: ids, title: KOREAN });
  await open('/shares');
  await page.getByRole('button', { name: `Revoke ${LONG}` }).click();
  await expect(page.getByText('revoked', { exact: true })).toBeVisible();
  await check('shares');
  const stranger = await browser.newContext();
  const shared = await stranger.newPage();
  await shared.goto(`${product.address}/s/${all.token}`);
  await expect(shared.getByRole('img', { name: /Training loss.*points/ })).toBeVisible();
  await check('shared comparison', shared);
  await shared.goto(`${product.address}/s/${one.token}`);
  await expect(shared.getByText('This link shows nothing any more')).toBeVisible();
  await check('shared, revoked', shared);
  const again = await api.post<{ token: string }>('/api/shares', { experiments: [ids[0]], title: LONG });
  await shared.goto(`${product.address}/s/${again.token}`);
  await expect(shared.getByRole('img', { name: /Loss.*points/ })).toBeVisible();
  await check('shared experiment', shared);
  await stranger.close();
});

test('axe finds nothing serious on these pages, and none of them is wider than a phone', () => {
  console.log(`${checked.length} pages and dialogs in ${LOOKS.length} looks each`);
  expect(found).toEqual([]);
});

test('dialogs and menus keep the focus inside, close with Escape, and give the focus back', async () => {
  await open(`/experiments/${shelf.long.id}`);
  await expect(heading(LONG)).toBeVisible();
  const share = page.getByRole('button', { name: 'Share', exact: true });
  await share.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Share by link' });
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeVisible();
  const outside = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      return activeElement !== document.body && !activeElement?.closest('dialog');
    });
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press('Tab');
    expect(await outside()).toBe(false);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(share).toBeFocused();

  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Create link' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('textbox', { name: 'Link' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(share).toBeFocused();

  const download = page.getByRole('button', { name: /^Download Loss/ });
  await download.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'CSV, the points' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(download).toBeFocused();
});

test('the focus stays near when its element disappears, and a box that scrolls can have it', async () => {
  const ids = [shelf.long, shelf.korean, shelf.experts].map(({ id }) => id);
  await open(`/compare?ids=${ids.join(',')}`);
  const remove = (name: string) => page.getByRole('button', { name: `Remove ${name} from the comparison` });
  await remove(LONG).focus();
  await page.keyboard.press('Enter');
  await expect(remove(KOREAN)).toBeFocused();
  await page.setViewportSize({ width: 390, height: 844 });
  const box = page.getByRole('region', { name: 'Table of compared experiments' });
  await box.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => box.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
  await page.setViewportSize({ width: 1280, height: 900 });
});

test('a draft survives a reload and Back, is lost in no other tab, and is gone when it is queued', async () => {
  const name = page.getByLabel('Name', { exact: true });
  await open('/experiments/new');
  await page.getByLabel('Corpus', { exact: true }).selectOption(LONG_100);
  await name.fill('수심 draft');
  await page.getByLabel('Tags').fill('kept');
  await page.reload();
  await expect(page.getByText('Your draft is back')).toBeVisible();
  await expect(name).toHaveValue('수심 draft');
  await expect(page.getByLabel('Tags')).toHaveValue('kept');
  await page.getByRole('link', { name: 'Workers' }).click();
  await expect(heading('Workers')).toBeVisible();
  await page.goBack();
  await expect(name).toHaveValue('수심 draft');

  const tab = await page.context().newPage();
  await tab.goto(`${product.address}/experiments/new`);
  await expect(tab.getByLabel('Name', { exact: true })).toHaveValue('mod-12.5');
  await tab.getByLabel('Name', { exact: true }).fill('the other tab');
  await tab.reload();
  await expect(tab.getByLabel('Name', { exact: true })).toHaveValue('the other tab');
  tab.once('dialog', (question) => void question.accept());
  await tab.getByRole('button', { name: 'Discard the draft' }).click();
  await expect(tab.getByLabel('Name', { exact: true })).toHaveValue('mod-12.5');
  await tab.close();

  await page.getByRole('link', { name: /Medium comparison/ }).click();
  await expect(page.getByLabel('Layers', { exact: true })).toHaveValue('8');
  await expect(page.getByLabel('Corpus', { exact: true })).toHaveValue(LONG_100);
  await expect(name).toHaveValue('수심 draft');
  await page.goBack();
  await expect(page.getByLabel('Layers', { exact: true })).toHaveValue('4');

  const editor = page.getByRole('textbox', { name: 'Spec' });
  await expect(editor).toHaveAccessibleDescription(/Press Escape, then Tab, to leave the editor/);
  await editor.focus();
  await page.keyboard.press('Tab');
  await expect(editor).toBeFocused();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor).not.toBeFocused();

  await page.getByRole('button', { name: 'Queue experiment' }).click();
  await expect(heading('수심 draft')).toBeVisible();
  await open('/experiments/new');
  await expect(name).toHaveValue('mod-12.5');
  await expect(page.getByText('Your draft is back')).toHaveCount(0);
});

test('an experiment that failed because of unknown words is offered again with allowUnknown', async () => {
  await open(`/experiments/${shelf.failed.id}`);
  await page.getByRole('link', { name: 'Edit as new with allowUnknown' }).click();
  await expect(page.getByLabel('Train on unknown text')).toHaveValue('true');
  await expect(page.getByRole('textbox', { name: 'Spec' })).toContainText('allowUnknown: true');
});

test('asking is not offered where it would be refused', async () => {
  await open(`/experiments/${shelf.korean.id}`);
  const panel = page.getByRole('region', { name: 'Ask the model' });
  await expect(panel.getByText(/This model cannot be sampled/)).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Generate' })).toHaveCount(0);
  await open(`/experiments/${shelf.waiting.id}`);
  await expect(panel.getByText(/There is nothing to ask yet/)).toBeVisible();
  await expect(panel.getByRole('form')).toHaveCount(0);
});
