// The keyboard, and what is open on top of a page: the skip link, a focus that can be seen, menus and dialogs that close.
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

const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);

describe('a keyboard is enough', () => {
  for (const lang of ['en', 'ar']) {
    test(`the first press of Tab offers to skip to the content (${lang})`, async () => {
      const { page, context } = await visitor(browser, demo.url, { lang });
      await page.goto('/catalogue');
      await page.keyboard.press('Tab');
      const skip = page.locator('a.skip');
      assert.ok(await skip.evaluate((link) => link === document.activeElement));
      const { x, y, width } = await skip.boundingBox();
      assert.ok(x >= 0 && y >= 0 && x + width <= 1280, 'it comes into sight');
      await page.keyboard.press('Enter');
      assert.equal(await focused(page), 'main');
      await context.close();
    });
  }

  test('every stop of the Tab key shows where it is', async () => {
    const { page, context } = await visitor(browser, demo.url, { session: await demo.session(demo.person('agency_user', 'AG-021')) });
    for (const path of ['/agency', '/agency/workers?view=table', '/agency/imports/new']) {
      await page.goto(path);
      for (let stop = 0; stop < 25; stop += 1) {
        await page.keyboard.press('Tab');
        const seen = await page.evaluate(() => {
          // Behind the last stop the browser's own controls follow.
          if (document.activeElement === document.body) return '';
          const style = getComputedStyle(document.activeElement);
          const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
          return ring || style.boxShadow !== 'none' ? '' : document.activeElement.outerHTML.slice(0, 120);
        });
        assert.equal(seen, '', `${path}, stop ${stop}: no ring`);
      }
    }
    await context.close();
  });

  test('a menu opens, closes with Escape and gives the focus back', async () => {
    const { page, context } = await visitor(browser, demo.url, { session: await demo.session(demo.person('agency_user', 'AG-021')) });
    await page.goto('/agency');
    const summary = page.locator('.account > summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    assert.ok(await page.locator('.account[open] button').isVisible());
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.account[open]').count(), 0);
    assert.ok(await summary.evaluate((one) => one === document.activeElement));
    await context.close();
  });

  test('the filters of a phone are a dialog that closes with its button and with Escape', async () => {
    const { page, context, faults } = await visitor(browser, demo.url, { viewport: PHONE });
    await page.goto('/catalogue');
    const opener = page.locator('[data-opens=filters]');
    const dialog = page.locator('dialog#filters');
    await opener.click();
    assert.ok(await dialog.evaluate((one) => one.open && one.contains(document.activeElement)), 'the focus is inside');
    await dialog.locator('[data-closes]').click();
    assert.ok(!(await dialog.isVisible()));
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    assert.ok(!(await dialog.isVisible()));
    assert.ok(await opener.evaluate((one) => one === document.activeElement), 'the focus goes back to where it was');
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('sealed data is opened from a dialog, by keyboard, and only after a reason is given', async () => {
    const { page, context, faults } = await visitor(browser, demo.url, { session: await demo.session(demo.person('moderator')) });
    await page.goto('/operator/reviews');
    await page.locator('tbody th a').first().click();
    const opener = page.locator('[data-opens]').first();
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.locator('dialog[open]');
    await dialog.locator('button.btn-main').press('Enter');
    assert.ok(await dialog.isVisible(), 'without a reason nothing is sent');
    for (const name of ['fields', 'purpose']) await dialog.locator(`input[type=radio][name=${name}]`).first().check();
    const [answer] = await Promise.all([page.waitForNavigation(), dialog.locator('button.btn-main').press('Enter')]);
    assert.equal(answer.status(), 201);
    assert.equal(answer.headers()['cache-control'], 'no-store');
    assert.deepEqual(faults, []);
    await context.close();
  });
});

describe('without script', () => {
  test('what script shows in a dialog stands open where its link leads', async () => {
    const { page, context } = await visitor(browser, demo.url, { viewport: PHONE, script: false });
    await page.goto('/catalogue');
    await page.locator('[data-opens=filters]').click();
    assert.ok(await page.locator('dialog#filters form').isVisible());
    await page.locator('dialog#filters [data-closes]').click();
    assert.ok(!(await page.locator('dialog#filters form').isVisible()));
    await context.close();
  });
});
