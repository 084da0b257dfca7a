// An authenticator, from the picture on the page to the next sign-in: by keyboard and pointer, with an app of our own that knows
// nothing but RFC 6238.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { codeFor } from './api.mjs';
import { PHONE, launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { enter, press } from './people.mjs';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of a base 32 text (RFC 4648). */
function bytesOf(text) {
  const bits = [...text.replace(/\s/g, '')].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** What an app shows for this secret (RFC 6238, SHA-1, six digits, 30 seconds), `steps` from now. */
function totp(secret, steps = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const code = (page) => page.locator('main input[name=code]');
const send = (page) => page.locator('main form:has(input[name=code]) button.btn-main');

/** Sets an authenticator up on the page: its secret and the recovery codes. */
async function setUp(page) {
  await page.goto('/me/security');
  await press(page, page.locator('form[action="/me/security/authenticator"] button'));
  const secret = await page.locator('.secret').innerText();
  assert.equal(await page.locator('svg.qr path').count(), 1, 'a picture for a camera');
  await code(page).fill('000000');
  assert.equal(await press(page, send(page)), 422);
  assert.equal(await page.locator('.secret').innerText(), secret, 'a wrong code loses nothing');
  await code(page).fill(totp(secret));
  assert.equal(await press(page, send(page)), 200);
  return { secret, codes: await page.locator('.secret').allInnerTexts() };
}

/** Signs in up to the page that asks for the code of the app. */
async function toSecond(who) {
  const { page, person } = who;
  await page.goto('/sign-in');
  await page.locator('main input[name=address]').fill(person.email);
  const first = await codeFor(demo, person, () => press(page, page.locator('main form[action="/sign-in"] button')));
  await code(page).fill(first);
  assert.equal(await press(page, send(page)), 200);
  assert.equal(await page.locator('input[name=second]').count(), 1, 'the app is asked for');
}

describe('an authenticator', () => {
  test('is set up, asked for, lost, and switched off, in Arabic on a phone', async () => {
    const person = demo.person('agency_user', 'AG-012');
    const who = await enter(browser, demo, person, { lang: 'ar', viewport: PHONE });
    const { page, faults } = who;
    const { secret, codes } = await setUp(page);
    assert.equal(codes.length, 10);

    const other = { ...(await visitor(browser, demo.url, { lang: 'ar', viewport: PHONE })), person };
    await toSecond(other);
    await code(other.page).fill(totp(secret, -20));
    assert.equal(await press(other.page, send(other.page)), 422, 'a code of ten minutes ago');
    // The step of the set-up is used; the next one counts already.
    await code(other.page).fill(totp(secret, 1));
    assert.equal(await press(other.page, send(other.page)), 200);
    assert.equal(new URL(other.page.url()).pathname, '/agency');

    await page.goto('/me/security');
    assert.equal(await page.locator('form[action^="/me/security/sessions/"]').count(), 1, 'the other window is one more device');
    await press(page, page.locator('form[action="/me/security/sessions"] button'));
    await other.page.goto('/agency');
    assert.equal(new URL(other.page.url()).pathname, '/sign-in', 'ended from here');

    await toSecond(other);
    await code(other.page).fill(codes[0].toLowerCase());
    assert.equal(await press(other.page, send(other.page)), 200, 'a recovery code opens');
    await other.page.goto('/me/security/remove');
    await code(other.page).fill(codes[0]);
    assert.equal(await press(other.page, send(other.page)), 422, 'once');
    await code(other.page).fill(codes[1]);
    assert.equal(await press(other.page, send(other.page)), 200);
    assert.equal(await other.page.locator('form[action="/me/security/authenticator"]').count(), 1, 'switched off');
    assert.deepEqual([...faults, ...other.faults], []);
    await other.context.close();
    await who.context.close();
  });

  test('is set up without script too', async () => {
    const who = await enter(browser, demo, demo.people.filter(({ role }) => role === 'customer')[2], { script: false });
    const { codes } = await setUp(who.page);
    assert.equal(codes.length, 10);
    assert.deepEqual(who.faults, []);
    await who.context.close();
  });
});
