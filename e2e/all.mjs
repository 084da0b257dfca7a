// Every file of tests, beside each other; each is a process with a demo and a browser of its own.
import { readdir } from 'node:fs/promises';

import { beside } from '../scripts/beside.mjs';

const here = new URL('.', import.meta.url);
const all = (await readdir(here)).filter((name) => name.endsWith('.test.mjs'));
// The longest begin first, and the others go beside them.
const names = [...new Set(['looks.test.mjs', 'journey.test.mjs', ...all])];
await beside(names.map((name) => {
  const args = ['--test', '--test-reporter=spec', new URL(name, here).pathname];
  return { name, program: process.execPath, args };
}));
