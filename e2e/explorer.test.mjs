// The explorer of the policies as a data-protection officer uses it: by keyboard alone, in Arabic, on a phone; the address holds
// the question, Back leads to the one before, and nothing of it needs a script.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { PHONE, launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Staff of the operator, on a phone in Arabic unless said otherwise. */
const staff = async (role, options = {}) =>
  visitor(browser, demo.url, { lang: 'ar', viewport: PHONE, session: await demo.session(demo.person(role)), ...options });

/** Goes from stop to stop with the Tab key until the one that is looked for has the focus. */
async function tabTo(page, selector) {
  for (let stop = 0; stop < 120; stop += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`no Tab leads to ${selector}`);
}

const said = (page) => page.locator('#answer .say mark').first().innerText();
const widest = (page) => page.evaluate(() => document.documentElement.scrollWidth);

describe('in Arabic, on a phone, by keyboard alone', () => {
  test('a choice changes answer and address, and Back leads to the question before', async () => {
    const { page, context, faults } = await staff('dpo');
    await page.goto('/operator/explorer?role=customer&relation=usual&purpose=working&state=signed&overlay=none');
    const before = await said(page);
    await tabTo(page, 'select[name=role]');
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/role=customer_approver/);
    await page.waitForFunction((was) => document.querySelector('#answer .say mark').innerText !== was, before);
    assert.ok(await page.evaluate(() => document.activeElement.matches('select[name=role]')), 'the focus stays where it was');
    assert.ok(page.url().includes('state=signed'), 'the whole question stands in the address');
    await page.goBack();
    await page.waitForFunction((was) => document.querySelector('#answer .say mark')?.innerText === was, before);
    assert.match(page.url(), /role=customer&/);
    assert.ok((await widest(page)) <= PHONE.width, `nothing is wider than the phone: ${await widest(page)}`);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('a row unfolds its rule with reason and text, and the tables scroll in boxes of their own', async () => {
    const { page, context, faults } = await staff('auditor');
    await page.goto('/operator/explorer?role=customer&state=permit');
    await tabTo(page, '.decide details:has(pre) > summary');
    await page.keyboard.press('Enter');
    const more = page.locator('.decide details[open] .more');
    assert.match(await more.locator('pre').first().innerText(), /^permit \(principal/);
    assert.equal(await more.locator('pre').first().evaluate((pre) => getComputedStyle(pre).direction), 'ltr');
    await tabTo(page, '.scroll:has(.matrix)');
    assert.equal(await page.getByText(/حفظ اختبارًا|الحفظ اختبارًا/).count(), 0, 'an auditor looks and keeps nothing');
    assert.ok((await widest(page)) <= PHONE.width, `nothing is wider than the phone: ${await widest(page)}`);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('a thought case goes on by links, marks what opened, and each place has its address', async () => {
    const { page, context, faults } = await staff('dpo');
    await page.goto('/operator/explorer/case');
    for (const move of ['enquire.enquiry', 'hold.held', 'accept.accepted']) {
      await tabTo(page, `a[href$="${move}"]`);
      await Promise.all([page.waitForURL(new RegExp(`${move}$`)), page.keyboard.press('Enter')]);
    }
    assert.ok((await page.locator('.matrix .opened').count()) > 0, 'what the agency opened by accepting is marked');
    const address = page.url();
    await page.goBack();
    assert.ok(page.url().endsWith('hold.held'));
    await page.goto(address);
    assert.equal(await page.locator('nav.crumbs a[aria-current=page]').count(), 1);
    assert.ok((await widest(page)) <= PHONE.width, `nothing is wider than the phone: ${await widest(page)}`);
    assert.deepEqual(faults, []);
    await context.close();
  });
});

for (const script of [true, false]) {
  test(`an answer is kept as a test and taken away again, ${script ? 'with' : 'without'} script`, async () => {
    const { page, context } = await staff('moderator', { script, lang: 'en' });
    await page.goto('/operator/explorer');
    await page.locator('select[name=state]').selectOption('met');
    await page.locator('select[name=role]').selectOption(script ? 'customer' : 'customer_approver');
    await Promise.all([page.waitForURL(/state=met/), page.locator('form[action="/operator/explorer"] button').click()]);
    await page.waitForLoadState('load');
    await Promise.all([page.waitForURL(/tests\/new/), page.locator('a[href*="class=worker_name"]').first().click()]);
    assert.match(await page.locator('main').innerText(), /Worker's full name\W+Hidden/);
    await page.locator('input[name=note]').fill('No name before the agreement.');
    await Promise.all([page.waitForURL(/done=kept/), page.locator('main form button').click()]);
    assert.match(await page.locator('main').innerText(), /No name before the agreement\./);
    await Promise.all([page.waitForURL(/done=removed/), page.locator('form[action$="/remove"] button').first().click()]);
    assert.doesNotMatch(await page.locator('main').innerText(), /No name before the agreement\./);
    await context.close();
  });
}
