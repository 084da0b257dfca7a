// A case as its people see it: a household, an agency, a worker and the operator's staff, each in a browser of their own, take it
// from the catalogue to the archive by what stands on their pages.
import assert from 'node:assert/strict';

import { arrivalCode, signIn } from './api.mjs';
import { visitor } from './browser.mjs';
import { enter, offered, press, sees, signInHere, state, take } from './people.mjs';
import { workerOf } from './sights.mjs';

const OFFER = {
  service_fee: '700', government_fee: '141', insurance: '35.5', travel_agency: '90', wage: '130', hours: '8', rest: '1', languages: true,
};
/** Steps that several sides take, each for itself: nobody is out of turn there. */
const SHARED = ['propose_meeting', 'choose_slot', 'answer', 'sign', 'hand_over', 'mark_met'];
/** Rows of "who sees what" on a household's page, and the household's own column. */
const [FIRST_NAME, FULL_NAME, YOU] = [0, 1, 0];

/** The portal that somebody is at home in. */
const home = ({ person }) => ({ agency_user: 'agency', agency_admin: 'agency', customer: 'customer', worker: 'worker' })[person.role] ?? 'operator';

/** The case, its people and their browsers. */
export class Journey {
  constructor({ demo, browser, together, lang, script = true, home, work }) {
    Object.assign(this, { demo, browser, together, look: { lang, script }, home, work, people: [], strange: [] });
  }

  stages() {
    return [
      ['a visitor narrows the catalogue and is led to the sign-in', () => this.browse()],
      ['the household signs in by code, asks and holds', () => this.ask()],
      ['the agency accepts and proposes times', () => this.accept()],
      ['strangers find nothing of the case, and no side can act out of turn', () => this.strangers()],
      ['the household chooses a time and the worker agrees in plain words', () => this.agree()],
      ['both answer in private once the meeting is over', () => this.answer()],
      ['the agency offers, all three sign, and the name opens', () => this.sign()],
      ['finance confirms the deposit and the agency brings the permit', () => this.permit()],
      ['the worker arrives with a code, and both confirm the hand-over', () => this.arrive()],
      ['the guarantee runs and ends', () => this.guarantee()],
      ['the case is put away', () => this.archive()],
      ['nothing went wrong in any browser on the way', () => this.faultless()],
    ];
  }

  async let_in(person) {
    const who = await enter(this.browser, this.demo, person, this.look);
    this.people.push(who);
    return who;
  }

  async browse() {
    const person = this.demo.people.find(({ name, role }) => name === this.home && role === 'customer');
    this.household = { ...(await visitor(this.browser, this.demo.url, this.look)), person };
    this.people.push(this.household);
    const { page } = this.household;
    await page.goto('/');
    const right = this.look.lang === 'ar';
    assert.equal(await page.getAttribute('html', 'lang'), this.look.lang);
    assert.equal(await page.getAttribute('html', 'dir'), right ? 'rtl' : 'ltr');
    assert.equal(/[\u0600-\u06ff]/.test(await page.innerText('h1')), right, 'the heading is in the language that was asked for');
    await press(page, page.locator('main a[href="/catalogue"]').first());
    await this.narrow(page);
    // Somebody who can be met now.
    const card = page.locator('.profile:has(.b-ok)').first();
    this.profile = (await card.locator('.fine .ref').first().innerText()).trim();
    this.agency = (await card.locator('.end .ref').innerText()).trim();
    await press(page, card.locator('h3 a'));
    assert.equal(await page.locator('form[action="/customer/cases"]').count(), 0, 'a visitor cannot ask');
    await press(page, page.locator('aside a[href^="/sign-in"]'));
  }

  /** Chooses a kind of work: with script the list follows the choice, without it the button does. */
  async narrow(page) {
    const filters = page.locator('aside form.filters');
    const choice = filters.locator(`input[name=work][value=${this.work}]`);
    if (this.look.script) await Promise.all([page.waitForURL(/work=/), choice.check()]);
    else {
      await choice.check();
      await press(page, filters.locator('button'));
    }
    await page.locator('.chips a').first().waitFor();
  }

  async ask() {
    const { household } = this;
    const { page } = household;
    await signInHere(this.demo, household);
    assert.ok(page.url().endsWith(`/catalogue/${this.profile}`), 'signing in leads back to the profile');
    const form = page.locator('form[action="/customer/cases"]');
    await form.locator('input[name=privacy]').check();
    await press(page, form.locator('button'));
    this.reference = new URL(page.url()).pathname.split('/').pop();
    this.before = await sees(page);
    await this.take(household, 'hold');
    this.reference = (await page.locator('.crumbs .ref').innerText()).trim();
    await this.stands('held');
  }

  path(portal) {
    return `/${portal}/cases/${this.reference}`;
  }

  /** Takes a step; before, no other side of the case finds it on its own page. */
  async take(who, step, fields) {
    const others = [this.household, this.desk, this.worker, this.finance].filter((one) => one && home(one) !== home(who));
    if (!SHARED.includes(step)) await Promise.all(others.map((other) => this.lacks(other, step)));
    await take(who, this.path(home(who)), step, fields);
  }

  async lacks(who, step) {
    // A kept connection that the server gives up in this very moment is asked again, as browsers do.
    const answer = await who.context.request.get(this.path(home(who)), { maxRetries: 1 });
    const found = (await answer.text()).includes(`name="step" value="${step}"`);
    assert.ok(!found, `${step} is not for the ${who.person.role}`);
  }

  /** Where the case stands, as the operator knows it. */
  async stands(state) {
    const moderator = await signIn(this.demo, this.demo.person('moderator'));
    assert.equal((await moderator.get(`/cases/${this.reference}`)).state, state);
    await Promise.all(this.strange.map(async (cookie) => {
      for (const portal of ['customer', 'agency', 'worker']) {
        const answer = await fetch(this.demo.url + this.path(portal), { headers: { cookie } });
        assert.equal(answer.status, 404, `a stranger at ${portal}, ${state}`);
      }
    }));
  }

  async accept() {
    this.desk = await this.let_in(this.demo.person('agency_user', this.agency));
    await this.take(this.desk, 'accept');
    await this.take(this.desk, 'propose_meeting', { slot_1: this.slot(), minutes: '45', place: 'video' });
    await this.stands('accepted');
  }

  /** Tomorrow morning in Muscat, as a form writes it. */
  slot() {
    const tomorrow = new Date(Date.now() + (24 + 4) * 3_600_000);
    return `${tomorrow.toISOString().slice(0, 10)}T10:00`;
  }

  async strangers() {
    const other = (role, mine) => this.demo.people.find((person) => person.role === role && person.reference !== mine);
    const people = [other('customer', this.household.person.reference), other('agency_admin', this.agency), other('worker', '')];
    for (const person of people) {
      const cookie = (await this.demo.session(person)).map(({ name, value }) => `${name}=${value}`).join('; ');
      this.strange.push(cookie);
      const portal = home({ person });
      const read = async (reference) => {
        const answer = await fetch(`${this.demo.url}/${portal}/cases/${reference}`, { headers: { cookie } });
        // The demo's bar tells the time, so only what the page itself says is compared.
        return `${answer.status} ${/<main.*<\/main>/s.exec(await answer.text())[0].replaceAll(reference, '')}`;
      };
      const foreign = await read(this.reference);
      assert.match(foreign, /^404 /);
      assert.equal(foreign, await read('C-00000000'), 'a foreign case is answered like one that there is not');
    }
    const { page } = this.household;
    await page.goto(this.path('customer'));
    assert.ok(!(await offered(page)).includes('accept'), 'what the agency decides is not offered to the household');
    assert.equal((await page.goto(this.path('agency'))).status(), 404, 'each side has a door of its own');
  }

  async agree() {
    await this.take(this.household, 'choose_slot', { slot: '0' });
    this.admin = await this.let_in(this.demo.person('agency_admin', this.agency));
    const person = await workerOf(this.demo, this.admin.person, this.reference);
    this.worker = await this.let_in(person);
    const { page } = this.worker;
    await page.goto('/worker');
    await press(page, page.locator(`main a[href="${this.path('worker')}"]`));
    assert.ok((await offered(page)).includes('withdraw'), 'the worker can say no');
    await this.take(this.worker, 'agree_meeting');
    await this.stands('meeting_set');
  }

  async answer() {
    await this.household.page.goto(this.path('customer'));
    assert.ok(!(await offered(this.household.page)).includes('answer'), 'nobody answers before the meeting');
    await this.together.meet(() => this.demo.advance('P2D'));
    await this.desk.page.goto(this.path('agency'));
    // Where no language is shared the clock alone cannot say that they met: somebody states that an interpreter was there.
    if ((await offered(this.desk.page)).includes('mark_met')) await this.take(this.desk, 'mark_met');
    await this.take(this.household, 'answer', { yes: 'true' });
    assert.ok(!(await offered(this.household.page)).includes('answer'), 'an answer is given once');
    await this.take(this.worker, 'answer', { yes: 'true' });
    await this.stands('met');
  }

  async sign() {
    await this.take(this.desk, 'offer', OFFER);
    await this.stands('offered');
    const { page } = this.household;
    await page.goto(this.path('customer'));
    const offer = await sees(page);
    assert.notEqual(offer[FIRST_NAME][YOU], this.before[FIRST_NAME][YOU], 'the first name opened on the way');
    assert.equal(offer[FULL_NAME][YOU], 'v-n');
    await this.take(this.household, 'sign', { signed: 'yes' });
    await this.take(this.admin, 'sign', { signed: 'yes' });
    await this.take(this.worker, 'sign', { signed: 'yes' });
    await this.stands('signed');
    await page.goto(this.path('customer'));
    assert.notEqual((await sees(page))[FULL_NAME][YOU], 'v-n', 'all have signed: the name opens');
  }

  async permit() {
    this.finance = await this.let_in(this.demo.person('finance'));
    await this.finance.page.goto(this.path('operator'));
    await this.take(this.finance, 'confirm_deposit', { amount: await this.deposit() });
    await this.take(this.desk, 'file_permit');
    await this.take(this.desk, 'record_permit', { granted_on: await this.today() });
    await this.take(this.desk, 'record_travel', { promised_on: await this.today() });
    await this.stands('travel');
  }

  /** The first half of the total, as the household's page names it. */
  async deposit() {
    const { page } = this.household;
    await page.goto(this.path('customer'));
    const sum = await page.locator('[aria-labelledby=quote] dl.sum div:last-child dd').innerText();
    return /\d+\.\d{3}/.exec(sum.replaceAll(',', ''))[0];
  }

  /** The demo's day in Muscat, from its own bar. */
  async today() {
    const page = await (await fetch(this.demo.url)).text();
    const at = new Date(/<time datetime="([^"]+)"/.exec(page)[1]);
    return new Date(at.getTime() + 4 * 3_600_000).toISOString().slice(0, 10);
  }

  async arrive() {
    const day = { arrived_on: await this.today() };
    const arrival_code = await arrivalCode(this.demo, this.worker.person, this.reference);
    await this.take(this.desk, 'record_arrival', { ...day, arrival_code });
    await state(this.finance, this.path('operator'), ['balance_settled']);
    await state(this.desk, this.path('agency'), ['contract_registered', 'custody_entered', 'insured']);
    await this.take(this.household, 'hand_over');
    await this.take(this.worker, 'hand_over');
    await this.stands('handed_over');
  }

  async guarantee() {
    this.welfare = await this.let_in(this.demo.person('welfare_officer'));
    await state(this.welfare, this.path('operator'), ['welfare_checked']);
    await this.together.meet(() => this.demo.advance('P16D'));
    await this.stands('in_guarantee');
    await this.together.meet(() => this.demo.advance('P180D'));
    await this.stands('completed');
    const { page } = this.household;
    await page.goto(this.path('customer'));
    assert.deepEqual(await offered(page), [], 'a completed case asks nothing of anybody');
  }

  async archive() {
    await this.together.meet(() => this.demo.advance('P91D'));
    await this.stands('archived');
    await this.household.page.goto(this.path('customer'));
    const steps = await sees(this.household.page);
    assert.equal(steps[FULL_NAME][YOU], 'v-n', 'what was opened for the placement is closed again');
  }

  async faultless() {
    assert.deepEqual(this.people.flatMap((who) => who.faults), []);
  }

  async end() {
    await Promise.all(this.people.map((who) => who.context.close()));
  }
}
