// Journeys that go side by side and meet where the clock has to be moved: the demo has one clock for everybody.

/** Where everybody waits until the last one has come; that one acts for all, then all go on. */
export class Together {
  constructor(count) {
    this.away = count;
    this.waiting = [];
  }

  async meet(act) {
    const arrived = new Promise((go, fail) => this.waiting.push({ go, fail }));
    this.act = act;
    if (this.waiting.length === this.away) await this.#set();
    return arrived;
  }

  /** Somebody's journey is over, well or not: nobody waits for them any more. */
  async leave() {
    this.away -= 1;
    if (this.waiting.length && this.waiting.length === this.away) await this.#set();
  }

  async #set() {
    const [waiting, act] = [this.waiting, this.act];
    this.waiting = [];
    try {
      const outcome = await act();
      waiting.forEach(({ go }) => go(outcome));
    } catch (error) {
      waiting.forEach(({ fail }) => fail(error));
    }
  }
}

/** One stage of a journey as a test of its own; a journey that broke off is not gone on with. */
export async function stage(t, sentence, act) {
  let fault;
  await t.test(sentence, async () => {
    await act().catch((error) => {
      fault = error;
      throw error;
    });
  });
  if (fault) throw new Error(`the journey ends where ${sentence}`);
}
