import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Api } from '../support/api.ts';
import { launcher, Product, until } from '../support/product.ts';
import { text } from '../support/text.ts';

/** The environment of a machine on which nobody has set anything, in the POSIX locale. */
const bare: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: userInfo().homedir, LC_ALL: 'C' };

const folder = mkdtempSync(join(tmpdir(), 'isobath-machine-'));

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.describe('in the POSIX locale, with a home whose name is Korean and has signs of shells, patterns and URLs', () => {
  const parent = join(folder, 'home');
  const name = `한글 100% $HOME \${HOME} #{1+1} "q" 'a' \`b\` %p`;
  const product = new Product(join(parent, name), bare);
  let api: Api;

  test.describe.configure({ mode: 'serial' });

  test.beforeAll(async () => {
    mkdirSync(parent);
    await product.start();
    api = new Api(product);
  });

  test.afterAll(() => product.destroy());

  test('the local worker node trains an experiment', async () => {
    await api.upload('soundings', text(20_000));
    const { id } = await api.submit({
      name: 'tiny',
      architecture: { kind: 'baseline', layers: 1, width: 32, heads: 2 },
      data: { corpus: 'soundings', sequenceLength: 32 },
      training: { batch: 4, budget: { steps: 20 }, evaluationTokens: 256 },
    });
    await until('the experiment to finish', 60_000, async () => (await api.experiment(id)).state === 'FINISHED');
  });

  test('a browser in the POSIX locale draws its curve', async ({ page }) => {
    // Chromium reports this language in the POSIX locale. Playwright sets a language of its own.
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'language', { value: 'en-US@posix', configurable: true });
      Object.defineProperty(navigator, 'languages', { value: ['en-US@posix'], configurable: true });
    });
    await page.goto(product.setupLink);
    await page.getByLabel('Name').fill('Ada Depth');
    await page.getByLabel('Email').fill('ada@example.org');
    await page.getByLabel('Password').fill('sounding lead 7');
    await page.getByRole('button', { name: 'Create administrator' }).click();
    await page.getByRole('link', { name: 'tiny' }).first().click();
    await expect(page.locator('.chart canvas').first()).toBeVisible();
  });

  test('another worker node joins from such a folder', async () => {
    const home = join(folder, '일꾼 100% %p');
    const token = join(folder, '열쇠.txt');
    cpSync(join(product.home, 'worker-token'), token);
    const worker = spawn(
      launcher,
      ['worker', '--server', product.address, '--token-file', token, '--home', home, '--name', '일꾼'],
      { env: bare, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const ended = new Promise((done) => worker.once('exit', done));
    try {
      await until('the node to register', 30_000, async () => {
        const { workers } = await api.get<{ workers: { name: string }[] }>('/api/workers');
        return workers.some((node) => node.name === '일꾼');
      });
    } finally {
      worker.kill('SIGTERM');
      await ended;
    }
    expect(readdirSync(home)).toContain('node.lock');
  });

  test('no other folder is made beside the home', () => {
    expect(readdirSync(parent)).toEqual([name]);
    expect(readdirSync(product.home)).toContain('postgres');
  });

  test('the doctor finds nothing wrong', () => {
    const said = product.run('doctor');
    expect(said).toContain(`answers at ${product.address}, and has its database`);
    expect(said).toContain('Nothing is in the way.');
    expect(said).not.toContain('PROBLEM');
  });

  test('the launcher finds the installation and stops it', () => {
    expect(product.run('status')).toContain(product.home);
    expect(product.run('down')).toContain('Stopped');
  });
});

test('without HOME the home is that of the user', () => {
  const { HOME: _, ...homeless } = bare;
  const { status, stdout } = spawnSync(launcher, ['status'], { env: homeless, encoding: 'utf8' });
  expect([0, 3]).toContain(status);
  expect(stdout).toContain(join(userInfo().homedir, '.isobath'));
});

test('too low a limit of open files is told in one sentence', () => {
  const { status, stderr } = spawnSync('bash', ['-c', 'ulimit -n 256; exec "$0" up --no-build --port 0', launcher], {
    env: { ...bare, ISOBATH_HOME: join(folder, 'few-files') },
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^isobath: .* 256 files .*ulimit -n 1024.*\n$/);
});

test('the doctor tells what is wrong, and what to do', () => {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', 'ulimit -n 256; exec "$0" doctor', launcher], {
    env: { ...bare, ISOBATH_HOME: join(folder, 'few-files') },
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^PROBLEM {2}Processes may open only 256 files\.\n {9}Raise the limit to 1024/m);
  expect(stdout).toMatch(/^ok {7}Installation: none runs/m);
});

test('a clone in a folder with a colon is refused in one sentence', () => {
  const clone = join(folder, 'a:b');
  cpSync(launcher, join(clone, 'isobath'));
  cpSync(join(dirname(launcher), '.mvn'), join(clone, '.mvn'), { recursive: true });
  const { status, stderr } = spawnSync(join(clone, 'isobath'), ['up'], { env: bare, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^isobath: .*colon.*move the clone.*\n$/);
});

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const) {
  test(`a benchmark that ${signal} ends while it measures leaves no file`, async () => {
    const here = join(folder, signal);
    mkdirSync(here);
    const bench = spawn(launcher, ['bench', 'training', '--no-peer', '--widths', '64', '--sequences', '64'], {
      cwd: here,
      env: bare,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let printed = '';
    const ended = new Promise((done) => bench.once('exit', (status) => done(status)));
    bench.stderr.on('data', (chunk) => {
      printed += chunk;
    });
    await until('the benchmark to measure', 180_000, () => /width 64/.test(printed) || bench.exitCode !== null);
    bench.kill(signal);
    expect(await ended, printed).toBe(code);
    expect(readdirSync(here)).toEqual([]);
  });
}
