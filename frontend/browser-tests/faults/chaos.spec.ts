import { spawn } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { launcher } from '../support/product.ts';

// The command prints its plan, what it did and what it found; docs/faults.md has a run of many more rounds.
test('a few rounds of chaos lose nothing, double nothing and leave nothing behind', async () => {
  test.setTimeout(900_000);
  const { status, printed } = await chaos('--rounds', '4', '--seed', '1');
  expect(printed).toContain(' 0 violations');
  expect(status, printed).toBe(0);
});

test('chaos says what it takes', async () => {
  const { status, printed } = await chaos('--rounds', 'many');
  expect(status).toBe(2);
  expect(printed.trim()).toBe('isobath: chaos takes --rounds N and --seed S, with whole numbers');
});

/** Runs the command to its end. */
function chaos(...words: string[]): Promise<{ status: number | null; printed: string }> {
  return new Promise((done) => {
    let printed = '';
    const child = spawn(launcher, ['chaos', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        printed += chunk;
      });
    }
    child.on('close', (status) => done({ status, printed }));
  });
}
