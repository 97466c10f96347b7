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

  async post<T>(path: string, body: object): Promise<T> {
    return this.call('POST', path, JSON.stringify(body), { 'Content-Type': 'application/json' });
  }

  async patch(path: string, body: object): Promise<void> {
    await this.call('PATCH', path, JSON.stringify(body), { 'Content-Type': 'application/json' });
  }

  async upload(name: string, content: Buffer): Promise<void> {
    await this.uploadFiles('corpora', name, { [`${name}.txt`]: content });
  }

  /** Uploads files as one corpus, or a `tokenizer.json` as a tokenizer. */
  async uploadFiles(
    kind: 'corpora' | 'tokenizers',
    name: string,
    files: Record<string, Buffer>,
  ): Promise<void> {
    const form = new FormData();
    form.set('name', name);
    for (const [file, content] of Object.entries(files)) {
      form.append('file', new Blob([new Uint8Array(content)]), file);
    }
    await this.call('POST', `/api/projects/default/${kind}`, form);
  }

  async submit(spec: object): Promise<Experiment> {
    return this.post('/api/projects/default/experiments', spec);
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

  /** Downloads a file. */
  async bytes(path: string): Promise<Buffer> {
    return Buffer.from(await (await this.fetch('GET', path)).arrayBuffer());
  }

  private async call<T>(
    method: string,
    path: string,
    body?: BodyInit,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const text = await (await this.fetch(method, path, body, headers)).text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  private async fetch(
    method: string,
    path: string,
    body?: BodyInit,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await fetch(this.product.address + path, {
      method,
      body,
      headers: { Authorization: `Bearer ${this.token}`, ...headers },
    });
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    }
    return response;
  }
}
