import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LaunchOptions } from '@playwright/test';

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
];

// Nothing here may reach out to the network; the sandbox needs rights that root and containers do not have.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser to test in: the one CHROMIUM_PATH names, else the machine's, else one from npm. */
export async function launchOptions(): Promise<LaunchOptions> {
  const named = process.env.CHROMIUM_PATH;
  if (named && !existsSync(named)) {
    throw new Error(`CHROMIUM_PATH names ${named}, which does not exist`);
  }
  const found = named ?? installed.find((path) => existsSync(path));
  if (found) {
    return { executablePath: found, args: flags };
  }
  return packaged();
}

async function packaged(): Promise<LaunchOptions> {
  // The package carries the libraries a bare system lacks, but unpacks them only where it thinks it needs them.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs20.x';
  const executablePath = await unpacked();
  try {
    execFileSync(executablePath, ['--version', ...flags], { stdio: 'pipe' });
  } catch (error) {
    throw new Error(
      `The Chromium from npm does not start here (${error instanceof Error ? error.message : error}). ` +
        'Install one (on Debian: apt-get install chromium) or name one in CHROMIUM_PATH.',
    );
  }
  return { executablePath, args: flags };
}

/** Into a folder of this checkout: in the one of all users, another user's copy could stand in the way. */
async function unpacked(): Promise<string> {
  const folder = resolve(import.meta.dirname, '../target/chromium');
  mkdirSync(folder, { recursive: true });
  const usual = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    return await chromium.executablePath();
  } finally {
    if (usual === undefined) {
      delete process.env.TMPDIR;
    } else {
      process.env.TMPDIR = usual;
    }
  }
}
