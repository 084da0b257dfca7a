// The parts and the key pages beside the pictures of them that were approved: the parts and what a visitor sees in both languages, both
// themes, on a phone and a desktop; pages with data, out of a demo that is the same each time, in half of these looks.
// `APPROVE=1 node --test e2e/approved.test.mjs` approves what is there now.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { PHONE, WIDE, launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { sights } from './sights.mjs';

const FOLDER = join(import.meta.dirname, 'approved');
const PAGES = { gallery: '/_gallery', home: '/', 'sign-in': '/sign-in' };
/** Pages with data: the first screens of each. */
const KEY = [
  'catalogue', 'household-cases', 'household-case-offered', 'worker-case-accepted', 'worker-consents', 'agency-board', 'agency-cases',
  'operator-reviews', 'operator-case-offered', 'explorer',
];
const SCREENS = 1400;
/** When the demo's history ends, and where its clock stands. */
const STILL = '2026-11-22T08:30:00Z';
// Another build of the same browser draws letters a little otherwise; a part that is gone or moved changes far more.
const TOLERATED = 0.004;

let demo;
let browser;
let key;

before(async () => {
  [demo, browser] = await Promise.all([startDemo({ still: STILL }), launch()]);
  key = (await sights(demo)).filter(({ name }) => KEY.includes(name));
  assert.deepEqual(KEY.filter((name) => !key.some((one) => one.name === name)), [], 'each key page is there');
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

describe('parts and pages look as they were approved', { concurrency: 2 }, () => {
  for (const lang of ['en', 'ar']) {
    for (const theme of ['light', 'dark']) {
      for (const viewport of [PHONE, WIDE]) {
        const look = `${lang}-${theme}-${viewport.width}`;
        test(look, async () => {
          const who = await visitor(browser, demo.url, { lang, theme, viewport });
          const judge = await browser.newPage();
          const found = [];
          for (const [name, path] of Object.entries(PAGES)) {
            found.push(...(await beside(judge, `${name}-${look}`, await portrait(who.page, path))));
          }
          // English stands for the light, Arabic for the dark: each page in each language, theme and width, not in each mixture.
          if ((lang === 'ar') === (theme === 'dark')) {
            for (const sight of key) {
              await who.become(sight.person ? await demo.session(sight.person) : []);
              found.push(...(await beside(judge, `${sight.name}-${look}`, await portrait(who.page, sight.path, SCREENS))));
            }
          }
          await judge.close();
          await who.context.close();
          assert.deepEqual([...found, ...who.faults], []);
        });
      }
    }
  }
});

test('the comparison finds a part that moved, and one in another colour', async () => {
  const who = await visitor(browser, demo.url);
  const judge = await browser.newPage();
  const before = await portrait(who.page, PAGES.gallery);
  const same = await portrait(who.page, PAGES.gallery);
  const small = await judge.evaluate(smaller, before);
  assert.ok((await judge.evaluate(compared, [same, small])) <= TOLERATED, 'the same page is the same');
  for (const spoil of [() => { document.querySelector('[data-story=Message]').remove(); }, () => { document.documentElement.dataset.theme = 'dark'; }]) {
    await who.page.goto(PAGES.gallery);
    await who.page.evaluate(spoil);
    const spoilt = (await who.page.screenshot({ fullPage: true })).toString('base64');
    assert.ok((await judge.evaluate(compared, [spoilt, small])) > TOLERATED, 'it is found');
  }
  await judge.close();
  await who.context.close();
});

/** What is wrong with a picture beside the approved one of this name; nothing, and it is kept, when it is to be approved. */
async function beside(judge, name, shot) {
  const file = join(FOLDER, `${name}.webp`);
  if (process.env.APPROVE) {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(file, await judge.evaluate(smaller, shot), 'base64');
    return [];
  }
  if (!existsSync(file)) return [`${name}: no picture of it was approved`];
  const differs = await judge.evaluate(compared, [shot, (await readFile(file)).toString('base64')]);
  return differs > TOLERATED ? [`${name}: ${(differs * 100).toFixed(2)} % differ from ${file}`] : [];
}

/** The whole page as a picture, or its upper `most` points; without the demo's bar, which tells the time. */
async function portrait(page, path, most) {
  await page.goto(path);
  const height = await page.evaluate(() => {
    document.querySelector('.demo')?.remove();
    return document.fonts.ready.then(() => document.documentElement.scrollHeight);
  });
  const { width } = page.viewportSize();
  const clip = most && { x: 0, y: 0, width, height: Math.min(most, height) };
  return (await page.screenshot({ fullPage: true, ...(clip && { clip }) })).toString('base64');
}

/** Half as large, as WebP: what is kept. Runs in the browser. */
async function smaller(shot) {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${shot}`)).blob());
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width / 2, height: image.height / 2 });
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/webp', 0.5).split(',')[1];
}

/** Which part of the squares of 8 by 8 points differs visibly; all of it when the page has another size. Runs in the browser. */
async function compared([shot, approved]) {
  const points = async (kind, picture, by) => {
    const image = await createImageBitmap(await (await fetch(`data:image/${kind};base64,${picture}`)).blob());
    const [width, height] = [Math.floor(image.width / by), Math.floor(image.height / by)];
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const brush = canvas.getContext('2d', { willReadFrequently: true });
    brush.drawImage(image, 0, 0, width, height);
    return { width, height, data: brush.getImageData(0, 0, width, height).data };
  };
  const [now, then] = [await points('png', shot, 2), await points('webp', approved, 1)];
  // A line more or less of a page this long is drawn, not designed.
  if (now.width !== then.width || Math.abs(now.height - then.height) > 2) return 1;
  const height = Math.min(now.height, then.height);
  let [squares, differing] = [0, 0];
  for (let top = 0; top + 8 <= height; top += 8) {
    for (let from = 0; from + 8 <= now.width; from += 8) {
      const sums = [0, 0, 0, 0, 0, 0];
      for (let y = top; y < top + 8; y += 1) {
        for (let x = from; x < from + 8; x += 1) {
          const at = (y * now.width + x) * 4;
          for (let colour = 0; colour < 3; colour += 1) {
            sums[colour] += now.data[at + colour];
            sums[colour + 3] += then.data[at + colour];
          }
        }
      }
      squares += 1;
      if ([0, 1, 2].some((colour) => Math.abs(sums[colour] - sums[colour + 3]) / 64 > 14)) differing += 1;
    }
  }
  return differing / squares;
}
