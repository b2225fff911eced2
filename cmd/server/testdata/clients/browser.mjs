// browser.mjs BASE CLIENTS CHROMIUM PLAYWRIGHT: what goes wrong for clients in a browser, a line each.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [base, clients, executablePath, playwright] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(playwright);
const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid() !== 0 });
try {
  const page = await browser.newPage();
  await page.goto(base + '/healthz'); // to be of the server's origin
  await page.evaluate(readFileSync(new URL('client.js', import.meta.url), 'utf8'));
  // Six at once is what a browser allows one host.
  const faults = await page.evaluate(task => converse(task), { base, clients: Number(clients), atOnce: 6, ways: ['events', 'stream', 'whole'] });
  for (const fault of faults) console.log(fault);
} finally {
  await browser.close();
}
