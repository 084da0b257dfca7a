// Signing in by somebody else's sign-in: a real OpenID provider beside the demo, and people who go there and come back.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';

import Provider from 'oidc-provider';

import { until } from './api.mjs';
import { PHONE, launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { enter, press } from './people.mjs';

/** A provider on a free port. It is told later who asks it: their address is not known before they have started. */
async function startProvider() {
  let answer = (_, response) => response.writeHead(503).end();
  const server = createServer((request, response) => answer(request, response));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const serve = (url) => {
    const provider = new Provider(issuer, {
      clients: [{ client_id: 'amana', client_secret: 'of-the-tests', redirect_uris: [`${url}/sign-in/with/nur/back`], post_logout_redirect_uris: [`${url}/sign-in`] }],
      // Whoever types a name there has an account of that name, and a verified address.
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@al-rawda.example`, email_verified: true }) }),
      claims: { openid: ['sub'], email: ['email', 'email_verified'], acr: null, amr: null, auth_time: null },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      cookies: { keys: ['of-the-tests'] },
    });
    answer = provider.callback();
  };
  const away = () => {
    answer = (_, response) => response.writeHead(503).end();
  };
  return { issuer, serve, away, stop: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}

let provider;
let demo;
let browser;

before(async () => {
  // What the provider says of itself: it is meant for tests.
  const warn = console.warn;
  console.warn = () => {};
  provider = await startProvider();
  const secret = 'nur.secret';
  const settings = `[[sso]]
name = "nur"
title = "Nur"
title_ar = "نور"
issuer = "${provider.issuer}"
client_id = "amana"
secret = "${secret}"
organisations = ["AG-012", "operator"]
`;
  [demo, browser] = await Promise.all([startDemo({ settings, files: { [secret]: 'of-the-tests\n' } }), launch()]);
  provider.serve(demo.url);
  console.warn = warn;
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  await provider?.stop();
});

/** What the provider asks of somebody who is not signed in there: a name, and that we may know it. */
async function signInThere(page, name) {
  await page.waitForURL(`${provider.issuer}/**`);
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('anything');
  await press(page, page.locator('button[type=submit]'));
  await agree(page);
}

async function agree(page) {
  await Promise.all([page.waitForURL(`${demo.url}/**`), page.locator('button[type=submit]').click()]);
}

/** Signs out here, and there too. */
async function leave(page) {
  const csrf = await page.locator('input[name=csrf]').first().inputValue();
  await page.evaluate((token) => {
    const form = document.body.appendChild(Object.assign(document.createElement('form'), { method: 'post', action: '/sign-out' }));
    form.append(Object.assign(document.createElement('input'), { name: 'csrf', value: token }));
    form.submit();
  }, csrf);
  await page.locator(`a[href^="${provider.issuer}/session/end"]`).click();
  await Promise.all([page.waitForURL(`${demo.url}/sign-in**`), page.locator('button[name=logout]').click()]);
}

const way = (page) => page.locator('form[action="/sign-in/with/nur"] button');
const link = (page) => page.locator('form[action="/me/security/with/nur"] button');
const path = (page) => new URL(page.url()).pathname;
/** What the provider's own pages complain of is not ours. */
const ours = (who) => who.faults.filter((fault) => fault.startsWith(demo.url));

describe('a sign-in by somebody else', () => {
  test('is linked, used, and taken away again, in Arabic on a phone', async () => {
    const who = await enter(browser, demo, demo.person('agency_user', 'AG-012'), { lang: 'ar', viewport: PHONE });
    const { page } = who;
    await page.goto('/me/security');
    await link(page).click();
    await signInThere(page, 'salim');
    assert.equal(path(page), '/me/security');
    assert.equal(await page.locator('form[action^="/me/security/identities/"]').count(), 1, 'linked');
    assert.equal(await link(page).count(), 0, 'one there is enough');
    await until('word of it', async () => (await demo.inbox(who.person.email)).some(({ subject }) => /linked to your|رُبط حساب/.test(subject)));

    const other = await visitor(browser, demo.url, { lang: 'ar', viewport: PHONE });
    await other.page.goto('/sign-in?to=/agency/workers');
    await way(other.page).click();
    await signInThere(other.page, 'salim');
    assert.equal(path(other.page), '/agency/workers', 'signed in, and where they wanted to go');

    await leave(other.page);
    await way(other.page).click();
    await signInThere(other.page, 'salim');
    assert.equal(path(other.page), '/agency', 'signed in anew');

    await page.goto('/me/security');
    await press(page, page.locator('form[action^="/me/security/identities/"] button'));
    await other.page.goto('/agency/workers');
    assert.equal(path(other.page), '/sign-in', 'what it had opened is over');
    await way(other.page).click();
    await other.page.waitForURL(`${demo.url}/sign-in/with/nur/back**`);
    assert.equal(await other.page.locator('.msg.stop:not([id])').count(), 1, 'nobody is linked to it now; a code works');
    assert.equal(await other.page.locator('main input[name=address]').count(), 1);
    assert.deepEqual([...ours(who), ...ours(other)], []);
    await other.context.close();
    await who.context.close();
  });

  test('gives nobody anything who is not linked, and not to whom it does not serve', async () => {
    const stranger = await visitor(browser, demo.url, { script: false });
    await stranger.page.goto('/sign-in');
    await way(stranger.page).click();
    await signInThere(stranger.page, demo.person('moderator').email.split('@')[0]);
    assert.equal(path(stranger.page), '/sign-in/with/nur/back');
    assert.match(await stranger.page.locator('.msg.stop:not([id])').innerText(), /Nobody here is linked/);
    await stranger.page.goto('/agency');
    assert.equal(path(stranger.page), '/sign-in', 'no session came of it');
    await stranger.context.close();

    const elsewhere = await enter(browser, demo, demo.person('customer'), {});
    await elsewhere.page.goto('/me/security');
    assert.equal(await link(elsewhere.page).count(), 0, 'a household is not offered it');
    assert.deepEqual(ours(elsewhere), []);
    await elsewhere.context.close();
  });

  test('takes no answer that this browser did not ask for, and none twice', async () => {
    const who = await enter(browser, demo, demo.person('agency_admin', 'AG-012'), {});
    await who.page.goto('/me/security');
    await link(who.page).click();
    await signInThere(who.page, 'noura');
    const mine = await visitor(browser, demo.url);
    const answers = [];
    mine.page.on('request', (request) => {
      if (request.url().startsWith(`${demo.url}/sign-in/with/nur/back`)) answers.push(request.url());
    });
    await mine.page.goto('/sign-in');
    await way(mine.page).click();
    await signInThere(mine.page, 'noura');
    assert.equal(answers.length, 1);
    const victim = await visitor(browser, demo.url);
    for (const page of [victim.page, mine.page]) {
      const again = await page.goto(answers[0]);
      assert.equal(again.status(), 400);
      assert.match(await page.locator('.msg.stop:not([id])').innerText(), /belongs to no sign-in/);
    }
    await victim.page.goto('/agency');
    assert.equal(path(victim.page), '/sign-in', 'nobody is signed in as somebody else');
    // Whoever says no there comes back to a page that tells what to do.
    await victim.page.goto('/sign-in');
    await way(victim.page).click();
    await victim.page.waitForURL(`${provider.issuer}/**`);
    await Promise.all([victim.page.waitForURL(`${demo.url}/**`), victim.page.locator('a[href$="/abort"]').click()]);
    assert.match(await victim.page.locator('.msg.stop:not([id])').innerText(), /did not say who you are/);
    for (const one of [who, mine, victim]) await one.context.close();
  });

  test('is said to be away when it is, and codes work as ever', async () => {
    provider.away();
    await demo.restart();
    const who = await visitor(browser, demo.url);
    await who.page.goto('/sign-in');
    assert.equal(await press(who.page, way(who.page)), 503);
    assert.match(await who.page.locator('.msg.stop:not([id])').innerText(), /does not answer now/);
    await who.context.close();
    const person = await enter(browser, demo, demo.person('agency_user', 'AG-012'), {});
    assert.equal(path(person.page), '/agency');
    await person.context.close();
    provider.serve(demo.url);
  });
});
