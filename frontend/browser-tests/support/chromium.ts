import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LaunchOptions } from '@playwright/test';

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
];

// The browser must not access the network on its own. Its sandbox needs rights that root and containers do not have.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Returns the browser for the tests: the one in CHROMIUM_PATH, else an installed one, else one from npm. */
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
  // The package has libraries that a bare system lacks, but unpacks them only when this variable is set.
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

/** Writes a font list, because the package's own list points to /tmp. A browser without any font crashes at the first letter. */
function fonts(folder: string): string {
  const list = resolve(folder, 'fonts.conf');
  writeFileSync(
    list,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${resolve(folder, 'fonts')}</dir>
  <cachedir>${resolve(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`,
  );
  return list;
}

/** Unpacks the browser into a folder of this checkout. In a shared folder, the copy of another user could be in the way. */
async function unpacked(): Promise<string> {
  const folder = resolve(import.meta.dirname, '../target/chromium');
  mkdirSync(folder, { recursive: true });
  const usual = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    const executablePath = await chromium.executablePath();
    process.env.FONTCONFIG_FILE = fonts(folder);
    return executablePath;
  } finally {
    if (usual === undefined) {
      delete process.env.TMPDIR;
    } else {
      process.env.TMPDIR = usual;
    }
  }
}
