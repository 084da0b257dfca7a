// An agency at its roster: somebody is looked for by name, the list is narrowed, and one step is taken for many.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { launch, visitor } from './browser.mjs';
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

/** Somebody of the busy agency, with a browser. */
async function member(options) {
  return visitor(browser, demo.url, { ...options, session: await demo.session(demo.person('agency_user', 'AG-021')) });
}

const names = (page) => page.locator('tbody th a').allInnerTexts();

describe('a roster is looked through', () => {
  test('by name, without script; Back brings the search again', async () => {
    const { page, context, faults } = await member({ script: false });
    await page.goto('/agency/workers?view=table');
    const [whole] = await names(page);
    const [first, last] = whole.split(' ');
    await page.locator('input[name=q]').fill(`${last.slice(0, 4).toUpperCase()} ${first.slice(0, 3)}`);
    assert.equal(await press(page, page.locator('.find button')), 200);
    const found = await names(page);
    assert.ok(found.includes(whole), `${whole} is among ${found}`);
    assert.ok(found.every((name) => name.split(' ').some((word) => word.startsWith(last.slice(0, 4)))), `${found}`);
    const address = page.url();
    await press(page, page.locator('tbody th a').first());
    await page.goBack({ waitUntil: 'load' });
    assert.equal(page.url(), address);
    assert.deepEqual(await names(page), found);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('by filters, which can be taken off one by one', async () => {
    const { page, context, faults } = await member({ lang: 'ar' });
    await page.goto('/agency/workers?view=table');
    await page.locator('details.narrow summary').click();
    await page.locator('select[name=state]').selectOption('roster:draft');
    await page.locator('select[name=work]').selectOption('housekeeper');
    await press(page, page.locator('details.narrow button'));
    const drafts = await names(page);
    assert.ok(drafts.length > 0 && page.url().includes('state=roster%3Adraft'), page.url());
    await press(page, page.locator('.chips a.chip').first());
    assert.ok(!page.url().includes('state='), page.url());
    assert.ok((await names(page)).length >= drafts.length);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('by keyboard: the slash leads to the search, and is a letter there', async () => {
    const { page, context } = await member();
    await page.goto('/agency/workers');
    await page.keyboard.press('/');
    assert.ok(await page.locator('input[name=q]').evaluate((one) => one === document.activeElement));
    await page.keyboard.press('/');
    assert.equal(await page.locator('input[name=q]').inputValue(), '/');
    await context.close();
  });
});

describe('one step for many', () => {
  for (const script of [true, false]) {
    test(`names each who is refused, ${script ? 'with' : 'without'} script`, async () => {
      const { page, context, faults } = await member({ script });
      await page.goto('/agency/workers?view=table&state=roster:draft');
      const all = await page.locator('input[name=worker]').count();
      const tick = page.locator('[data-all] input');
      if (script) await tick.check();
      else {
        assert.ok(!(await tick.isVisible()), 'only a script can tick all');
        for (let nth = 0; nth < all; nth += 1) await page.locator('input[name=worker]').nth(nth).check();
      }
      const asked = await names(page);
      assert.equal(await press(page, page.locator('button[name=step][value=list]')), 200);
      assert.deepEqual(await page.locator('section[aria-labelledby=refused] tbody th a').allInnerTexts(), asked);
      await press(page, page.locator('main p a.btn'));
      assert.ok(page.url().endsWith('/agency/workers?view=table&state=roster:draft'), page.url());
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test('a declaration for two is done for both, and once', async () => {
    const { page, context } = await member();
    await page.goto('/agency/workers?view=table&state=roster:consented');
    for (const nth of [0, 1]) await page.locator('input[name=worker]').nth(nth).check();
    const asked = (await names(page)).slice(0, 2);
    await press(page, page.locator('button[name=step][value=submit]'));
    assert.deepEqual(await page.locator('section[aria-labelledby=done] tbody th a').allInnerTexts(), asked);
    await page.goto('/agency/workers?view=table&state=roster:consented');
    for (const nth of [0, 1]) await page.locator('input[name=worker]').nth(nth).check();
    await press(page, page.locator('button[name=step][value=submit]'));
    assert.deepEqual(await page.locator('section[aria-labelledby=refused] tbody th a').allInnerTexts(), asked);
    await context.close();
  });
});
