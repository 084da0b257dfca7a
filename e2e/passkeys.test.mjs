// Passkeys, with Chromium's virtual authenticator as the device: made under one's own security, shown to sign in alone and beside the
// code, shown again for a fresh proof, and taken away.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { codeFor } from './api.mjs';
import { PHONE, launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { enter, press } from './people.mjs';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
  // Passkeys are bound to a name, and an address is none.
  demo = Object.assign(Object.create(demo), { url: demo.url.replace('127.0.0.1', 'localhost') });
});

after(async () => {
  await browser?.close();
  await Object.getPrototypeOf(demo ?? {})?.stop?.();
});

/** A device that holds passkeys and is unlocked by whoever has it. */
async function device(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  const all = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  return {
    all,
    unlocks: (isUserVerified) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    keep: (credential) => cdp.send('WebAuthn.addCredential', { authenticatorId, credential }),
  };
}

const passkeyButton = (page) => page.locator('main form[data-challenge] button.btn-main');
const code = (page) => page.locator('main input[name=code]');

/** Makes a passkey on the page, under this name. */
async function add(page, name) {
  await page.goto('/me/security');
  await press(page, page.locator('form[action="/me/security/passkeys/new"] button'));
  await page.locator('input[name=name]').fill(name);
  await Promise.all([page.waitForLoadState('load'), page.waitForResponse((r) => r.request().method() === 'POST' && r.url().endsWith('/me/security/passkeys')), passkeyButton(page).click()]);
  await page.waitForLoadState('networkidle');
}

/** Signs in by a passkey alone; the status of the answer. */
async function byPasskey(page) {
  await page.goto('/sign-in');
  await press(page, page.locator('form[action="/sign-in/passkey"] button'));
  const [answer] = await Promise.all([
    page.waitForResponse((r) => r.request().method() === 'POST' && r.url().includes('/sign-in/passkey/')),
    passkeyButton(page).click(),
  ]);
  await page.waitForLoadState('networkidle');
  return answer.status();
}

describe('a passkey', () => {
  test('is made, signs in alone and beside the code, and is taken away, in Arabic on a phone', async () => {
    const person = demo.person('agency_user', 'AG-012');
    const who = await enter(browser, demo, person, { lang: 'ar', viewport: PHONE });
    const { page, faults } = who;
    const phone = await device(page);
    await add(page, 'هاتفي');
    assert.equal(await page.locator('.secret').count(), 10, 'the first brings recovery codes');
    const [credential] = await phone.all();
    assert.ok(credential.isResidentCredential && credential.rpId === 'localhost');
    await page.goto('/me/security');
    assert.ok((await page.locator('main').innerText()).includes('هاتفي'));

    await page.context().clearCookies();
    assert.equal(await byPasskey(page), 303, 'without a code');
    await page.goto('/me/security');
    assert.equal(await page.locator('form[action$="/remove"]').count(), 1, 'signed in');

    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.locator('main input[name=address]').fill(person.email);
    const first = await codeFor(demo, person, () => press(page, page.locator('main form[action="/sign-in"] button')));
    await code(page).fill(first);
    await press(page, page.locator('main form:has(input[name=code]) button.btn-main'));
    assert.equal(await page.locator('input[name=second]').count(), 1, 'the code alone is not enough any more');
    const [second] = await Promise.all([
      page.waitForResponse((r) => r.request().method() === 'POST' && r.url().includes('/sign-in/passkey/')),
      passkeyButton(page).click(),
    ]);
    assert.equal(second.status(), 303);
    await page.waitForLoadState('networkidle');

    await page.goto('/me/security');
    await press(page, page.locator('form[action$="/remove"] button'));
    assert.equal(await page.locator('form[action$="/remove"]').count(), 0, 'taken away');
    await page.context().clearCookies();
    assert.equal(await byPasskey(page), 422, 'and does not sign in any more');
    assert.deepEqual(faults.filter((fault) => !fault.includes('422')), []);
    await page.context().close();
  });

  test('that nobody unlocks, or whose counter went back, signs nobody in', async () => {
    const person = demo.person('agency_user', 'AG-021');
    const { page } = await enter(browser, demo, person, { lang: 'en' });
    const phone = await device(page);
    await add(page, 'My laptop');
    const [old] = await phone.all();
    await page.context().clearCookies();
    await phone.unlocks(false);
    await page.goto('/sign-in');
    await press(page, page.locator('form[action="/sign-in/passkey"] button'));
    await passkeyButton(page).click();
    await page.locator('main [data-failed]:not([hidden])').waitFor();
    await phone.unlocks(true);
    assert.equal(await byPasskey(page), 303);

    // A copy of the device as it was before.
    const copy = await visitor(browser, demo.url, { lang: 'en' });
    const other = await device(copy.page);
    await other.keep({ ...old, signCount: 0 });
    assert.equal(await byPasskey(copy.page), 422, 'it counts what the other has counted already');
    await page.context().close();
    await copy.page.context().close();
  });

  test('is offered by no page where there is no script', async () => {
    const context = await browser.newContext({ baseURL: demo.url, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto('/sign-in');
    assert.equal(await page.locator('form[action="/sign-in/passkey"]').isVisible(), false);
    assert.equal(await page.locator('main form[action="/sign-in"]').isVisible(), true);
    await context.close();
  });
});
