// People at work: how somebody signs in, takes a step and states something, by what they see on the page.
import assert from 'node:assert/strict';

import { codeFor } from './api.mjs';
import { visitor } from './browser.mjs';

/** Somebody of the demo in a browser of their own, signed in through the pages with the code that was sent to them. */
export async function enter(browser, demo, person, options) {
  const who = { ...(await visitor(browser, demo.url, options)), person };
  await oneByOne(person, async () => {
    await who.page.goto('/sign-in');
    await signInHere(demo, who);
  });
  return who;
}

const signingIn = new Map();

/** A new code ends the older one of an address: whoever signs in as one person several times does so one time after the other. */
function oneByOne(person, act) {
  const done = (signingIn.get(person.email) ?? Promise.resolve()).then(act);
  signingIn.set(person.email, done.catch(() => {}));
  return done;
}

/** Signs in on the page that asks for it, and stays where that leads. */
export async function signInHere(demo, { page, person }) {
  await page.locator('main input[name=address]').fill(person.email);
  const code = await codeFor(demo, person, () => press(page, page.locator('main form[action="/sign-in"] button')));
  await page.locator('main input[name=code]').fill(code);
  assert.equal(await press(page, page.locator('main form:has(input[name=code]) button')), 200, `${person.email} is signed in`);
}

/** Presses a button or follows a link and waits for the page that comes; answers its status. */
export async function press(page, button) {
  const [answer] = await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
  return answer.status();
}

/** The form of a step on the page of a case. */
export const formOf = (page, step) => page.locator(`form.step:has(> input[name=step][value=${step}])`);

/** The steps that the page of a case offers, whether in sight or folded away. */
export const offered = (page) => page.locator('form.step > input[name=step]').evaluateAll((all) => all.map((one) => one.value));

/** Opens a case and takes a step there: fills its fields by name, states everything that the form asks to be stated. */
export async function take(who, path, step, fields = {}) {
  const { page } = who;
  await page.goto(path);
  const form = formOf(page, step);
  assert.equal(await form.count(), 1, `${who.person.role} finds no ${step} on ${path}, only ${await offered(page)}`);
  await unfold(form);
  for (const [name, value] of Object.entries(fields)) await fill(form, name, value);
  await tickAll(form);
  const status = await press(page, form.locator('button'));
  const said = status === 200 ? '' : await page.locator('main').innerText();
  assert.equal(status, 200, `${who.person.role} takes ${step}: ${said}`);
}

/** States what a case waits for beside its steps; all of it, if no word is given. */
export async function state(who, path, words) {
  const { page } = who;
  await page.goto(path);
  const form = page.locator('form[action$="/statements"]');
  if (words) for (const word of words) await form.locator(`[name=attest][value=${word}]`).check();
  else await tickAll(form);
  assert.equal(await press(page, form.locator('button')), 200);
}

async function unfold(form) {
  const details = form.locator('xpath=ancestor::details[not(@open)]');
  if (await details.count()) await details.locator('summary').click();
}

async function tickAll(form) {
  for (const box of await form.locator('[name=attest]').all()) await box.check();
}

async function fill(form, name, value) {
  const field = form.locator(`[name="${name}"]`).first();
  const kind = await field.getAttribute('type');
  if (kind === 'radio') await form.locator(`[name="${name}"][value="${value}"]`).check();
  else if (kind === 'checkbox') for (const box of await form.locator(`[name="${name}"]`).all()) await box.check();
  else await field.fill(value);
}

/** What the page of a case says about who sees what: for each row a mark for every party, `v-y`, `v-m` or `v-n`. */
export const sees = (page) => page.locator('table.sees tbody tr').evaluateAll((rows) => rows.map((row) =>
  [...row.cells].slice(1).map((cell) => cell.firstElementChild.className)));
