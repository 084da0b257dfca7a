// What goes wrong in people's hands: a session that ends while they write, a button pressed twice, Back after a form was sent, the same
// page in two windows.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { PHONE, launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { press, signInHere } from './people.mjs';

let demo;
let browser;
let person;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
  person = demo.person('agency_user', 'AG-021');
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** The page of some worker's record, in a window of somebody of the agency. */
async function record(options) {
  const who = { ...(await visitor(browser, demo.url, { ...options, session: await demo.session(person) })), person };
  await who.page.goto('/agency/workers?view=table');
  await who.page.goto(await who.page.locator('tbody th a').first().getAttribute('href'));
  return who;
}

/** The first of these that is so. */
async function firstOf(all, is) {
  for (const one of all) if (await is(one)) return one;
  throw new Error(`none of ${all.length}`);
}

const note = (page) => page.locator('form[action$="/notes"]');
const written = (page, text) => page.locator('.said-lines', { hasText: text }).count();

describe('nothing that somebody wrote is lost or done twice', () => {
  for (const [lang, script] of [['en', true], ['ar', false]]) {
    test(`what is written while the session ends is sent after signing in again (${lang}, ${script ? 'with' : 'without'} script)`, async () => {
      const who = await record({ lang, script, viewport: PHONE });
      const { page, context, become } = who;
      const text = lang === 'ar' ? 'تفضّل العمل قرب السوق «A&B».' : 'Prefers to work near "the old market" & the school.';
      const path = new URL(page.url()).pathname;
      await note(page).locator('textarea').fill(text);
      await become([]);
      assert.equal(await press(page, note(page).locator('button')), 401, 'the session is over');
      assert.equal(await press(page, page.locator('main form button')), 200, 'the sign-in asks who it is');
      await signInHere(demo, who);
      assert.ok((await page.locator('main form').innerText()).includes(text), 'what was written is shown');
      assert.equal(await press(page, page.locator('main form button.btn-main')), 200);
      assert.equal(new URL(page.url()).pathname, path);
      assert.equal(await written(page, text), 1, 'it is sent once');
      await context.close();
    });
  }

  test('a page that is older than the sign-in asks before it sends', async () => {
    const { page, context, become } = await record();
    await note(page).locator('textarea').fill('Written before the new sign-in.');
    const again = await fetch(`${demo.url}/demo/persona`, { method: 'POST', body: new URLSearchParams({ person: person.email }), redirect: 'manual' });
    await become(again.headers.getSetCookie().map((line) => {
      const [name, value] = line.split(';')[0].split('=');
      return { name, value, url: demo.url };
    }));
    assert.equal(await press(page, note(page).locator('button')), 403);
    assert.equal(await press(page, page.locator('main form button.btn-main')), 200);
    assert.equal(await written(page, 'Written before the new sign-in.'), 1);
    await context.close();
  });

  test('a button that is pressed twice sends once, and Back shows what was sent', async () => {
    const { page, context } = await record();
    const text = 'Pressed twice.';
    await note(page).locator('textarea').fill(text);
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), note(page).locator('button').dblclick()]);
    assert.equal(await written(page, text), 1);
    await page.goBack();
    assert.equal(await written(page, text), 1, 'Back shows that it is written');
    await context.close();
  });

  test('of two windows with one page the later one is told what has happened, and writes nothing over it', async () => {
    const session = await demo.session(person);
    const windows = await Promise.all([1, 2].map(() => visitor(browser, demo.url, { session })));
    const [first, second] = windows.map(({ page }) => page);
    await first.goto('/agency/workers?view=table');
    const records = await first.locator('tbody th a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    const record = await firstOf(records, async (path) => (await first.goto(`${path}/edit`)).ok());
    const rename = async (page, name) => {
      await page.locator('main [name=first_name]').fill(name);
      return press(page, page.locator('main form button.btn-main'));
    };
    await Promise.all([first, second].map((page) => page.goto(`${record}/edit`)));
    assert.equal(await rename(first, 'Maryam مريم'), 200);
    assert.equal(await rename(second, 'Somebody Else'), 409);
    await first.goto(`${record}/edit`);
    assert.equal(await first.locator('main [name=first_name]').inputValue(), 'Maryam مريم');
    await Promise.all(windows.map(({ context }) => context.close()));
  });

  test('a server that starts anew finds everybody signed in, and the open page goes on', async () => {
    const { page, context } = await record();
    await note(page).locator('textarea').fill('Written over a new start.');
    await demo.restart();
    assert.equal(await press(page, note(page).locator('button')), 200);
    assert.equal(await written(page, 'Written over a new start.'), 1);
    await context.close();
  });
});
