// Every kind of page that there is, by the people who see it: what the pictures show and the checks of looks go through.
import { signIn } from './api.mjs';

const AGENCY = 'AG-021';

/** Who looks at pages, by the portal. */
export const WATCHERS = ['visitor', 'household', 'worker', 'agency', 'operator'];
const PORTALS = { customer: 'household', worker: 'worker', agency_user: 'agency', agency_admin: 'agency' };

/** One row: a name, who looks (nobody for a visitor), the path; `act` does what else leads to the sight. */
const sight = (name, person, path, act) =>
  ({ name, person, path, act, watcher: person ? (PORTALS[person.role] ?? 'operator') : 'visitor' });

/** Everything to look at. With `all`, each state of a case for each of its people; else the telling ones. */
export async function sights(demo, { all = false } = {}) {
  const staff = (role) => demo.person(role);
  const moderator = await signIn(demo, staff('moderator'));
  const agency = { admin: demo.person('agency_admin', AGENCY), user: demo.person('agency_user', AGENCY) };
  const roster = await (await signIn(demo, agency.admin)).all('/workers');
  const cases = (await moderator.all('/cases')).filter((one) => one.agency === AGENCY || one.overlay !== 'none');
  return [
    ...forVisitors(await moderator.get('/catalogue?limit=1')),
    ...forStaff(staff, all),
    ...(await forChecks(moderator, demo.person('moderator'), agency.user)),
    ...forAgency(agency, demo.people.find((one) => one.organisation.includes(', ')), roster, all),
    ...(await forParties(demo, agency, cases, all)),
  ];
}

/** The page with the picture for an app's camera. */
async function beginAuthenticator(page) {
  await Promise.all([page.waitForNavigation(), page.locator('form[action="/me/security/authenticator"] button').click()]);
}

function forVisitors({ items: [profile] }) {
  const reference = profile.reference ?? profile.profile;
  return [
    sight('home', null, '/'),
    sight('catalogue', null, '/catalogue'),
    sight('catalogue-narrowed', null, '/catalogue?work=cook&language=en'),
    sight('catalogue-found', null, '/catalogue?q=cook%20arab'),
    sight('catalogue-refused', null, '/catalogue?q=astrology&language=zz'),
    sight('catalogue-empty', null, '/catalogue?work=driver&language=am&experience_min=15'),
    sight('catalogue-filters', null, '/catalogue', openFilters),
    sight('profile', null, `/catalogue/${reference}`),
    sight('agency-page', null, `/agencies/${AGENCY}`),
    sight('sign-in', null, '/sign-in'),
    sight('sign-in-refused', null, '/sign-in', async (page) => send(page, { address: 'no address' })),
    sight('sign-in-code', null, '/sign-in', async (page) => send(page, { address: 'nobody@homes.example' })),
    sight('sign-in-wrong', null, '/sign-in', async (page) => {
      // Another address each time: one gets few codes an hour.
      await send(page, { address: `${crypto.randomUUID()}@homes.example` });
      await send(page, { code: '000000' });
    }),
    sight('register', null, '/register'),
    sight('join', null, '/join'),
    sight('undo-over', null, '/undo/nonsense'),
    sight('kiosk', null, '/kiosk'),
    sight('licences', null, '/licences'),
    sight('gallery', null, '/_gallery'),
    sight('unknown', null, '/nothing-here'),
    sight('inbox', null, '/demo/inbox'),
    // Made by others: only what the browser says of it is ours.
    { ...sight('api-docs', null, '/api/docs'), foreign: true },
  ];
}

async function openFilters(page) {
  const button = page.locator('[data-opens=filters]');
  if (await button.isVisible()) await button.click();
}

async function send(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.locator(`main [name=${name}]`).first().fill(value);
  await Promise.all([page.waitForLoadState('load'), page.locator('main form button').first().click()]);
}

function forStaff(staff, all) {
  const moderator = staff('moderator');
  return [
    sight('operator-today', moderator, '/operator'),
    sight('operator-reviews', moderator, '/operator/reviews'),
    sight('operator-review', moderator, '/operator/reviews', firstOf('tbody th a')),
    sight('operator-review-reveal', moderator, '/operator/reviews', async (page) => {
      await firstOf('tbody th a')(page);
      await page.locator('[data-opens]').first().click();
    }),
    sight('operator-papers', moderator, '/operator/checks'),
    sight('operator-cases', moderator, '/operator/cases'),
    sight('operator-agency-reviews', moderator, '/operator/agency-reviews', async (page) => page.locator('main details summary').first().click()),
    sight('operator-emergencies', moderator, '/operator/break-glass'),
    sight('operator-emergency-new', moderator, '/operator/cases', async (page) => {
      await firstOf('tbody th a')(page);
      await page.locator('a[href$="/break-glass"]').last().click();
    }),
    sight('operator-organisations', moderator, '/operator/organisations'),
    sight('operator-new-agency', staff('platform_admin'), '/operator/organisations/agency'),
    sight('operator-new-agency-refused', staff('platform_admin'), '/operator/organisations/agency', async (page) => send(page, { address: 'no address' })),
    sight('operator-new-household', staff('platform_admin'), '/operator/organisations/household'),
    sight('operator-invite', staff('platform_admin'), '/operator/people/new'),
    sight('operator-checks', moderator, '/operator/organisations'),
    sight('operator-expired', moderator, '/operator/reviews', async (page) => {
      await firstOf('tbody th a')(page);
      await page.locator('form.step [name=csrf]').first().evaluate((one) => { one.value = 'old'; });
      await Promise.all([page.waitForEvent('load'), page.locator('form.step').first().evaluate((one) => one.submit())]);
    }),
    sight('operator-stale', moderator, '/operator/reviews', async (page) => {
      await firstOf('tbody th a')(page);
      await page.locator('form.step [name=version]').first().evaluate((one) => { one.value = '0'; });
      await Promise.all([page.waitForEvent('load'), page.locator('form.step').first().evaluate((one) => one.submit())]);
    }),
    sight('operator-people', staff('platform_admin'), '/operator/people'),
    sight('operator-role', staff('platform_admin'), '/operator/people', firstOf('a[href$="/role"]')),
    sight('operator-resets', staff('dpo'), '/operator/people/resets'),
    sight('operator-reset-new', staff('support'), '/operator/people/resets/new'),
    sight('operator-applications', moderator, '/operator/applications'),
    sight('operator-kiosk', moderator, '/operator/kiosk'),
    sight('operator-addresses', staff('dpo'), '/me/addresses'),
    sight('operator-policies', staff('platform_admin'), '/operator/policies'),
    sight('operator-audit', staff('auditor'), '/operator/audit'),
    sight('operator-audit-record', staff('auditor'), '/operator/audit/300?byte=12'),
    sight('operator-documents', staff('platform_admin'), '/operator/documents'),
    sight('operator-storage', staff('dpo'), '/operator/storage?document=passport-worker'),
    sight('operator-limits', staff('platform_admin'), '/operator/limits'),
    sight('operator-jobs', staff('platform_admin'), '/operator/jobs'),
    sight('operator-ledger', staff('finance'), '/operator/ledger'),
    sight('operator-invoices', staff('finance'), '/operator/invoices'),
    sight('operator-invoice', staff('finance'), '/operator/invoices', firstOf('tbody th a')),
    sight('operator-invoice-no-file', staff('finance'), '/operator/invoices', async (page) => {
      await firstOf('tbody th a')(page);
      await Promise.all([page.waitForNavigation(), page.locator('form[action$="/ubl"] button').click()]);
    }),
    sight('operator-payments', staff('finance'), '/operator/payments'),
    sight('operator-payment-new', staff('finance'), '/operator/payments/new'),
    sight('operator-bank', staff('finance'), '/operator/bank'),
    sight('operator-billing', staff('finance'), '/operator/billing'),
    sight('operator-reports', staff('finance'), '/operator/reports'),
    sight('operator-reports-refused', staff('finance'), '/operator/reports?from=2026-12-01&until=2026-01-01'),
    sight('operator-jobs-settle', staff('platform_admin'), '/operator/jobs', async (page) => page.locator('tbody details summary').first().click()),
    sight('operator-jobs-read', staff('auditor'), '/operator/jobs'),
    sight('operator-my-data', staff('dpo'), '/me/data'),
    sight('operator-security', staff('dpo'), '/me/security'),
    sight('operator-security-new', staff('dpo'), '/me/security', beginAuthenticator),
    sight('explorer', staff('dpo'), '/operator/explorer'),
    sight('explorer-open', staff('auditor'), '/operator/explorer?role=agency_user&state=permit', async (page) => page.locator('.decide summary').nth(12).click()),
    sight('explorer-unknown', staff('platform_admin'), '/operator/explorer?role=burglar&state=listed'),
    sight('explorer-case', staff('dpo'), '/operator/explorer/case?trail=enquire.enquiry,hold.held,accept.accepted,pause.dispute'),
    sight('explorer-keep', moderator, '/operator/explorer/tests/new?role=customer&state=held&class=worker_name'),
    sight('explorer-kept', moderator, '/operator/explorer/tests'),
    ...(all ? ['finance', 'support', 'welfare_officer', 'dpo', 'auditor', 'platform_admin'] : TELLING_STAFF)
      .map((role) => sight(`operator-today-${role}`, staff(role), '/operator')),
  ];
}

/** Opens the question that stands before sealed data. */
async function reveal(page) {
  await page.locator('[data-opens]').first().click();
}

/** A worker's own passport number, opened. */
async function opensPassport(page) {
  await reveal(page);
  await page.locator('dialog[open] input[value=passport]').check();
  await Promise.all([page.waitForEvent('load'), page.locator('dialog[open] button.btn-main').click()]);
}

/** Follows the first link of this kind. */
function firstOf(selector) {
  return async (page) => {
    await page.locator(selector).first().click();
    await page.waitForLoadState('load');
  };
}

/** A change that was asked of an agency: waiting for its answer, and answered. */
async function forChecks(signedIn, moderator, agency) {
  const { items: [asked] } = await signedIn.get('/review-queue?line=asked');
  const changed = (await signedIn.all('/review-queue')).find((one) => one.changed !== null);
  return [
    sight('operator-reviews-asked', moderator, '/operator/reviews?line=asked'),
    sight('operator-review-asked', moderator, `/operator/reviews/${asked.reference}`),
    sight('operator-review-changed', moderator, `/operator/reviews/${changed.reference}`),
    sight('agency-worker-asked', agency, `/agency/workers/${asked.reference}`),
  ];
}

function forAgency({ admin, user }, two, roster, all) {
  const states = new Map(roster.map((worker) => [worker.fields.state.value, worker.reference]));
  return [
    sight('agency-today', user, '/agency'),
    sight('agency-board', user, '/agency/workers'),
    sight('agency-table', user, '/agency/workers?view=table'),
    sight('agency-found', user, '/agency/workers?view=table&papers=ending', async (page) => page.locator('details.narrow summary').click()),
    sight('agency-found-fault', user, '/agency/workers?q=x&skill=flying'),
    sight('agency-many', user, '/agency/workers?view=table&state=roster:draft', async (page) => {
      await page.locator('input[name=worker]').first().check();
      await Promise.all([page.waitForEvent('load'), page.locator('button[name=step][value=unlist]').click()]);
    }),
    sight('agency-cases', user, '/agency/cases'),
    sight('agency-import', user, '/agency/imports/new'),
    sight('agency-imports', admin, '/agency/imports'),
    sight('agency-export', admin, '/agency/workers/export'),
    sight('agency-people', admin, '/agency/people'),
    sight('agency-ledger', admin, '/agency/ledger'),
    sight('agency-invoices', admin, '/agency/invoices'),
    sight('agency-invoice', admin, '/agency/invoices', firstOf('tbody th a')),
    sight('agency-invoice-print', admin, '/agency/invoices', async (page) => {
      await firstOf('tbody th a')(page);
      await Promise.all([page.waitForNavigation(), page.locator('a[href$="/print"]').first().click()]);
    }),
    sight('agency-billing', admin, '/agency/billing'),
    sight('agency-statement', admin, '/agency/statement'),
    sight('agency-disclosures', user, '/agency/disclosures'),
    sight('agency-own-documents', admin, '/agency/documents'),
    sight('agency-own-document-new', admin, '/agency/documents/new'),
    sight('agency-worker-documents', user, `/agency/workers/${states.get('roster:listed')}/documents`),
    sight('agency-chooses', two, '/organisations'),
    sight('agency-invite', admin, '/agency/people/new'),
    sight('agency-new-worker', user, '/agency/workers/new'),
    sight('agency-worker-edit', admin, `/agency/workers/${states.get('roster:draft')}/edit`),
    sight('agency-worker-sign-in', admin, `/agency/workers/${states.get('roster:draft')}/sign-in`),
    sight('agency-worker-reveal', admin, `/agency/workers/${states.get('roster:listed')}`, reveal),
    sight('agency-unknown', user, '/agency/workers/W-00000000'),
    ...[...states].filter(([state]) => all || TELLING_RECORDS.includes(state)).map(([state, reference]) =>
      sight(`agency-worker-${state.replace(':', '-')}`, admin, `/agency/workers/${reference}`)),
  ];
}

/** States whose pages have every part that a case's page can have: forms of each kind, an offer, a pause, an end. */
const TELLING = ['accepted', 'meeting_set', 'met', 'offered', 'arrived', 'in_guarantee', 'permit-frozen', 'completed'];
/** The same for a record on the roster, and for staff whose first page says other things than a moderator's. */
const TELLING_RECORDS = ['roster:draft', 'roster:listed', 'roster:locked', 'roster:placed'];
const TELLING_STAFF = ['finance', 'auditor'];

async function forParties(demo, agency, cases, all) {
  const found = [];
  const seen = new Set();
  for (const one of cases) {
    const state = one.overlay === 'none' ? one.state : `${one.state}-${one.overlay}`;
    if (state === 'handed_over' && !seen.has('review')) {
      const home = demo.people.find((person) => person.reference === one.customer);
      const review = `/customer/cases/${one.reference}/review`;
      found.push(sight('household-review', home, review), sight('household-review-refused', home, review, async (page) => {
        for (const name of ['coordination', 'meetings', 'fees']) await page.locator(`[name=${name}][value=well]`).check();
        await send(page, { text: 'She was kind.' });
      }));
      seen.add('review');
    }
    if (one.state === 'refund_due' && !seen.has('refund-paper')) {
      found.push(sight('operator-refund-paper', demo.person('finance'), `/operator/cases/${one.reference}/refund/print`));
      seen.add('refund-paper');
    }
    if (seen.has(state) || !(all || TELLING.includes(state))) continue;
    const customer = demo.people.find((person) => person.reference === one.customer);
    const admin = demo.person('agency_admin', one.agency);
    if (!found.some((one) => one.name === 'household-cases')) {
      found.push(sight('household-cases', customer, '/customer/cases'));
      found.push(sight('household-own', customer, '/customer/household'), sight('household-phone', customer, '/customer/household/phone'), sight('household-documents', customer, '/customer/documents'), sight('household-people', customer, '/customer/people'));
      found.push(sight('household-disclosures', customer, '/customer/disclosures'), sight('household-my-data', customer, '/me/data'), sight('household-security', customer, '/me/security'), sight('household-security-new', customer, '/me/security', beginAuthenticator), sight('household-invite', customer, '/customer/people/new'));
      found.push(sight('household-unknown', customer, '/customer/cases/C-00000000'));
      found.push(sight('household-profile', customer, '/catalogue', firstOf('.profile h3 a')));
    }
    seen.add(state);
    found.push(sight(`household-case-${state}`, customer, `/customer/cases/${one.reference}`));
    found.push(sight(`agency-case-${state}`, admin, `/agency/cases/${one.reference}`));
    if (all || ['offered', 'arrived', 'permit-frozen'].includes(state)) found.push(sight(`operator-case-${state}`, demo.person('moderator'), `/operator/cases/${one.reference}`));
    const worker = await workerOf(demo, admin, one.reference);
    if (worker) found.push(sight(`worker-case-${state}`, worker, `/worker/cases/${one.reference}`));
    if (worker && state === 'in_guarantee') found.push(...forWorker(worker));
  }
  return found;
}

function forWorker(worker) {
  return [
    sight('worker-requests', worker, '/worker'),
    sight('worker-profile', worker, '/worker/profile'),
    sight('worker-opens-own', worker, '/worker/profile', reveal),
    sight('worker-opened-own', worker, '/worker/profile', opensPassport),
    sight('worker-consents', worker, '/worker/consents'),
    sight('worker-disclosures', worker, '/worker/disclosures'),
    sight('worker-my-data', worker, '/me/data'),
    sight('worker-security', worker, '/me/security'),
    sight('worker-unknown', worker, '/worker/cases/C-00000000'),
  ];
}

/** The worker of a case: whoever of that name finds it among their own. No list tells a worker's name and case together. */
export async function workerOf(demo, admin, reference) {
  const { fields } = await (await signIn(demo, admin)).get(`/cases/${reference}/worker`);
  const named = (person) => person.role === 'worker' && person.organisation === admin.organisation;
  for (const person of demo.people.filter((who) => named(who) && who.name.startsWith(`${fields.first_name?.value} `))) {
    const cookie = (await demo.session(person)).map(({ name, value }) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${demo.url}/worker/cases/${reference}`, { headers: { cookie } });
    if (answer.ok) return person;
  }
  return null;
}
