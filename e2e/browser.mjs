// Debian's Chromium, and people who look at pages with it: each has a browser context of their own, and whatever goes wrong
// in it is kept: a violated content policy, an error on the console, a file that did not come, an answer 5xx.
import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];

export const WIDE = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };
export const NARROW = { width: 320, height: 640 };

/** The browser of the tests. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ARGUMENTS });
}

/** Somebody with a browser: `page` to look at, `faults` for what went wrong so far. `session` is a session's cookies to begin with. */
export async function visitor(browser, url, { lang = 'en', theme, viewport = WIDE, script = true, session = [], timezone = 'Asia/Muscat' } = {}) {
  const context = await browser.newContext({
    baseURL: url, viewport, javaScriptEnabled: script, locale: lang === 'ar' ? 'ar-OM' : 'en-GB', timezoneId: timezone,
    colorScheme: theme ?? 'light', reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15_000);
  const cookie = (name, value) => ({ name, value, url });
  const own = [cookie('language', lang), ...(theme ? [cookie('theme', theme)] : [])];
  /** The same window in the hands of somebody else. */
  const become = async (cookies) => {
    await context.clearCookies();
    await context.addCookies([...cookies, ...own]);
  };
  await become(session);
  const page = await context.newPage();
  return { context, page, lang, url, become, faults: watch(page) };
}

/** Keeps what goes wrong on a page. A refusal (4xx) of the page itself is an answer, of anything that it loads a fault. */
function watch(page) {
  const faults = [];
  const where = () => page.url();
  page.on('console', (message) => {
    const refused = /the server responded with a status of 4\d\d/.test(message.text()) && message.location().url === where();
    if (['error', 'warning'].includes(message.type()) && !refused) faults.push(`${where()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`${where()}: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A page that is left while something still loads gives that up; nothing is missing from what anybody sees.
    const failure = request.failure()?.errorText ?? '';
    if (failure !== 'net::ERR_ABORTED') faults.push(`${where()}: ${request.url()} ${failure}`);
  });
  page.on('response', (response) => {
    const request = response.request();
    const missing = response.status() >= (request.isNavigationRequest() ? 500 : 400);
    if (missing) faults.push(`${where()}: ${request.url()} answered ${response.status()}`);
  });
  return faults;
}
