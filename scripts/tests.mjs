// Every program of tests that Cargo builds, beside each other: most of their time is waiting, for a database, a process, a disk.
import { basename, dirname } from 'node:path';

import { beside, run } from './beside.mjs';

// The longest begin first, and the others go beside them.
const LONGEST = ['canary', 'use_cases', 'http', 'processes', 'amana', 'policies', 'store', 'tables'];

const args = ['test', '--workspace', '--locked', '--no-run', '--message-format=json'];
const { code, out } = await run({ program: 'cargo', args, stdio: ['ignore', 'pipe', 'inherit'] });
if (code !== 0) process.exit(code);
const messages = out.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
const built = messages.filter(({ reason, profile, executable }) => reason === 'compiler-artifact' && profile.test && executable);
if (built.length === 0) throw new Error('Cargo named no program of tests.');

const place = ({ target }) => (LONGEST.includes(target.name) ? LONGEST.indexOf(target.name) : LONGEST.length);
await beside(built.sort((one, other) => place(one) - place(other)).map(({ executable, manifest_path: manifest, target }) => {
  const cwd = dirname(manifest);
  return { name: `${target.name} of ${basename(cwd)}`, program: executable, args: [], cwd };
}));
