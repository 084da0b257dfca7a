// Every kind of page, for everybody who sees it, in both languages, both themes, on a phone and a desktop: no barrier that axe
// finds, nothing that sticks out of the page, on a narrow phone and enlarged twofold either, nothing that a browser complains of,
// and no more bytes than a slow phone can bear.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';

import { NARROW, PHONE, WIDE, launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { WATCHERS, sights } from './sights.mjs';

const KB = 1024;
/** What a page may weigh when everything that pages share is there already, and when nothing is. */
const LATER = 12 * KB;
const FIRST = { en: 85 * KB, ar: 100 * KB };

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let demo;
let browser;
let all;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
  all = await sights(demo);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

describe('every page can be read and used, light and dark, on a phone and a desktop', { concurrency: 2 }, () => {
  for (const watcher of WATCHERS) {
    for (const lang of ['en', 'ar']) {
      test(`by ${watcher}, ${lang === 'ar' ? 'in Arabic' : 'in English'}`, async () => {
        const found = [];
        const followed = new Set();
        const who = await visitor(browser, demo.url, { lang });
        for (const sight of all.filter((one) => one.watcher === watcher)) {
          await who.become(sight.person ? await demo.session(sight.person) : []);
          const faults = [...(await look(who, sight)), ...(await deadEnds(who, followed))];
          found.push(...faults.map((fault) => `${sight.name}, ${fault}`));
        }
        await who.context.close();
        if (found.length) throw new Error(`${found.length} found\n${found.join('\n')}`);
      });
    }
  }
});

for (const [lang, most] of Object.entries(FIRST)) {
  test(`the first page that somebody ever sees weighs less than ${most / KB} KB (${lang})`, async () => {
    for (const path of ['/', '/catalogue', '/sign-in']) {
      const { page, context } = await visitor(browser, demo.url, { lang });
      const answers = [];
      page.on('response', (response) => answers.push(response));
      await page.goto(path, { waitUntil: 'networkidle' });
      const weights = await Promise.all(answers.map(bytes));
      const weighs = weights.reduce((sum, one) => sum + one, 0);
      assert.ok(answers.length > 4 && weighs > 20 * KB, `${path}: all of it was counted: ${weighs}`);
      assert.ok(weighs <= most, `${path}: ${weighs} bytes`);
      await context.close();
    }
  });
}

test('the checks themselves find what is wrong', async () => {
  const who = await visitor(browser, demo.url);
  await who.page.goto('/licences');
  await who.page.evaluate(() => {
    document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="/gone.png"><p id="bad" style="color: red">pale and wide</p>');
    document.querySelector('main').insertAdjacentHTML('beforeend', '<b id="thin"><svg></svg></b>');
    document.querySelector('#thin svg').style.width = '0';
    Object.assign(document.getElementById('bad').style, { width: '300rem', color: 'rgb(130 130 130)', backgroundColor: 'rgb(120 120 120)' });
    console.error('said');
  });
  await who.page.waitForLoadState('networkidle');
  const found = [...(await barriers(who.page, 'light')), ...(await barriers(who.page, 'dark')), ...(await sticksOut(who.page)), ...(await vanished(who.page)), ...who.faults].join('\n');
  for (const one of ['image-alt', 'light: color-contrast', 'dark: color-contrast', 'wider than', 'without width', 'gone.png answered 404', 'said', 'Content Security Policy']) {
    assert.ok(found.includes(one), `${one} is missing in\n${found}`);
  }
  await who.context.close();
});

/** Loads a page once and looks at it at both widths: width and theme are the browser's own affair, the server sends the same. */
async function look({ page, faults }, sight) {
  const found = [];
  for (const viewport of sight.foreign ? [WIDE] : [WIDE, PHONE]) {
    await page.setViewportSize(viewport);
    // What leads to the sight may differ with the width: a dialog on a phone is a column on a desktop.
    if (viewport === WIDE || sight.act) {
      const weighs = await bytes(await page.goto(sight.path));
      if (weighs > LATER && !sight.foreign) found.push(`${weighs} bytes, more than ${LATER}`);
      await sight.act?.(page);
    }
    const theirs = sight.foreign ? [] : [...(await barriers(page, 'light')), ...(await barriers(page, 'dark'))];
    found.push(...[...theirs, ...(await sticksOut(page)), ...(sight.foreign ? [] : await vanished(page))].map((fault) => `${viewport.width} wide: ${fault}`));
  }
  // A phone of 320 points, and a desktop enlarged twofold and fourfold (WCAG 1.4.10), have the same room.
  await page.setViewportSize(NARROW);
  if (!sight.foreign) found.push(...(await sticksOut(page)).map((fault) => `${NARROW.width} wide: ${fault}`));
  return [...found, ...faults.splice(0)];
}

/** What came over the wire for an answer, packed as it was sent; its headers are the protocol's affair. */
async function bytes(response) {
  return (await response.request().sizes()).responseBodySize;
}

/** Links of the page that lead nowhere. Of links that differ only in whom or what they name, one is followed. */
async function deadEnds({ page, context }, followed) {
  const links = await page.locator('a[href^="/"]').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  const fresh = links.filter((link) => {
    const kind = link.replace(/[A-Z]-[0-9A-Z]{8}|=[^&]+/g, '');
    return !kind.startsWith('/language') && !followed.has(kind) && followed.add(kind);
  });
  const answers = await Promise.all(fresh.map((link) => context.request.get(link, { maxRetries: 1 })));
  return fresh.flatMap((link, at) => (answers[at].ok() ? [] : [`the link to ${link} answers ${answers[at].status()}`]));
}

/** Whatever makes the page wider than the window, with what sticks out most. */
function sticksOut(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const out = (one) => Math.max(one.getBoundingClientRect().right - clientWidth, -one.getBoundingClientRect().left);
    const [worst] = [...document.querySelectorAll('body *')].sort((a, b) => out(b) - out(a));
    return [`${scrollWidth - clientWidth} px wider than the window: ${worst.outerHTML.slice(0, 120)}`];
  });
}

/** Signs that are there for axe and for nobody's eyes: a column without width. */
function vanished(page) {
  return page.locator('main svg').evaluateAll((all) => {
    const thin = all.filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width < 8);
    return thin.length ? [`${thin.length} signs without width: ${thin[0].parentElement.outerHTML.slice(0, 120)}`] : [];
  });
}

/** What axe reports. In the dark the same page has other colours and nothing else. It is put in past the page's content policy. */
async function barriers(page, theme) {
  if (theme === 'light') await page.evaluate(`if (!window.axe) { ${AXE} }`);
  const rules = theme === 'light' ? {} : { runOnly: { type: 'rule', values: ['color-contrast'] } };
  const violations = await page.evaluate(async ([chosen, options]) => {
    document.documentElement.dataset.theme = chosen;
    return (await window.axe.run(document, { resultTypes: ['violations'], ...options })).violations;
  }, [theme, rules]);
  return violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target, html, failureSummary }) =>
    `${theme}: ${id} (${impact}) at ${target.join(' ')}: ${html.slice(0, 160)} ${failureSummary.split('\n').slice(1).join(' ').slice(0, 200)}`));
}
