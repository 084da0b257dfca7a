// The API, for what a test must know before it looks at pages: which case stands where, and who is in it.
import { setTimeout as wait } from 'node:timers/promises';

const CODE = /\b\d{6}\b/;
const asking = new Map();

/** Asks for a sign-in code with `ask` and answers the code that was sent. Two who ask for one person take turns: the newest code counts. */
export function codeFor(demo, person, ask) {
  const turn = (asking.get(person.email) ?? Promise.resolve()).then(() => newCode(demo, person.email, ask));
  asking.set(person.email, turn.catch(() => {}));
  return turn;
}

async function newCode(demo, address, ask) {
  // A full inbox drops its oldest message: the newest one tells, not how many there are.
  const newest = async () => JSON.stringify((await demo.inbox(address))[0]);
  const before = await newest();
  await ask();
  return until(`a code for ${address}`, async () => {
    const letter = await newest();
    return letter !== before && CODE.exec(JSON.parse(letter).text)?.[0];
  });
}

/** The arrival code of a case, as it was sent to its worker. */
export function arrivalCode(demo, person, reference) {
  return until(`the arrival code of ${reference}`, async () => {
    const letters = (await Promise.all([person.email, person.phone].map((address) => demo.inbox(address)))).flat();
    const letter = letters.find(({ text }) => text.includes(reference) && CODE.test(text));
    return letter && CODE.exec(letter.text)[0];
  });
}

/** Asks again until there is an answer: the inbox tells nobody when a message comes in. */
export async function until(what, ask) {
  for (let tries = 0; tries < 400; tries += 1) {
    const answer = await ask();
    if (answer) return answer;
    await wait(50);
  }
  throw new Error(`${what} did not come`);
}

const signedIn = new Map();

/** Somebody signed in at the API, once: `get` answers the body of a path below `/api/v1`, `all` every item of a list, `step` moves a case. */
export function signIn(demo, person) {
  const key = `${demo.url} ${person.email}`;
  if (!signedIn.has(key)) signedIn.set(key, enter(demo, person));
  return signedIn.get(key);
}

async function enter(demo, person) {
  const send = (path, body) => fetch(`${demo.url}/api/v1${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  }).then((answer) => answer.json());
  let challenge;
  const code = await codeFor(demo, person, async () => {
    ({ challenge } = await send('/sign-in', { channel: 'email', address: person.email }));
  });
  let tokens = await send(`/sign-in/${challenge}`, { code });
  let renewing;
  // A token holds five minutes. Whoever finds theirs over renews it, once for all who wait: a refresh token that comes twice ends the session.
  const call = async (path, init = {}) => {
    const ask = () => fetch(`${demo.url}/api/v1${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${tokens.access_token}` } });
    const answer = await ask();
    if (answer.status !== 401) return answer;
    renewing ??= send('/tokens', { refresh_token: tokens.refresh_token }).then((next) => (tokens = next)).finally(() => (renewing = undefined));
    await renewing;
    return ask();
  };
  const get = async (path) => {
    const answer = await call(path);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const step = async (reference, taken) => {
    const { version } = await get(`/cases/${reference}`);
    const body = JSON.stringify({ version, ...taken });
    const answer = await call(`/cases/${reference}/steps`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (!answer.ok) throw new Error(`${taken.step} of ${reference}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return { get, all: (path) => all(get, path), step, token: () => tokens.access_token };
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
