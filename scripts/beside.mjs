// Runs jobs beside each other, as many at a time as there are processors. What fails beside others is run once more, alone: two
// browsers or two databases on two cores meet time limits that no user meets. What it said first stays printed; what fails again
// is red.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Runs all jobs (`{ name, program, args, cwd }`) in their order and sets the exit code of this process. */
export async function beside(jobs) {
  const waiting = [...jobs];
  const again = [];
  await Promise.all(Array.from({ length: availableParallelism() }, async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) if (!(await passes(job))) again.push(job);
  }));

  const red = [];
  for (const job of again) {
    console.log(`\n==== ${job.name} failed; once more, alone`);
    if (!(await passes(job))) red.push(job);
  }
  const names = (some) => some.map(({ name }) => name).join(', ') || 'none';
  if (again.length) console.log(`\n==== failed beside others: ${names(again)}; failed alone too: ${names(red)}`);
  process.exitCode = red.length ? 1 : 0;
}

/** Runs one job and prints all that it said, together. */
async function passes(job) {
  const began = Date.now();
  const { code, out } = await run(job);
  console.log(`\n==== ${job.name}, ${((Date.now() - began) / 1000).toFixed(1)} s\n${out}`);
  return code === 0;
}

/** Runs a program to its end: its exit code, and all that it said. */
export function run({ program, args, cwd, stdio = ['ignore', 'pipe', 'pipe'] }) {
  return new Promise((resolve, reject) => {
    const said = [];
    const child = spawn(program, args, { cwd, stdio });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => said.push(bytes));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, out: Buffer.concat(said).toString() }));
  });
}
