// Every file of tests: as many at a time as there are processors. What fails beside others is run once more, alone: two browsers
// and two servers on two cores meet time limits that no user meets. What it said first stays printed; what fails again is red.
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';

const here = new URL('.', import.meta.url);
const all = (await readdir(here)).filter((name) => name.endsWith('.test.mjs'));
// The longest begin first, and the others go beside them.
const waiting = [...new Set(['looks.test.mjs', 'journey.test.mjs', ...all])];
const again = [];

await Promise.all(Array.from({ length: availableParallelism() }, async () => {
  for (let name = waiting.shift(); name; name = waiting.shift()) if (!(await passes(name))) again.push(name);
}));

const red = [];
for (const name of again) {
  console.log(`\n==== ${name} failed; once more, alone`);
  if (!(await passes(name))) red.push(name);
}
if (again.length) console.log(`\n==== failed beside others: ${again.join(', ')}; failed alone too: ${red.join(', ') || 'none'}`);
process.exitCode = red.length ? 1 : 0;

/** Runs one file and prints all that it said, together. */
function passes(name) {
  return new Promise((resolve, reject) => {
    const said = [];
    const test = spawn(process.execPath, ['--test', '--test-reporter=spec', new URL(name, here).pathname], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [test.stdout, test.stderr]) stream.on('data', (bytes) => said.push(bytes));
    test.on('error', reject);
    test.on('close', (code) => {
      console.log(`\n==== ${name}\n${Buffer.concat(said)}`);
      resolve(code === 0);
    });
  });
}
