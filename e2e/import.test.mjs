// An agency takes in its own list by page: the file, what its columns mean, a trial with a reason for each bad row, the roster.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { press } from './people.mjs';

const sample = (name) => fileURLToPath(new URL(`../samples/${name}`, import.meta.url));
const LISTS = [
  { file: 'roster-ag-021.csv', agency: 'AG-004', good: 55, bad: 5, lang: 'en' },
  { file: 'roster-ag-021.xlsx', agency: 'AG-007', good: 34, bad: 5, lang: 'ar' },
];

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

describe('an agency takes in its own list by page', () => {
  for (const list of LISTS) {
    test(`${list.file}: mapped, tried, committed, on the board (${list.lang})`, () => takeIn(list));
  }

  test('rows are left out by hand, and the roster goes out again as a file', leavesOutAndTakesAway);

  test('a file of another kind is refused beside the field, with what to do', async () => {
    const who = await visitor(browser, demo.url, { session: await demo.session(demo.person('agency_user', 'AG-004')) });
    await who.page.goto('/agency/imports/new');
    await who.page.locator('input[type=file]').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('%PDF-1.7 a list') });
    assert.equal(await press(who.page, who.page.locator('main form button')), 422);
    assert.match(await who.page.innerText('#file-error'), /PDF.*XLSX/);
    assert.deepEqual(who.faults, []);
    await who.context.close();
  });
});

async function takeIn({ file, agency, good, bad, lang }) {
  const who = await visitor(browser, demo.url, { lang, session: await demo.session(demo.person('agency_user', agency)) });
  const { page } = who;
  const board = await who.context.newPage();
  const before = await drafts(board);

  await page.goto('/agency/imports/new');
  await page.locator('input[type=file]').setInputFiles(sample(file));
  assert.equal(await press(page, page.locator('main form button')), 200);
  const guessed = await page.locator('main select').evaluateAll((all) => all.map((one) => one.value));
  for (const field of ['full_name', 'birth_date', 'passport_number']) assert.ok(guessed.includes(field), `${field} is guessed`);

  assert.equal(await press(page, page.locator('main form.stack button.btn-main')), 200);
  assert.deepEqual(await counts(page), [good, 0, bad]);
  const reasons = await page.locator('section[aria-labelledby=refused] tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
  assert.ok(reasons.length >= bad);
  for (const [line, column, reason] of reasons) assert.ok(Number(line) > 1 && reason, `${line} ${column} ${reason}`);
  assert.equal(await drafts(board), before, 'a trial puts nobody there');

  assert.equal(await press(page, page.locator('main form[action$="/commit"] button.btn-main')), 200);
  // The page asks for itself again until the job is done.
  await page.locator('main a.btn-main[href="/agency/workers"]').waitFor();
  assert.deepEqual(await counts(page), [good, 0, bad]);
  await press(page, page.locator('main a.btn-main[href="/agency/workers"]'));
  assert.ok(new URL(page.url()).pathname === '/agency/workers');
  assert.equal(await drafts(page), before + good, 'the board shows them');
  assert.deepEqual(who.faults, []);
  await who.context.close();
}

async function leavesOutAndTakesAway() {
  const who = await visitor(browser, demo.url, { session: await demo.session(demo.person('agency_admin', 'AG-012')) });
  const { page } = who;
  const list = ['Full name,Date of birth,Nationality,Passport no', ...[1, 2, 3].map((n) => `Tigist Alemu ${'ABC'[n]},1992-05-0${n},Ethiopia,EL00000${n}`)].join('\n');
  await page.goto('/agency/imports/new');
  await page.locator('input[type=file]').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(list) });
  await press(page, page.locator('main form button'));
  await press(page, page.locator('main form.stack button.btn-main'));
  assert.deepEqual(await counts(page), [3, 0, 0]);
  await page.locator('input[name=leave][value="3"]').check();
  await press(page, page.locator('main form[action$="/commit"] button.btn-main'));
  await page.locator('main a.btn-main[href="/agency/workers"]').waitFor();
  assert.deepEqual(await counts(page), [2, 0, 0], 'the row that was ticked is left out');

  await page.goto('/agency/imports');
  await press(page, page.locator('main a[href="/agency/workers/export"]'));
  await page.locator('main form').evaluate((form) => { form.noValidate = true; });
  assert.equal(await press(page, page.locator('main form button.btn-main')), 422, 'nothing is opened without a reason');
  await page.goto('/agency/workers/export');
  await page.locator('input[name=purpose]').first().check();
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('main form button.btn-main').click()]);
  const text = await readFile(await file.path(), 'utf8');
  assert.match(text, /EL000001/);
  assert.doesNotMatch(text, /EL000002/);
  assert.deepEqual(who.faults, []);
  await who.context.close();

  const user = await visitor(browser, demo.url, { session: await demo.session(demo.person('agency_user', 'AG-012')) });
  await user.page.goto('/agency/imports');
  assert.equal(await user.page.locator('a[href="/agency/workers/export"]').count(), 0, 'papers are the admin’s to open');
  assert.equal((await user.page.goto('/agency/workers/export')).status(), 404);
  await user.context.close();
}

/** Accepted, known, refused. */
const counts = (page) => page.locator('dl.stats dd').evaluateAll((all) => all.map((one) => Number(one.textContent)));

/** How many drafts the board says there are. */
async function drafts(page) {
  await page.goto('/agency/workers');
  return Number(await page.locator('#finish h2 .n').innerText());
}
