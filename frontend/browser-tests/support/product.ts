import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const launcher = resolve(import.meta.dirname, '../../../isobath');

/** The whole product as a person starts it: `isobath up` with a new data folder and a free port. */
export class Product {
  readonly home: string;
  private readonly inherited: NodeJS.ProcessEnv;
  private process: ChildProcess | undefined;
  private output = '';

  /** Takes the data folder and the environment to start in, where the usual ones do not serve. */
  constructor(
    home = mkdtempSync(join(tmpdir(), 'isobath-browser-tests-')),
    inherited: NodeJS.ProcessEnv = process.env,
  ) {
    this.home = home;
    this.inherited = inherited;
  }

  /** Starts the product, on a free port unless it is told another, and waits until it prints its address. */
  async start(options: readonly string[] = ['--port', '0']): Promise<void> {
    this.output = '';
    const child = spawn(launcher, ['up', '--no-build', ...options], {
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    child.stdout.on('data', (chunk) => {
      this.output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      this.output += chunk;
    });
    try {
      await until('the server to print its address', 120_000, () => {
        if (child.exitCode !== null) {
          throw new Error(`isobath up ended with ${child.exitCode}`);
        }
        return /http:\/\/\S+/.test(this.output);
      });
    } catch (error) {
      throw new Error(`${error}\nOutput:\n${this.output}\nLog:\n${this.log()}`, { cause: error });
    }
  }

  /** The output of `up`. */
  get printed(): string {
    return this.output;
  }

  get address(): string {
    return readFileSync(join(this.home, 'server.address'), 'utf8').trim();
  }

  /** The set-up link that the first start prints. */
  get setupLink(): string {
    const link = this.output.match(/http:\/\/\S+\/setup\?token=\S+/)?.[0];
    if (!link) {
      throw new Error(`no set-up link in:\n${this.output}`);
    }
    return link;
  }

  /** Runs another launcher command on the same installation and returns what it prints. */
  run(...args: string[]): string {
    return execFileSync(launcher, args, { env: this.environment(), encoding: 'utf8' });
  }

  /** Kills the server with SIGKILL. Its child processes end because it is gone. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Stops the server as Ctrl-C does. */
  async stop(): Promise<void> {
    await this.end('SIGINT');
  }

  async destroy(): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true });
  }

  private log(): string {
    const file = join(this.home, 'logs', 'server.log');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-40).join('\n') : '';
  }

  private environment(): NodeJS.ProcessEnv {
    return { ...this.inherited, ISOBATH_HOME: this.home };
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill(signal);
    await ended;
  }
}

/** Waits for a condition, with a deadline. */
export async function until(
  what: string,
  milliseconds: number,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`waited ${milliseconds / 1000} s for ${what}`);
    }
    await new Promise((again) => setTimeout(again, 100));
  }
}
