import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { launcher, Product } from '../support/product.ts';
import { text } from '../support/text.ts';

const MINUTES = 60_000;
const quick = resolve(import.meta.dirname, '../../../docs/reference-study/quick.yaml');
const product = new Product();

test.describe.configure({ mode: 'serial', timeout: 20 * MINUTES });

test.beforeAll(() => product.start());
test.afterAll(() => product.destroy());

/** Runs `./isobath study` and returns its status, and what it printed on both of its outputs. */
function study(...options: string[]): { status: number | null; printed: string } {
  const { status, stdout, stderr } = spawnSync(launcher, ['study', ...options], {
    env: { ...process.env, ISOBATH_HOME: product.home },
    cwd: product.home,
    encoding: 'utf8',
    timeout: 15 * MINUTES,
  });
  return { status, printed: stdout + stderr };
}

test('the quick form of the reference study runs from its file to a verdict on each kind', () => {
  writeFileSync(join(product.home, 'novel.txt'), text(200_000));
  const { status, printed } = study(quick, '--corpus', 'war-and-peace=novel.txt');
  expect(status, printed).toBe(0);
  expect(printed).toContain('The plan: 24 to run');
  const ended = [...printed.matchAll(/^(\d+) of (\d+) experiments have ended, (\d+) failed/gm)].at(-1);
  // Each variant has three sizes, and a second seed at the size that is the best in the end.
  expect(Number(ended?.[1]), printed).toBeGreaterThanOrEqual(32);
  expect(ended?.[1]).toBe(ended?.[2]);
  expect(ended?.[3]).toBe('0');
  const verdicts = printed.slice(printed.indexOf('\nVerdicts\n'), printed.indexOf('\nOver all budgets\n'));
  for (const variant of ['MoE', 'MoE, capacity 0.5', 'MoD', 'MoD, stochastic', 'MoD, threshold', 'staged MoDE'])
    expect(verdicts).toContain(`  ${variant} (`);
  expect(verdicts).toMatch(/ {2}integrated MoDE \(.*(Better|Worse|Within noise|Not settled)/);
});

test('the same command goes on with the study that is there', () => {
  const { status, printed } = study(quick, '--corpus', 'war-and-peace=novel.txt');
  expect(status, printed).toBe(0);
  expect(printed).toContain('This study is there already, and goes on.');
  expect(printed).toContain('The plan: 0 to run');
});

test('what the command does not understand is refused in a sentence', () => {
  expect(study(quick, '--corpus', 'novel.txt')).toEqual({
    status: 2,
    printed:
      "isobath: Invalid value for option '--corpus' (NAME=FILE): it needs NAME=FILE, not 'novel.txt'\n" +
      'See ./isobath study --help.\n',
  });
  expect(study('nowhere.yaml').printed).toContain('isobath: there is no file ');
  writeFileSync(join(product.home, 'bad.yaml'), 'name: bad\ndesign: isoflp\nbase: {}\n');
  const { status, printed } = study('bad.yaml');
  expect(status).toBe(1);
  expect(printed).toContain("/design: 'isoflp' is not one of isoflop, learning-rate, seeds, grid, random, list");
  rmSync(join(product.home, 'bad.yaml'));
});
