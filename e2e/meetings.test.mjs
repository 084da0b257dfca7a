// A meeting as its people find it on their pages: the reader's own time beside Muscat's, the entry for a calendar, a time that cannot
// be; and what a household says of its agency.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { PHONE, launch, visitor } from './browser.mjs';
import { signIn } from './api.mjs';
import { startDemo } from './demo.mjs';
import { workerOf } from './sights.mjs';

let demo;
let browser;
let meeting;
let people;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
  const moderator = await signIn(demo, demo.person('moderator'));
  const all = await moderator.all('/cases');
  const set = all.find((one) => one.state === 'meeting_set' && one.overlay === 'none');
  meeting = { ...set, ...(await moderator.get(`/cases/${set.reference}/meeting`)) };
  const agency = demo.person('agency_admin', set.agency);
  const customer = demo.people.find((person) => person.reference === set.customer);
  people = { customer, agency, worker: await workerOf(demo, agency, set.reference) };
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const as = async (person, options = {}) => visitor(browser, demo.url, { session: await demo.session(person), ...options });
const card = (page) => page.locator('section:has(> div > #meeting)');

describe('the time of a meeting', () => {
  test('is told with the reader\'s own beside it, where that is another', async () => {
    const { page, context, faults } = await as(people.customer, { timezone: 'Asia/Kolkata' });
    await page.goto(`/customer/cases/${meeting.reference}`);
    const own = await card(page).locator('strong .own').first().innerText();
    const wanted = new Date(meeting.agreed.starts_at).toLocaleTimeString('en-GB', { timeZone: 'Asia/Kolkata', hour: '2-digit', minute: '2-digit' });
    assert.ok(own.includes(wanted), `${own} has no ${wanted}`);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('is Muscat\'s alone in Muscat, and without script', async () => {
    for (const options of [{}, { timezone: 'Asia/Kolkata', script: false }]) {
      const { page, context } = await as(people.customer, options);
      await page.goto(`/customer/cases/${meeting.reference}`);
      assert.equal(await page.locator('.own').count(), 0);
      await context.close();
    }
  });
});

test('each party takes the meeting into a calendar, and the worker reads where it is, on a phone in Arabic', async () => {
  for (const [portal, person] of Object.entries(people)) {
    const { page, context, faults } = await as(person, { lang: 'ar', viewport: PHONE });
    await page.goto(`/${portal}/cases/${meeting.reference}`);
    const [download] = await Promise.all([page.waitForEvent('download'), card(page).locator('a[href$="/meeting.ics"]').click()]);
    assert.equal(download.suggestedFilename(), `meeting-${meeting.reference}.ics`);
    const entry = Buffer.concat(await (await download.createReadStream()).toArray()).toString();
    assert.match(entry, /^BEGIN:VCALENDAR\r\n/);
    assert.match(entry, /METHOD:PUBLISH\r\n/);
    assert.ok(entry.split('\r\n').every((line) => Buffer.byteLength(line) <= 75), entry);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= PHONE.width);
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test('a time on the weekend is refused beside its tick, and nothing that was typed is lost', async () => {
  const { page, context } = await as(people.agency);
  await page.goto(`/agency/cases/${meeting.reference}`);
  const form = page.locator('form:has([name=step][value=propose_meeting])');
  await form.locator('xpath=ancestor::details').locator('summary').click();
  const friday = new Date(Date.now() + 4 * 3_600_000);
  do friday.setUTCDate(friday.getUTCDate() + 1); while (friday.getUTCDay() !== 5);
  const typed = `${friday.toISOString().slice(0, 10)}T10:00`;
  await form.locator('[name=slot_1]').fill(typed);
  await form.locator('[name=place][value=agency_office]').check();
  await form.locator('[name=way]').fill('Ring 9212 3456 at the gate');
  const send = async () => {
    const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === 'POST'), form.locator('button').click()]);
    await page.waitForLoadState('load');
    return answer.status();
  };
  assert.equal(await send(), 422, 'a number in the way');
  assert.equal(await form.locator('[name=way]').getAttribute('aria-invalid'), 'true');
  await form.locator('[name=way]').fill('Second floor, the glass door');
  assert.equal(await send(), 422, 'a Friday');
  assert.equal(await form.locator('[name=weekend]').getAttribute('aria-invalid'), 'true');
  assert.equal(await form.locator('[name=slot_1]').inputValue(), typed);
  await context.close();
});

test('a household says how its agency coordinated, is stopped at a word about a person, and takes it back', async () => {
  const moderator = await signIn(demo, demo.person('moderator'));
  const handed = (await moderator.all('/cases')).filter((one) => one.state === 'handed_over' && one.overlay === 'none');
  let found;
  for (const one of handed) {
    const customer = demo.people.find((person) => person.reference === one.customer);
    const said = await (await signIn(demo, customer)).get(`/cases/${one.reference}/review`).catch(() => null);
    if (!said) found = { one, customer };
  }
  const { page, context, faults } = await as(found.customer);
  await page.goto(`/customer/cases/${found.one.reference}`);
  await page.locator('#review a.btn').click();
  for (const name of ['coordination', 'meetings', 'fees']) await page.locator(`[name=${name}][value=well]`).check();
  await page.locator('[name=text]').fill('The nanny was late.');
  await page.locator('main form button').click();
  await page.waitForSelector('[name=text][aria-invalid=true]');
  await page.locator('[name=text]').fill('Quick answers, clear fees.');
  await page.locator('main form button').click();
  await page.waitForURL(/#review$/);
  assert.ok((await page.locator('#review').innerText()).includes('Quick answers, clear fees.'));
  await page.locator('#review form button').click();
  await page.waitForSelector('#review a.btn');
  assert.deepEqual(faults.filter((fault) => !fault.includes('422')), []);
  await context.close();
});
