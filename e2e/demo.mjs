// Starts the built binary as a demo of its own: a free port, a folder that goes when it stops. Nothing of a page is known here.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../target/debug/amana', import.meta.url));
const READY = / is at (http:\S+)/;

/** A port that nobody listens on at this moment. */
async function freePort() {
  const server = createServer();
  await new Promise((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Waits for the line that tells the address; a program that ends before is an error with all that it said. */
function ready(child) {
  return new Promise((done, fail) => {
    let said = '';
    const hear = (bytes) => {
      said += bytes;
      const found = READY.exec(said);
      if (found) done(found[1]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`the demo ended with ${code} before it was ready:\n${said}`)));
  });
}

/** A running demo. AMANA_WORLD may name the folder of a stopped one: its copy starts at once, where a world takes seconds to build.
 * With `still`, a moment, it is a world of its own that ends there, and whose clock stands: the same each time. `settings` is the text
 * of its settings file, `files` what lies beside it, for nobody else to read. */
export async function startDemo({ still, settings, files = {}, from = still ? '' : process.env.AMANA_WORLD } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'amana-e2e-'));
  if (from) await cp(from, folder, { recursive: true });
  if (settings) await writeFile(join(folder, 'amana.toml'), settings);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o600 });
  const ports = ['--port', await freePort(), '--ops-port', await freePort()];
  const start = () => spawn(BINARY, ['demo', ...ports, ...(still ? ['--still', still] : []), '--data', folder]);
  const child = start();
  const url = await ready(child);
  const { people } = JSON.parse(await readFile(join(folder, 'demo.json'), 'utf8'));
  return new Demo({ child, start, folder, url, people });
}

/** A demo, its people and what only a demo has: a clock that can be moved, an inbox that holds every message. */
class Demo {
  constructor(running) {
    Object.assign(this, running, { sessions: new Map() });
  }

  /** Stops it and starts it on the same address over the same folder. */
  async restart() {
    await this.halt();
    this.child = this.start();
    await ready(this.child);
  }

  /** The cookies of somebody who was signed in by the demo's bar. They are kept: a person may ask for ten codes an hour. */
  session(person) {
    if (!this.sessions.has(person.email)) this.sessions.set(person.email, this.#lookThrough(person));
    return this.sessions.get(person.email);
  }

  async #lookThrough(person) {
    const body = new URLSearchParams({ person: person.email });
    const answer = await fetch(`${this.url}/demo/persona`, { method: 'POST', body, redirect: 'manual' });
    if (answer.status !== 303) throw new Error(`${person.email} could not be looked through: ${answer.status}`);
    return answer.headers.getSetCookie().map((line) => {
      const [name, value] = line.split(';')[0].split('=');
      return { name, value, url: this.url };
    });
  }

  /** Somebody of this role, in this organisation if one is given by reference. */
  person(role, organisation) {
    const found = this.people.find((one) => one.role === role && (!organisation || one.reference === organisation));
    if (!found) throw new Error(`the demo has no ${role} ${organisation ?? ''}`);
    return found;
  }

  /** Moves the clock forward by an ISO 8601 duration; what becomes due on the way has happened when this is answered. */
  async advance(by) {
    const answer = await fetch(`${this.url}/demo/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advance: by }),
    });
    if (!answer.ok) throw new Error(`the clock did not move: ${answer.status} ${await answer.text()}`);
    return new Date((await answer.json()).now);
  }

  /** Every message to an address, newest first. */
  async inbox(address) {
    return (await fetch(`${this.url}/demo/inbox.json?to=${encodeURIComponent(address)}`)).json();
  }

  /** Stops the program without its folder, for a copy of it. */
  async halt() {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await ended;
  }

  async stop() {
    await this.halt();
    await rm(this.folder, { recursive: true, force: true });
  }
}
