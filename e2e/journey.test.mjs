// One case by pages, from the catalogue to the archive, each person in turn: in English, in Arabic, and in a browser without
// script. The three go side by side through one demo.
import { after, before, describe, test } from 'node:test';

import { launch } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { Journey } from './journey.mjs';
import { Together, stage } from './travel.mjs';

const TRAVELLERS = [
  { name: 'in English', lang: 'en', home: 'Jamal Al Busaidi', work: 'housekeeper' },
  { name: 'in Arabic', lang: 'ar', home: 'Kawthar Al Hadhrami', work: 'nanny' },
  { name: 'without script', lang: 'en', script: false, home: 'Nadia Al Hashmi', work: 'cook' },
];

let demo;
let browser;
let together;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
  together = new Together(TRAVELLERS.length);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

describe('a case goes from the catalogue to the archive by pages alone', { concurrency: TRAVELLERS.length }, () => {
  for (const traveller of TRAVELLERS) {
    test(traveller.name, async (t) => {
      const journey = new Journey({ demo, browser, together, ...traveller });
      try {
        for (const [sentence, act] of journey.stages()) await stage(t, sentence, act);
      } finally {
        await together.leave();
        await journey.end();
      }
    });
  }
});
