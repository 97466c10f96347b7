import type { Product } from './product.ts';

export type Experiment = {
  id: string;
  name: string;
  kind: string;
  state: string;
  stateReason: string | null;
  step: number;
  steps: number;
  attempts: number;
  flopsPlanned: number;
  flopsExecuted: number;
  trainLoss: number | null;
  valLoss: number | null;
};

/** The REST API as a script uses it, with the token that the launcher prints. */
export class Api {
  private readonly product: Product;
  private readonly token: string;

  constructor(product: Product) {
    this.product = product;
    this.token = product.run('token').trim();
  }

  async get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path);
  }

  async upload(name: string, content: Buffer): Promise<void> {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(content)]), `${name}.txt`);
    form.set('name', name);
    await this.call('POST', '/api/projects/default/corpora', form);
  }

  async submit(spec: object): Promise<Experiment> {
    return this.call('POST', '/api/projects/default/experiments', JSON.stringify(spec), {
      'Content-Type': 'application/json',
    });
  }

  async experiment(id: string): Promise<Experiment> {
    return this.get(`/api/experiments/${id}`);
  }

  /** The steps that have a point in the curve, in the order of the response. */
  async stepsOf(id: string, metric: string): Promise<number[]> {
    const { curves } = await this.get<{ curves: { metric: string; x: number[] }[] }>(
      `/api/experiments/${id}/curves?metrics=${metric}&x=step&points=20000`,
    );
    return curves[0]?.x ?? [];
  }

  private async call<T>(
    method: string,
    path: string,
    body?: BodyInit,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const response = await fetch(this.product.address + path, {
      method,
      body,
      headers: { Authorization: `Bearer ${this.token}`, ...headers },
    });
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    }
    return (await response.json()) as T;
  }
}
