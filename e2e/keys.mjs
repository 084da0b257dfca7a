// Somebody with a keyboard and nothing else: goes on by Tab, presses Enter and Space, as people do who cannot point.
import assert from 'node:assert/strict';

/** LIMIT: presses of Tab until something must be reached; more is a page that nobody walks through. */
const STOPS_MAX = 150;

export class Keys {
  constructor(page) {
    this.page = page;
  }

  /** Goes on by Tab to the first of what this finds. */
  async reach(what) {
    const target = this.page.locator(what).first();
    for (let stop = 0; stop < STOPS_MAX; stop += 1) {
      if (await target.evaluate((one) => one === document.activeElement)) return target;
      await this.page.keyboard.press('Tab');
    }
    return assert.fail(`${what} is not reached on ${this.page.url()}`);
  }

  /** Goes to it and presses Enter; a page comes that is no refusal. */
  async enter(what) {
    await this.reach(what);
    const [answer] = await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), this.page.keyboard.press('Enter')]);
    assert.ok(answer.ok(), `${what}: ${answer.status()} ${await this.page.locator('main').innerText()}`);
  }

  /** Goes to a tick or a choice and sets it. */
  async tick(what) {
    const target = await this.reach(what);
    if (!(await target.isChecked())) await this.page.keyboard.press('Space');
    assert.ok(await target.isChecked(), `${what} is set`);
  }

  /** Opens what is folded away around this, if it is. */
  async unfold(what) {
    const folded = `details:not([open]):has(${what}) > summary`;
    if (!(await this.page.locator(folded).count())) return;
    await this.reach(folded);
    await this.page.keyboard.press('Enter');
  }

  /** Sends a form after whatever it wants to be ticked, chosen or stated. */
  async send(form) {
    await this.unfold(form);
    const asks = this.page.locator(`${form} input:is([type=checkbox], [type=radio])[required], ${form} input[name=attest]`);
    const wanted = await asks.evaluateAll((all) => all.map(({ type, name, value }) => (type === 'radio' ? `[name="${name}"]` : `[name="${name}"][value="${value}"]`)));
    for (const one of new Set(wanted)) await this.tick(`${form} input${one}`);
    await this.enter(`${form} button`);
  }
}

/** The form of a step. */
export const step = (name) => `form.step:has(> input[name=step][value=${name}])`;
