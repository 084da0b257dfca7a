// What is held about somebody, as a file: asked on a page, taken through a link that works once, destroyed when they say so.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { PHONE, launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { press } from './people.mjs';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const as = async (person, options = {}) => visitor(browser, demo.url, { session: await demo.session(person), ...options });
const ask = (page) => page.locator('form[action="/me/data"] button');
const take = (page) => page.locator('form[action$="/link"] button');

/** Presses "Download" and answers the file's name, its bytes and the address that it came from. */
async function taken(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), take(page).first().click()]);
  const bytes = Buffer.concat(await (await download.createReadStream()).toArray());
  return { name: download.suggestedFilename(), bytes, from: new URL(download.url()).pathname };
}

/** Asks for the file and waits until the page says that it is there: it looks for itself. */
async function made(page) {
  await page.goto('/me/data');
  await press(page, ask(page));
  await page.locator('[role=status]').or(take(page)).first().waitFor();
  await take(page).first().waitFor();
}

const people = () => [
  ['a worker, in Arabic on a phone', demo.people.find((one) => one.role === 'worker'), { lang: 'ar', viewport: PHONE }],
  ['a household', demo.person('customer'), {}],
  ['a household without script', demo.people.filter((one) => one.role === 'customer')[1], { script: false }],
];

describe('a file of one\'s own', () => {
  test('is asked, made, taken once by each link, and destroyed', async () => {
    for (const [who, person, options] of people()) {
      const { page, context, faults } = await as(person, options);
      await made(page);
      const file = await taken(page);
      assert.equal(file.name, 'data.zip', who);
      assert.equal(file.bytes.subarray(0, 2).toString(), 'PK', who);
      for (const part of ['data.json', 'summary-ar.html', 'summary-en.html', 'csv/cases.csv']) {
        assert.ok(file.bytes.includes(part), `${who}: no ${part}`);
      }
      const again = await page.goto(file.from);
      assert.equal(again.status(), 404, who);
      assert.ok((await page.locator('main').innerText()).length > 40, `${who}: the page says what to do`);
      await page.goto('/me/data');
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${who}: wider than the window`);
      await press(page, page.locator('form[action$="/revoke"] button').first());
      assert.equal(await take(page).count(), 0, `${who}: nothing is left to take`);
      assert.deepEqual(faults, [], who);
      await context.close();
    }
  });

  test('is nobody else\'s, link or no link', async () => {
    const [one, other] = demo.people.filter((person) => person.role === 'customer').slice(2);
    const { page, context } = await as(one);
    await made(page);
    const place = await page.locator('form[action$="/link"]').first().getAttribute('action');
    const stranger = await as(other);
    for (const path of [place.replace(/link$/, 'file/nonsense'), '/me/data/01900000-0000-7000-8000-000000000001/file/nonsense']) {
      assert.equal((await stranger.page.goto(path)).status(), 404, path);
    }
    await Promise.all([context.close(), stranger.context.close()]);
  });

  test('is found from the account menu and from the list of who looked', async () => {
    const { page, context, faults } = await as(demo.person('customer'));
    await page.goto('/customer/disclosures');
    await press(page, page.locator('main a[href="/me/data"]'));
    await page.goto('/customer/cases');
    await page.locator('details.account summary').click();
    await press(page, page.locator('details.account a[href="/me/data"]'));
    assert.deepEqual(faults, []);
    await context.close();
  });
});

test('the data-protection officer is told what is wrong beside the field', async () => {
  const { page, context, faults } = await as(demo.person('dpo'));
  await page.goto('/me/data');
  const form = page.locator('form[action="/me/data/about"]');
  await form.locator('[name=worker]').fill('W-0000000');
  await form.locator('[name=reason]').fill('They asked at the office, and get it there on paper.');
  await press(page, form.locator('button'));
  assert.equal(await form.locator('[name=worker][aria-invalid=true], [name=worker][aria-describedby*=error]').count(), 1);
  assert.equal(await form.locator('[name=reason]').inputValue(), 'They asked at the office, and get it there on paper.');
  assert.deepEqual(faults, []);
  await context.close();
});
