// A meeting's entry read by a calendar's own library: taken in, moved by a newer one, taken away again; in the time of Muscat.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import ICAL from 'ical.js';

import { signIn } from './api.mjs';
import { startDemo } from './demo.mjs';
import { workerOf } from './sights.mjs';

let demo;

before(async () => {
  demo = await startDemo();
});

after(() => demo?.stop());

/** A calendar as programs keep one: an entry of a name replaces an older one, and one that is called off takes it away. */
class Calendar {
  entries = new Map();

  take(file) {
    const calendar = new ICAL.Component(ICAL.parse(file));
    const [found, ...others] = calendar.getAllSubcomponents('vevent');
    assert.deepEqual(others, [], 'one meeting, one entry');
    const event = new ICAL.Event(found);
    const known = this.entries.get(event.uid);
    assert.ok(!known || event.sequence >= known.sequence, 'no older entry comes after a newer one');
    const method = calendar.getFirstPropertyValue('method');
    if (method === 'CANCEL') this.entries.delete(event.uid);
    else this.entries.set(event.uid, event);
    return { method, event, status: found.getFirstPropertyValue('status') };
  }
}

const muscat = (at) => at.toLocaleString('en-GB', { timeZone: 'Asia/Muscat', dateStyle: 'short', timeStyle: 'short' });

test('each party\'s calendar takes a meeting in, moves it, and takes it away', async () => {
  const moderator = await signIn(demo, demo.person('moderator'));
  const { reference, agency, customer } = (await moderator.all('/cases')).find(({ state, overlay }) => state === 'meeting_set' && overlay === 'none');
  const admin = demo.person('agency_admin', agency);
  const people = { customer: demo.people.find((one) => one.reference === customer), agency: admin, worker: await workerOf(demo, admin, reference) };
  const parties = await Promise.all(Object.entries(people).map(async ([portal, person]) => {
    const cookie = (await demo.session(person)).map(({ name, value }) => `${name}=${value}`).join('; ');
    return { portal, cookie, calendar: new Calendar(), api: await signIn(demo, person) };
  }));
  const [household, office, worker] = parties;
  /** What each party's calendar makes of its entry now. */
  const taken = () => Promise.all(parties.map(async ({ portal, cookie, calendar }) => {
    const answer = await fetch(`${demo.url}/${portal}/cases/${reference}/meeting.ics`, { headers: { cookie } });
    assert.match(answer.headers.get('content-type'), /^text\/calendar/);
    return calendar.take(await answer.text());
  }));
  const stands = async (sequence) => {
    const { agreed } = await household.api.get(`/cases/${reference}/meeting`);
    for (const { method, event, status } of await taken()) {
      assert.deepEqual([method, status], ['PUBLISH', 'CONFIRMED']);
      assert.equal(muscat(event.startDate.toJSDate()), muscat(new Date(agreed.starts_at)));
      assert.equal(event.endDate.toJSDate().toISOString(), new Date(agreed.ends_at).toISOString());
      assert.equal(event.startDate.zone, ICAL.Timezone.utcTimezone, 'no zone that a calendar must know of');
      assert.ok(event.sequence >= sequence, `${event.sequence} is not before ${sequence}`);
      assert.deepEqual(event.attendees, [], 'nobody is named');
    }
    assert.ok(parties.every(({ calendar }) => calendar.entries.size === 1), 'the meeting stands once in each calendar');
    return household.calendar.entries.values().next().value.sequence;
  };
  const first = await stands(0);

  // Ten in the morning of the third day, in Muscat: moved by the agency, picked and agreed to anew.
  const day = new Date(Date.now() + (3 * 24 + 4) * 3_600_000).toISOString().slice(0, 10);
  const starts_at = new Date(`${day}T10:00:00+04:00`).toISOString();
  await office.api.step(reference, { step: 'propose_meeting', slots: [{ starts_at, minutes: 30, place: 'video' }], weekend: true });
  const { offered } = await household.api.get(`/cases/${reference}/meeting`);
  const { slot } = offered.find((one) => new Date(one.starts_at).toISOString() === starts_at);
  await household.api.step(reference, { step: 'choose_slot', slot });
  await worker.api.step(reference, { step: 'agree_meeting' });
  const second = await stands(first + 1);
  assert.equal(muscat(household.calendar.entries.values().next().value.startDate.toJSDate()), `${day.split('-').reverse().join('/')}, 10:00`);

  await office.api.step(reference, { step: 'cancel' });
  for (const { method, event, status } of await taken()) {
    assert.deepEqual([method, status], ['CANCEL', 'CANCELLED']);
    assert.ok(event.sequence > second, 'a calendar takes it away only when it is newer');
  }
  assert.ok(parties.every(({ calendar }) => calendar.entries.size === 0), 'no calendar keeps it');
});
