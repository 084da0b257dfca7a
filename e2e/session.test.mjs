// The warning before somebody is signed out: in time, over what they type, and for as long as they wish.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { PHONE, launch } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { enter } from './people.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DIALOG = '#session-ends';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Somebody types, and the server says that so much is left; `now` is changed as the test goes on. */
async function typing(options, now) {
  const who = await enter(browser, demo, demo.person('customer'), options);
  const { page } = who;
  await page.clock.install();
  // Only the question is answered here: that somebody stays is answered by the server itself.
  await page.route('**/me/session', (route) => (route.request().method() === 'GET' ? route.fulfill({ json: now }) : route.continue()));
  await page.goto('/customer/household');
  await page.locator('main textarea, main input[type=text], main input:not([type])').first().fill('typed and not sent');
  const typed = () => page.locator('main textarea, main input[type=text], main input:not([type])').first().inputValue();
  const left = Number(await page.locator(DIALOG).getAttribute('data-left'));
  assert.ok(left > 300, `a session in use has time left: ${left}`);
  return { ...who, typed, pass: (seconds) => page.clock.runFor(1000 * seconds), left };
}

const paragraphs = (page) => page.locator(`${DIALOG} > p:visible:not([data-clock])`).count();

for (const options of [{ lang: 'en' }, { lang: 'ar', viewport: PHONE, theme: 'dark' }]) {
  test(`somebody stays signed in with the keyboard alone, and what they typed stays (${options.lang})`, async () => {
    const now = { left: 119, most: 40_000 };
    const { page, typed, left, faults, context } = await typing(options, now);
    await page.clock.fastForward(1000 * (left - 121));
    assert.equal(await page.locator(DIALOG).isVisible(), false, 'not before two minutes are left');
    await page.clock.runFor(32_000);
    await page.locator(`${DIALOG}[open]`).waitFor();
    assert.equal(await paragraphs(page), 1);
    assert.match(await page.locator(`${DIALOG} [role=timer]`).innerText(), /^1:\d\d$/);
    await page.evaluate(AXE);
    const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations'] })).violations);
    assert.deepEqual(found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
    assert.equal(await page.evaluate(() => document.activeElement.matches('[data-stay]')), true, 'the focus is on staying');
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.keyboard.press('Enter');
    const answer = await (await answered).json();
    assert.ok(answer.left > 300, 'the server lets them stay');
    await page.locator(DIALOG).waitFor({ state: 'hidden' });
    assert.equal(await typed(), 'typed and not sent');
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test('who is signed out all the same is told, and keeps what they typed', async () => {
  const now = { left: 100, most: 100 };
  const { page, typed, left, faults, context } = await typing({}, now);
  await page.clock.fastForward(1000 * (left - 119));
  await page.locator(`${DIALOG}[open]`).waitFor();
  assert.equal(await page.locator(`${DIALOG} [data-stay]`).isVisible(), false, 'nobody can stay longer than a sign-in lasts');
  await page.keyboard.press('Escape');
  await page.clock.runFor(5_000);
  await page.locator(DIALOG).waitFor({ state: 'hidden' });
  Object.assign(now, { left: 0, most: 0 });
  await page.clock.runFor(130_000);
  await page.locator(`${DIALOG}[open]`).waitFor();
  assert.equal(await paragraphs(page), 1, 'told that it is over');
  await page.locator(`${DIALOG} [data-closes]`).click();
  await page.clock.runFor(10_000);
  assert.equal(await page.locator(DIALOG).isVisible(), false, 'told once');
  assert.equal(await typed(), 'typed and not sent');
  assert.deepEqual(faults, []);
  await context.close();
});
