// The API, for what a test must know before it looks at pages: which case stands where, and who is in it.
import { setTimeout as wait } from 'node:timers/promises';

const CODE = /\b\d{6}\b/;

/** The code of the newest message to an address that came after `seen` others. */
export async function codeFor(demo, address, seen) {
  for (let tries = 0; tries < 200; tries += 1) {
    const letters = await demo.inbox(address);
    if (letters.length > seen) return CODE.exec(letters[0].text)[0];
    // The inbox tells nobody when a message comes in.
    await wait(50);
  }
  throw new Error(`no code came to ${address}`);
}

const signedIn = new Map();

/** Somebody signed in at the API, once: `get` answers the body of a path below `/api/v1`, `all` every item of a list. */
export function signIn(demo, person) {
  const key = `${demo.url} ${person.email}`;
  if (!signedIn.has(key)) signedIn.set(key, enter(demo, person));
  return signedIn.get(key);
}

async function enter(demo, person) {
  const send = (path, body) => fetch(`${demo.url}/api/v1${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  }).then((answer) => answer.json());
  const seen = (await demo.inbox(person.email)).length;
  const { challenge } = await send('/sign-in', { channel: 'email', address: person.email });
  const { access_token } = await send(`/sign-in/${challenge}`, { code: await codeFor(demo, person.email, seen) });
  const headers = { authorization: `Bearer ${access_token}` };
  const get = async (path) => {
    const answer = await fetch(`${demo.url}/api/v1${path}`, { headers });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return { get, all: (path) => all(get, path) };
}

/** Every item of a list, page by page. */
async function all(get, path) {
  const items = [];
  let after = '';
  do {
    const page = await get(`${path}?limit=100${after}`);
    items.push(...page.items);
    after = page.next ? `&after=${encodeURIComponent(page.next)}` : null;
  } while (after !== null);
  return items;
}
