import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Api } from '../support/api.ts';
import { launcher, Product, until } from '../support/product.ts';
import { text } from '../support/text.ts';

const old = new Product();
const restored = new Product();
const folder = mkdtempSync(join(tmpdir(), 'isobath-backup-'));
const file = join(folder, 'installation.backup');
let api: Api;
let worker: ChildProcess | undefined;
let said = '';

const STEPS = 1500;
const spec = (name: string) => ({
  name,
  architecture: { kind: 'mod', layers: 2, width: 64, heads: 2 },
  data: { corpus: 'soundings', sequenceLength: 64 },
  training: { batch: 8, budget: { steps: STEPS }, evaluationTokens: 256 },
});

test.describe.configure({ mode: 'serial' });

test.afterAll(async () => {
  worker?.kill('SIGKILL');
  await old.destroy();
  await restored.destroy();
  rmSync(folder, { recursive: true, force: true });
});

test('a backup of a running installation, restored elsewhere, goes on as if nothing had happened', async () => {
  test.setTimeout(600_000);
  await old.start(['--port', '0', '--no-worker']);
  api = new Api(old);
  const port = new URL(old.address).port;
  await api.upload('soundings', text(200_000));
  joinNode('node', old);

  const undisturbed = await api.submit(spec('undisturbed'));
  await inState(undisturbed.id, 'FINISHED');
  const wanted = await weights(undisturbed.id);

  const { id } = await api.submit(spec('backed up'));
  await until('step 300', 150_000, async () => (await api.experiment(id)).step >= 300);
  // A pause takes a checkpoint, which the backup has.
  await api.post(`/api/experiments/${id}/pause`, {});
  await inState(id, 'PAUSED');
  const paused = (await api.experiment(id)).step;
  await api.post(`/api/experiments/${id}/resume`, {});
  await until('steps after the pause', 150_000, async () => (await api.experiment(id)).step > paused + 20);
  const before = await api.experiment(id);
  expect(before.state).toBe('RUNNING');

  expect(old.run('backup', file)).toContain('2 experiments');
  // The attempt goes on. Its steps, and an experiment of this time, are lost with the server.
  const lost = await api.submit(spec('after the backup'));
  await until('later steps', 150_000, async () => (await api.experiment(id)).step > before.step);
  await old.stop();

  expect(restored.run('restore', file)).toContain('2 experiments');
  // The node of the old time meets the restored server at the old address.
  await restored.start(['--port', port, '--no-worker']);
  api = new Api(restored);

  await inState(id, 'FINISHED');
  expect(said).toContain('the database was restored at');
  const history = await api.get<{ attemptHistory: { number: number; state: string; reason: string | null }[] }>(
    `/api/experiments/${id}`,
  );
  expect(history.attemptHistory.map((attempt) => attempt.number)).toEqual([1, 2, 1001]);
  expect(history.attemptHistory[1]?.state).toBe('LOST');
  expect(history.attemptHistory[1]?.reason).toContain('the database was restored at');
  expect(await api.stepsOf(id, 'train_loss')).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
  expect(await weights(id)).toBe(wanted);
  expect(await weights(undisturbed.id)).toBe(wanted);
  await expect(api.experiment(lost.id)).rejects.toThrow('404');
});

test('a restore is refused where there is something, and where a server runs', () => {
  expect(refusal(restored, 'restore', file)).toContain('another server');
  const words = refusal(old, 'restore', file);
  expect(words).toContain('not empty');
  expect(words).toContain('--replace');
  expect(refusal(restored, 'backup', file)).toContain('is there already');
});

test('with --replace the old installation is as it was at the backup', async () => {
  test.setTimeout(300_000);
  old.run('restore', file, '--replace');
  await old.start(['--port', '0', '--no-worker']);
  api = new Api(old);
  const { total } = await api.get<{ total: number }>('/api/projects/default/experiments');
  expect(total).toBe(2);
});

/** Starts a worker node that belongs to no server. */
function joinNode(name: string, product: Product): void {
  worker = spawn(
    launcher,
    ['worker', '--server', product.address, '--token-file', join(product.home, 'worker-token'), '--name', name].concat([
      '--home',
      join(folder, name),
    ]),
    { env: { ...process.env, ISOBATH_HOME: folder }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  for (const stream of [worker.stdout, worker.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  }
}

async function inState(id: string, state: string): Promise<void> {
  await until(`${id} to be ${state}`, 240_000, async () => {
    const experiment = await api.experiment(id);
    if (['FAILED', 'CANCELLED'].includes(experiment.state)) {
      throw new Error(`${experiment.state}: ${experiment.stateReason}`);
    }
    return experiment.state === state;
  });
}

/** Returns the digest of the last weights. */
async function weights(id: string): Promise<string> {
  const { checkpoints } = await api.get<{ checkpoints: { id: string; step: number }[] }>(
    `/api/experiments/${id}/checkpoints`,
  );
  const last = checkpoints.find((each) => each.step === STEPS);
  const file = await api.bytes(`/api/checkpoints/${last?.id}/model.safetensors`);
  // The header has the name of the experiment.
  return createHash('sha256').update(file.subarray(8 + Number(file.readBigUInt64LE(0)))).digest('hex');
}

/** Runs a command that is refused, and returns the one line that it says. */
function refusal(product: Product, ...words: string[]): string {
  try {
    execFileSync(launcher, words, { env: { ...process.env, ISOBATH_HOME: product.home }, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr).trim();
    expect(said.split('\n')).toHaveLength(1);
    return said;
  }
  throw new Error(`${words.join(' ')} was not refused`);
}
