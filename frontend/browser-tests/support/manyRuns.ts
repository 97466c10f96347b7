import type { Page, Route } from '@playwright/test';

type Buckets = { x: number[]; y: number[]; from: number[]; min: number[]; max: number[]; first: number[]; last: number[] };

/**
 * Answers the requests of the dashboard for a number of runs with a number of points each, as the server would. A bench of the page
 * needs no server then, and the same runs come each time.
 */
export class ManyRuns {
  private readonly experiments: object[];
  private readonly losses: Float64Array[];
  private readonly runs: number;
  private readonly points: number;
  private seed = 1;

  constructor(runs: number, points: number) {
    this.runs = runs;
    this.points = points;
    this.losses = Array.from({ length: runs }, (_, run) => this.lossesOf(run));
    this.experiments = this.losses.map((losses, run) => this.experiment(run, losses));
  }

  /** Answers every request of a page to the API. */
  async serve(page: Page): Promise<void> {
    const user = { id: 'u1', name: 'Ada Depth', email: 'ada@example.org', role: 'ADMIN' };
    await page.route(({ pathname }) => pathname.startsWith('/api/'), (route) => {
      const url = new URL(route.request().url());
      if (url.pathname === '/api/session') return json(route, { needsSetup: false, user });
      if (url.pathname === '/api/curves') return json(route, this.curves(url.searchParams));
      if (url.pathname.endsWith('/experiments')) {
        const total = this.runs;
        return json(route, { experiments: this.experiments, values: [], nextCursor: null, total });
      }
      return route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"title":"Not found"}' });
    });
  }

  private noise(): number {
    this.seed = (this.seed * 48271) % 2147483647;
    return this.seed / 2147483647 - 0.5;
  }

  private lossesOf(run: number): Float64Array {
    const floor = 1.4 + (run % 20) / 30;
    return Float64Array.from(
      { length: this.points },
      (_, i) => floor + 6 / Math.sqrt(i + 2) + 0.25 * this.noise(),
    );
  }

  private experiment(run: number, losses: Float64Array): object {
    const kind = ['baseline', 'mod', 'moe', 'staged-mode'][run % 4];
    const learningRate = [0.0003, 0.001, 0.003, 0.01, 0.03][Math.floor(run / 4) % 5];
    const loss = losses.at(-1);
    const at = '2026-11-23T12:00:00Z';
    return {
      id: idOf(run),
      project: 'default',
      name: `${kind}-lr${learningRate}-${Math.floor(run / 20)}`,
      kind,
      state: 'FINISHED',
      stateReason: '',
      priority: 0,
      step: this.points,
      steps: this.points,
      parameters: 1_061_376 + 40_000 * (run % 7),
      flopsPerStep: 1.06e9,
      flopsPlanned: 1.06e13,
      flopsExecuted: 1.06e13 * (0.4 + 0.6 * ((run * 7) % 10) / 10),
      flopsConvention: 'chinchilla-full-attention/1',
      trainLoss: loss,
      valLoss: loss,
      tokensPerSecond: 21_500,
      secondsLeft: null,
      seconds: 600,
      attempts: 1,
      attemptHistory: [],
      tags: [],
      notes: '',
      corpus: 'shakespeare',
      corpusStatistics: null,
      createdBy: 'Ada',
      createdAt: at,
      queuedAt: at,
      startedAt: at,
      finishedAt: at,
      updatedAt: at,
      cancelRequested: false,
      archivedAt: null,
      spec: {
        name: `run-${run}`,
        seed: Math.floor(run / 20) + 1,
        architecture: { kind, layers: 4, width: 128, heads: 2, ...(kind === 'mod' && { capacity: 0.125 }) },
        data: { corpus: 'shakespeare', tokenizer: 'bytes', sequenceLength: 128, validationFraction: 0.1 },
        training: { batch: 16, budget: { steps: this.points }, learningRate, evaluationTokens: 16_384 },
      },
    };
  }

  private curves(search: URLSearchParams): object {
    const metrics = (search.get('metrics') ?? '').split(',');
    const most = Number(search.get('points') ?? 1000);
    const perStep = search.get('x') === 'flops' ? 1.06e9 : 1;
    const number = (name: string, other: number) => (search.has(name) ? Number(search.get(name)) / perStep : other);
    const range: [number, number] = [number('from', 1), number('to', this.points)];
    return {
      experiments: (search.get('experiments') ?? '').split(',').map((id) => ({
        id,
        curves: metrics.map((metric) => this.curve(Number.parseInt(id.slice(-9), 16), metric, most, range, perStep)),
      })),
      notFound: [],
    };
  }

  private curve(run: number, metric: string, most: number, [low, high]: [number, number], perStep: number): object {
    const losses = this.losses[run] ?? new Float64Array();
    const begin = Math.max(0, Math.ceil(low) - 1);
    const end = Math.min(losses.length, Math.floor(high));
    let width = 1;
    while ((end - begin) / width > most) width *= 2;
    const made: Buckets = { x: [], y: [], from: [], min: [], max: [], first: [], last: [] };
    for (let from = begin; from < end; from += width) {
      const part = losses.subarray(from, Math.min(end, from + width));
      made.x.push((from + part.length) * perStep);
      made.from.push((from + 1) * perStep);
      made.y.push(part.reduce((sum, value) => sum + value, 0) / part.length);
      made.min.push(Math.min(...part));
      made.max.push(Math.max(...part));
      made.first.push(part[0] ?? 0);
      made.last.push(part.at(-1) ?? 0);
    }
    const { x, y, ...buckets } = made;
    return {
      metric,
      points: end - begin,
      x,
      y,
      smoothed: metric === 'train_loss' ? y : null,
      buckets: width > 1 ? { ...buckets, steps: width, notFinite: null } : null,
    };
  }
}

export const idOf = (run: number): string => `00000000-0000-4000-8000-${run.toString(16).padStart(12, '0')}`;

const json = (route: Route, body: object) =>
  route.fulfill({ contentType: 'application/json', body: JSON.stringify(body) });
