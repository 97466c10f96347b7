import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { Api } from '../support/api.ts';
import { Product, until } from '../support/product.ts';
import { text } from '../support/text.ts';

const product = new Product();
/** So many steps take longer than a kill, and not much longer. */
const STEPS = 500;
let api: Api;

const spec = (name: string) => ({
  name,
  architecture: { kind: 'mod', layers: 2, width: 64, heads: 2 },
  data: { corpus: 'soundings', sequenceLength: 64 },
  training: { batch: 8, budget: { steps: STEPS }, evaluationTokens: 256 },
});

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  await product.start();
  api = new Api(product);
  await api.upload('soundings', text(200_000));
});

test.afterAll(async () => {
  await product.destroy();
});

test('an attempt killed in the middle is taken up again, and each step stands once in the curve', async () => {
  const { id } = await api.submit(spec('attempt killed'));
  await reachStep(id, 100);
  kill('dev.isobath.worker.attempt.AttemptProcess');
  await finished(id);
  expect((await api.experiment(id)).attempts).toBe(2);
  await eachStepOnce(id);
});

test('a worker node killed in the middle is started again and the run goes on', async () => {
  const { id } = await api.submit(spec('node killed'));
  await reachStep(id, 100);
  kill('dev.isobath.worker.WorkerNode');
  await finished(id);
  await eachStepOnce(id);
});

test('a database killed in the middle is started again and nothing is lost', async () => {
  const { id } = await api.submit(spec('database killed'));
  await reachStep(id, 100);
  kill(`postgres.* -D ${product.home}/postgres`);
  await finished(id);
  await eachStepOnce(id);
});

test('a server killed in the middle goes on at the next start', async () => {
  const { id } = await api.submit(spec('server killed'));
  await reachStep(id, 100);
  await product.kill();
  await product.start();
  await finished(id);
  await eachStepOnce(id);
  expect(product.printed).toContain('/setup?token=');
});

test('a second start on the same data is refused in one sentence', async () => {
  let refusal = '';
  try {
    product.run('up', '--no-build', '--port', '0');
  } catch (error) {
    refusal = String((error as { stderr?: string }).stderr);
  }
  expect(refusal).toContain('another server');
  expect(refusal.trim().split('\n')).toHaveLength(1);
});

test('down stops everything, and what was there is there after the next start', async () => {
  const before = await api.get<{ total: number }>('/api/projects/default/experiments');
  product.run('down');
  expect(processes(product.home)).toEqual([]);
  await product.start();
  const after = await api.get<{ total: number }>('/api/projects/default/experiments');
  expect(after.total).toBe(before.total);
});

async function reachStep(id: string, step: number): Promise<void> {
  await until(`step ${step} of ${id}`, 90_000, async () => (await api.experiment(id)).step >= step);
}

async function finished(id: string): Promise<void> {
  await until(`${id} to finish`, 150_000, async () => {
    // The request fails while the database or the server is down.
    const experiment = await api.experiment(id).catch(() => undefined);
    if (experiment && ['FAILED', 'CANCELLED'].includes(experiment.state)) {
      throw new Error(`${experiment.state}: ${experiment.stateReason}`);
    }
    return experiment?.state === 'FINISHED';
  });
}

async function eachStepOnce(id: string): Promise<void> {
  const steps = await api.stepsOf(id, 'train_loss');
  expect(steps).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
}

/** Kills the process of this installation whose command line matches. */
function kill(pattern: string): void {
  const found = processes(pattern).filter((line) => line.includes(product.home));
  expect(found.length).toBeGreaterThan(0);
  process.kill(Number(found[0]?.split(' ')[0]), 'SIGKILL');
}

/** Returns `pid command line` of every process that matches, oldest first. */
function processes(pattern: string): string[] {
  try {
    return execFileSync('pgrep', ['-a', '-f', pattern], { encoding: 'utf8' }).trim().split('\n');
  } catch {
    return [];
  }
}
