// Each person's work with the keys alone, from the first page to what it was for: in Arabic on a phone, in English at a desk.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { codeFor } from './api.mjs';
import { PHONE, launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { Keys, step } from './keys.mjs';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Does it as this person; nothing may go wrong in the browser. */
async function as(person, options, act) {
  const { page, context, faults } = await visitor(browser, demo.url, { ...options, session: await demo.session(person) });
  await act(page, new Keys(page));
  assert.deepEqual(faults, []);
  await context.close();
}

/** An agency declares for somebody who has consented that they paid nothing: the reference of whom it was for. */
async function declared() {
  let reference;
  await as(demo.person('agency_user', 'AG-021'), {}, async (page, keys) => {
    await page.goto('/agency/workers?view=table&state=roster:consented');
    // Another one each time: a declaration is made once.
    const nth = times += 1;
    await keys.tick(`tbody tr:nth-child(${nth}) input[name=worker]`);
    await keys.enter('button[name=step][value=submit]');
    const done = page.locator('section[aria-labelledby=done] tbody th a');
    assert.equal(await done.count(), 1, await page.locator('main').innerText());
    reference = new URL(await done.getAttribute('href'), demo.url).pathname.split('/').pop();
  });
  return reference;
}

let times = 0;

const ARABIC_PHONE = { lang: 'ar', viewport: PHONE };

/** A code as an Arabic keyboard writes it. */
const arabicDigits = (code) => [...code].map((digit) => String.fromCharCode(0x660 + Number(digit))).join('');

describe('with the keys alone', () => {
  test('a household signs in, with the digits of its own keyboard, in Arabic on a phone', async () => {
    const person = demo.people.find(({ role }) => role === 'customer');
    const { page, context, faults } = await visitor(browser, demo.url, ARABIC_PHONE);
    const keys = new Keys(page);
    await page.goto('/sign-in');
    assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
    await keys.reach('main input[name=address]');
    await page.keyboard.type(person.email);
    const code = await codeFor(demo, person, () => keys.enter('main form[action="/sign-in"] button'));
    const field = await keys.reach('main input[name=code]');
    assert.equal(await field.getAttribute('autocomplete'), 'one-time-code');
    assert.equal(await field.getAttribute('inputmode'), 'numeric');
    // A wrong one first: the page says so, and the focus is not far.
    await page.keyboard.type(arabicDigits(code === '111111' ? '222222' : '111111'));
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
    await keys.reach('main input[name=code]');
    assert.equal(await page.locator('main input[name=code]').getAttribute('aria-invalid'), 'true');
    await page.keyboard.type(arabicDigits(code));
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
    assert.doesNotMatch(new URL(page.url()).pathname, /^\/sign-in/);
    assert.equal(await page.locator('nav a[href="/customer/household"]').count() > 0, true, 'they are where they belong');
    assert.deepEqual(faults.filter((fault) => !/422/.test(String(fault))), []);
    await context.close();
  });

  test('a household finds a profile, asks, holds it and ends its case, in Arabic on a phone', async () => {
    const person = demo.people.find(({ role }) => role === 'customer');
    await as(person, ARABIC_PHONE, async (page, keys) => {
      await page.goto('/catalogue');
      await keys.enter('.profile:has(.b-ok) h3 a');
      await keys.send('form[action="/customer/cases"]');
      assert.match(new URL(page.url()).pathname, /^\/customer\/cases\/[^/]+$/);
      await keys.send(step('hold'));
      await keys.send(step('cancel'));
      assert.equal(await page.locator('form.step').count(), 0, 'the case is over');
    });
  });

  test('an agency takes in a list, finds its people on the roster and declares for one of them, at a desk', async () => {
    await as(demo.person('agency_user', 'AG-012'), {}, async (page, keys) => {
      const list = ['Full name,Date of birth,Nationality,Passport no', 'Hiwot Girma,1991-03-12,Ethiopia,EP9900001'].join('\n');
      // Asked for before the page comes: a browser that learns of it beside the key's press may show its own dialog first.
      const chooser = new Promise((resolve) => page.once('filechooser', resolve));
      await page.goto('/agency/imports/new');
      await keys.reach('input[type=file]');
      await page.keyboard.press('Enter');
      await (await chooser).setFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(list) });
      await keys.enter('main form button.btn-main');
      await keys.enter('main form.stack button.btn-main');
      await keys.enter('main form[action$="/commit"] button.btn-main');
      // The page asks for itself again until the job is done.
      await page.locator('main a.btn-main[href="/agency/workers"]').waitFor();
      await keys.enter('main a.btn-main[href="/agency/workers"]');
      await keys.reach('input[name=q]');
      await page.keyboard.type('hiwot gir');
      await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
      assert.match(await page.locator('main').innerText(), /Hiwot Girma/);
    });
    assert.match(await declared(), /^W-/);
  });

  test('a worker gives a consent and takes it back, in Arabic on a phone', async () => {
    await as(demo.people.find(({ role }) => role === 'worker'), ARABIC_PHONE, async (page, keys) => {
      await page.goto('/worker');
      await keys.enter('nav a[href="/worker/consents"]:visible');
      const given = () => page.locator('main li:has(button[value=no])').count();
      const before = await given();
      const kind = await page.locator('main form:not(:has(button[value=no])) input[name=kind]').last().inputValue();
      const form = `main form:has(input[name=kind][value=${kind}])`;
      await keys.enter(`${form} button[value=yes]`);
      assert.equal(await given(), before + 1, `${kind} is given`);
      await keys.enter(`${form} button[value=no]`);
      assert.equal(await given(), before, `${kind} is taken back`);
    });
  });

  test('a moderator checks a profile, lists it, and finds it among the listed, at a desk', async () => {
    const reference = await declared();
    await as(demo.person('moderator'), {}, async (page, keys) => {
      await page.goto('/operator');
      await keys.enter('nav a[href="/operator/reviews"]:visible');
      assert.ok(await page.locator('tbody th a').count());
      await page.goto(`/operator/reviews/${reference}`);
      await keys.send(step('review'));
      await keys.send(step('list'));
      assert.equal(await page.locator(step('unlist')).count(), 1, 'it is listed');
    });
  });
});
