// Progressive enhancement only: every page works without this file.
(() => {
  const root = document.documentElement;
  const failed = document.getElementById('failed');

  // The theme button is a form that asks the server for a cookie; with script the page need not be loaded again.
  document.addEventListener('submit', (event) => {
    if (!event.target.matches('[data-theme-form]')) return;
    event.preventDefault();
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    // As the server names it: with TLS the cookie is this host's own.
    const [name, more] = location.protocol === 'https:' ? ['__Host-theme', ';secure'] : ['theme', ''];
    document.cookie = `${name}=${root.dataset.theme};path=/;max-age=31536000;samesite=lax${more}`;
  });

  // Menus made from <details>: Escape and a click outside close them, focus goes back.
  document.addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' && document.activeElement.closest('.menu[open]');
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
  });

  // One tick for all rows of a list: only a script can do that, so only a script shows it.
  for (const all of document.querySelectorAll('[data-all]')) {
    all.hidden = false;
    const boxes = () => all.closest('form').querySelectorAll(`input[name="${all.dataset.all}"]`);
    all.firstElementChild.addEventListener('change', (event) => boxes().forEach((box) => (box.checked = event.target.checked)));
  }

  // "/" leads to the page's search, unless somebody is typing.
  document.addEventListener('keydown', (event) => {
    const search = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && document.querySelector('[data-slash]');
    if (!search || event.target.closest('input, textarea, select, [contenteditable]')) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  // <button data-opens="id"> shows a dialog. Without script the dialog's form stands open on a page of its own.
  document.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-opens]');
    if (!opener) return;
    event.preventDefault();
    document.getElementById(opener.dataset.opens).showModal();
  });
  document.addEventListener('click', (event) => {
    const closer = event.target.closest('[data-closes]');
    if (!closer) return;
    event.preventDefault();
    closer.closest('dialog').close();
  });

  // A meeting is told in Muscat's time; whoever reads elsewhere finds their own beside it.
  const muscat = 4 * 60;
  for (const time of document.querySelectorAll('time[data-own]')) {
    const at = new Date(time.dateTime);
    if (-at.getTimezoneOffset() === muscat) continue;
    const own = at.toLocaleString(root.lang, { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', numberingSystem: 'latn' });
    const beside = document.createElement('span');
    beside.className = 'fine own';
    beside.textContent = ' ' + time.dataset.own.replace('%', own);
    time.after(beside);
  }

  // A form is sent once: the second press is swallowed, the label stays, and the busy mark comes only when it takes long.
  document.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || event.target.method !== 'post' || !button) return;
    if (button.getAttribute('aria-disabled') === 'true') return void event.preventDefault();
    button.setAttribute('aria-disabled', 'true');
    setTimeout(() => button.classList.add('busy'), 400);
  });
  // Back shows the page as it was left: its buttons must work again.
  addEventListener('pageshow', () => {
    for (const button of document.querySelectorAll('button[aria-disabled="true"]')) {
      button.removeAttribute('aria-disabled');
      button.classList.remove('busy');
    }
  });

  // An answer that could not be worked out is told in the page's message area, never swapped into the middle of the page.
  document.addEventListener('htmx:before:swap', (event) => {
    const broken = event.detail.ctx.response.status >= 500;
    failed.hidden = !broken;
    if (broken) event.preventDefault();
  });
  document.addEventListener('htmx:error', () => (failed.hidden = false));
})();
