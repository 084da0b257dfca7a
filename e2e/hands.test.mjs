// The keyboard, and what is open on top of a page: the skip link, a focus that can be seen, menus and dialogs that close;
// and what people do beside a case: choose for whom they act, open their own papers, deal with what could not be sent.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { PHONE, launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { enter, press } from './people.mjs';

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

describe('beside a case', () => {
  test('somebody of two agencies chooses at sign-in for which they act, and changes over by the menu', async () => {
    const person = demo.people.find((one) => one.organisation.includes(', '));
    const { page, context, faults } = await enter(browser, demo, person);
    assert.equal(new URL(page.url()).pathname, '/organisations');
    const names = await page.locator('label.choice bdi:first-child').allInnerTexts();
    const act = async (name) => {
      await page.locator('label.choice', { hasText: name }).click();
      await press(page, page.locator('main form button.btn-main'));
      assert.ok((await page.locator('.portal').innerText()).includes(name));
    };
    const [first, second] = names.filter((name) => !name.startsWith('O-'));
    await act(first);
    await page.locator('.account > summary').click();
    await press(page, page.locator('.account a[href="/organisations"]'));
    await act(second);
    assert.deepEqual(faults, []);
    await context.close();
  });

  for (const lang of ['en', 'ar']) {
    test(`a worker opens their own passport number, and it is on no list of who looked (${lang})`, async () => {
      const person = demo.people.find((one) => one.role === 'worker');
      const { page, context, faults } = await visitor(browser, demo.url, { lang, session: await demo.session(person) });
      const looked = async () => {
        await page.goto('/worker/disclosures');
        return page.locator('li.seen').count();
      };
      const before = await looked();
      await page.goto('/worker/profile');
      assert.doesNotMatch(await page.locator('main').innerText(), /[A-Z]{1,2}\d{6,}/, 'sealed until it is asked for');
      await page.locator('[data-opens=open-own]').click();
      await page.locator('dialog input[value=passport]').check();
      assert.equal(await press(page, page.locator('dialog[open] button.btn-main')), 201);
      assert.match(await page.locator('main dl strong').innerText(), /[A-Z0-9]{6,}/);
      assert.equal(await looked(), before);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test('what could not be sent is tried again, and else marked as dealt with', async () => {
    const session = await demo.session(demo.person('platform_admin'));
    const { page, context, faults } = await visitor(browser, demo.url, { session });
    const rows = () => page.locator('tbody tr').count();
    await page.goto('/operator/jobs');
    assert.equal(await rows(), 1, 'the letter to a mailbox that is none');
    assert.equal(await press(page, page.locator('form[action$="/retry"] button')), 200);
    assert.ok(await page.locator('.msg[role=status]').isVisible(), 'it is said what was done');
    // The relay gives it up once more: nothing tells the page, so it is asked for again.
    for (let tries = 0; tries < 100 && (await rows()) === 0; tries += 1) await page.goto('/operator/jobs');
    assert.equal(await rows(), 1);
    await page.locator('tbody details summary').click();
    const settle = page.locator('form[action$="/settle"]');
    await settle.locator('button').click();
    assert.ok(await settle.isVisible(), 'without saying how nothing is sent');
    await settle.locator('select').selectOption('address_wrong');
    assert.equal(await press(page, settle.locator('button')), 200);
    assert.equal(await rows(), 0);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('who only looks at deliveries is offered nothing to do', async () => {
    const session = await demo.session(demo.person('auditor'));
    const { page, context } = await visitor(browser, demo.url, { session });
    await page.goto('/operator/jobs');
    assert.equal(await page.locator('main form').count(), 0);
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
