// Takes a picture of every kind of page, as each person who sees it, in both languages, both themes, on a phone and a desktop:
//   node e2e/pictures.mjs FOLDER [WORD]      only sights whose name holds WORD
// FOLDER/INDEX.txt says what is where.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PHONE, WIDE, launch, visitor } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { sights } from './sights.mjs';

const [folder, word = ''] = process.argv.slice(2);
if (!folder) throw new Error('node e2e/pictures.mjs FOLDER [WORD]');

const languages = (process.env.LANGUAGES ?? 'en ar').split(' ');
const looks = languages.flatMap((lang) => ['light', 'dark'].flatMap((theme) =>
  [PHONE, WIDE].map((viewport) => ({ lang, theme, viewport, name: `${lang}-${theme}-${viewport.width}` }))));

const demo = await startDemo();
const browser = await launch();
try {
  const wanted = (await sights(demo, { all: true })).filter((sight) => sight.name.includes(word));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'INDEX.txt'), index(wanted));
  for (const look of looks) await portray(look, wanted);
  console.log(`${wanted.length * looks.length} pictures in ${folder}`);
} finally {
  await browser.close();
  await demo.stop();
}

function index(wanted) {
  const line = ({ name, path, person }) =>
    `${name}: ${path}${person ? ` as ${person.name}, ${person.role} of ${person.organisation}` : ''}`;
  const head = `${wanted.length} sights x ${looks.length} looks: LANGUAGE-THEME-WIDTH/SIGHT.png`;
  return [head, looks.map((look) => look.name).join(' '), '', ...wanted.map(line), ''].join('\n');
}

/** One person after the other in one window: a window for each would take longer than the pictures. */
async function portray(look, wanted) {
  const into = join(folder, look.name);
  await mkdir(into, { recursive: true });
  const who = await visitor(browser, demo.url, look);
  for (const sight of wanted) {
    await who.become(sight.person ? await demo.session(sight.person) : []);
    await who.page.goto(sight.path);
    await sight.act?.(who.page);
    await who.page.evaluate(() => document.fonts.ready);
    await who.page.screenshot({ path: join(into, `${sight.name}.png`), fullPage: true });
  }
  await who.context.close();
}
