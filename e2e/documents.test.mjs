// A paper in the hands of two sessions: filed by page, opened by a link once, for a minute, in one session; closed after its use, after its
// minute and with the session; spoken at its start, at twenty seconds and at its end; looked at beside what was typed. How far a file is on
// its way is said, and a line that breaks files nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { until, signIn } from './api.mjs';
import { launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { scan } from './paper.mjs';
import { enter, press } from './people.mjs';

const AGENCY = 'AG-021';
// There is no scanner here: these kinds open by a decision of the operator's.
const SETTINGS = '[documents]\nunscanned = ["passport", "civil_id", "commercial_registration", "municipal_licence"]\n';

let demo;
let browser;
let worker;

before(async () => {
  [demo, browser] = await Promise.all([startDemo({ settings: SETTINGS }), launch()]);
  const roster = await (await signIn(demo, admin())).all('/workers');
  worker = roster.find((one) => one.fields.state.value === 'roster:listed').reference;
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const admin = () => demo.person('agency_admin', AGENCY);

/** Files a paper by its form, and waits until it is looked into. */
async function files(page, place, kind, ends) {
  await page.goto(`${place}/new`);
  await page.locator('main [name=kind]').selectOption(kind);
  await page.locator('main [name=expires_on]').fill(ends);
  await page.locator('main [name=file]').setInputFiles({ name: 'paper.pdf', mimeType: 'application/pdf', buffer: scan(kind) });
  assert.equal(await press(page, page.locator('main form button.btn-main')), 200);
  await until('the check', async () => {
    await page.goto(place);
    return (await page.locator('tbody tr').first().innerText()).includes('Checked');
  });
}

/** Asks for a link on the record's page; answers where it leads. */
async function link(page, of = worker) {
  await page.goto(`/agency/workers/${of}`);
  await page.locator('.papers details summary').first().click();
  const form = page.locator('.papers details form').first();
  const radio = form.locator('input[type=radio]').first();
  if (await radio.count()) await radio.check();
  assert.equal(await press(page, form.locator('button.btn-main')), 201);
  return page.locator('a[data-way]').getAttribute('href');
}

const over = (page) => page.getByText('This link does not lead anywhere').isVisible();
const seen = (page) => page.locator('.page-of img').first().evaluate(async (img) => (await img.decode(), img.naturalWidth));

test('a link opens once, in the session that asked for it, and what it opened closes with that session', async () => {
  const [one, other] = await Promise.all([enter(browser, demo, admin()), enter(browser, demo, admin())]);
  await files(one.page, `/agency/workers/${worker}/documents`, 'passport', '2031-05-02');
  const href = await link(one.page);
  assert.equal((await other.page.goto(href)).status(), 404);
  assert.ok(await over(other.page), 'the same person in another session');
  assert.equal(await press(one.page, one.page.locator('a[data-way]')), 200);
  assert.ok(await seen(one.page) > 400, 'the page is a picture that can be read');
  const picture = await one.page.locator('.page-of img').first().getAttribute('src');
  assert.equal((await other.page.goto(picture)).status(), 404, 'nor does it see the picture');
  const again = await one.context.newPage();
  assert.equal((await again.goto(href)).status(), 404);
  assert.ok(await over(again), 'a second use');
  assert.equal((await again.goto(picture)).status(), 200, 'while it stands open its pages are drawn');
  await one.page.locator('summary[aria-label]').first().click();
  await press(one.page, one.page.locator('form[action="/sign-out"] button').first());
  assert.doesNotMatch((await again.goto(picture)).headers()['content-type'], /image/, 'after signing out');
  for (const who of [one, other]) await who.context.close();
});

test('a link is spoken at its start, at twenty seconds and at its end, and is over after its minute', async () => {
  const { page, context, faults } = await enter(browser, demo, admin());
  await page.clock.install();
  const href = await link(page);
  const asked = Date.now();
  const said = (words) => until(words, async () => (await page.locator('#papers-said').textContent()) === words);
  await page.clock.runFor(500);
  await said('The link holds for 60 seconds.');
  assert.match(await page.locator('.ring text').textContent(), /^(59|60)$/);
  await page.clock.runFor(41_000);
  await said('20 seconds left on this link.');
  await page.clock.runFor(20_000);
  await said('Link closed. You can get a new one.');
  assert.equal(await page.locator('a[data-way]').count(), 0, 'the way is gone');
  assert.ok(await page.getByText('Link closed. You can get a new one.').last().isVisible());
  // The page's clock was moved, the server's moves by itself: its minute is waited for.
  await wait(Math.max(0, asked + 61_000 - Date.now()));
  assert.equal((await page.goto(href)).status(), 404);
  assert.ok(await over(page), 'after 61 seconds');
  assert.deepEqual(faults, []);
  await context.close();
});

test('a moderator looks at the paper beside what was typed, reads its lines, and a second one agrees', async () => {
  const first = await enter(browser, demo, demo.person('moderator'));
  const { page } = first;
  await page.goto('/operator/checks');
  await Promise.all([page.waitForNavigation(), page.locator('tbody tr', { hasText: worker }).locator('a').first().click()]);
  assert.equal(await press(page, page.locator('form[action$="/look"] button')), 200);
  assert.ok(await seen(page) > 400);
  const number = await page.locator('dl[data-page] dd').nth(1).innerText();
  await page.locator('[name=lines]').fill('P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10');
  await page.locator('button[formaction$="/lines"]').click();
  await page.locator('#read table').waitFor();
  assert.match(await page.locator('#read').innerText(), /Fits[\s\S]*L898902C3[\s\S]*Not the same/);
  assert.ok((await page.locator('#read').innerText()).includes(number), 'beside what was typed');
  assert.ok(await seen(page) > 400, 'the paper still stands beside it');
  await page.locator('[name=lines]').fill('');
  await page.locator('[name=result]').selectOption('differs:number');
  assert.equal(await press(page, page.locator('main form button.btn-main')), 200);
  assert.match(page.url(), /\/operator\/checks$/);
  assert.match(await page.locator('tbody tr', { hasText: worker }).first().innerText(), /For somebody else/);
  assert.deepEqual(first.faults, []);
  await first.context.close();
  const agency = await visitor(browser, demo.url, { session: await demo.session(admin()) });
  await agency.page.goto(`/agency/workers/${worker}/documents`);
  assert.match(await agency.page.locator('tbody tr').first().innerText(), /A second moderator compares it/);
  await agency.context.close();
});

test('a household and an agency file their own papers and open them', async () => {
  const home = demo.person('customer');
  for (const [who, place, kind] of [
    [home, '/customer/documents', 'civil_id'],
    [admin(), '/agency/documents', 'municipal_licence'],
  ]) {
    const { page, context, faults } = await visitor(browser, demo.url, { session: await demo.session(who) });
    await files(page, place, kind, new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
    assert.match(await page.locator('tbody tr').first().innerText(), /Ends in \S+ days/);
    await page.locator('.papers details summary').first().click();
    const form = page.locator('.papers details form').first();
    if (await form.locator('input[type=radio]').count()) await form.locator('input[type=radio]').first().check();
    assert.equal(await press(page, form.locator('button.btn-main')), 201);
    assert.equal(await press(page, page.locator('a[data-way]')), 200);
    assert.ok(await seen(page) > 400, place);
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test('a document on its way says how far it is, and a line that breaks files nothing', async () => {
  const { page, context } = await enter(browser, demo, admin());
  await page.goto('/agency/documents/new');
  await page.locator('main [name=kind]').selectOption('municipal_licence');
  await page.locator('main [name=expires_on]').fill('2031-05-02');
  const file = Buffer.concat([scan('a licence'), Buffer.alloc(3_000_000, '\n')]);
  await page.locator('main [name=file]').setInputFiles({ name: 'paper.pdf', mimeType: 'application/pdf', buffer: file });
  const line = await context.newCDPSession(page);
  const speed = (bytes, offline = false) => line.send('Network.emulateNetworkConditions',
    { offline, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
  await line.send('Network.enable');
  // So slowly that a machine which stands still for a while is not at the end of it.
  await speed(60_000);
  await page.locator('main form button.btn-main').click();
  await page.locator('#sending p', { hasText: /Sent: \D*\d+\D* %/ }).waitFor();
  const { value } = await page.locator('#sending progress').evaluate(({ value }) => ({ value }));
  assert.ok(value > 0 && value < 100, `${value} %`);
  await speed(-1, true);
  await page.locator('#sending p', { hasText: 'nothing was kept' }).waitFor();
  await speed(-1);
  assert.equal(await press(page, page.locator('main form button.btn-main')), 200);
  // An earlier licence stands beside it until this one was looked into.
  assert.equal(await page.locator('tbody tr', { hasText: '2 May 2031' }).count(), 1);
  await context.close();
});
