// Prints the test counts of a build from the JUnit reports of Surefire, Vitest and Playwright.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const reports = [
  ['spec', 'backend/spec/target/surefire-reports'],
  ['analysis', 'backend/analysis/target/surefire-reports'],
  ['training', 'backend/training/target/surefire-reports'],
  ['worker', 'backend/worker/target/surefire-reports'],
  ['server', 'backend/server/target/surefire-reports'],
  ['frontend', 'frontend/target/surefire-reports'],
  ['browser', 'frontend/browser-tests/target/playwright'],
];

const total = { run: 0, failed: 0, skipped: 0 };
console.log('\nTests');
for (const [name, folder] of reports) {
  const counts = { run: 0, failed: 0, skipped: 0 };
  for (const file of xmlFiles(join(root, folder))) {
    for (const suite of readFileSync(file, 'utf8').matchAll(/<testsuite\s[^>]*>/g)) {
      counts.run += attribute(suite[0], 'tests');
      counts.failed += attribute(suite[0], 'failures') + attribute(suite[0], 'errors');
      counts.skipped += attribute(suite[0], 'skipped');
    }
  }
  console.log(
    `  ${name.padEnd(10)}Tests run: ${counts.run}, Failures: ${counts.failed}, Skipped: ${counts.skipped}`,
  );
  for (const key of Object.keys(total)) {
    total[key] += counts[key];
  }
}
console.log(`\n${total.run - total.failed - total.skipped} passed, ${total.failed} failed, ${total.skipped} skipped`);

function xmlFiles(folder) {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.xml'))
        .map((name) => join(folder, name))
    : [];
}

function attribute(tag, name) {
  return Number(tag.match(new RegExp(`\\s${name}="(\\d+)"`))?.[1] ?? 0);
}
