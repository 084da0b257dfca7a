// Two minutes before somebody is signed out they are asked whether to stay, in a dialog over their page: what they typed stays where it
// is. Without this script what they send later waits for them behind the sign-in all the same.
(() => {
  const box = document.getElementById('session-ends');
  const form = box.querySelector('form');
  const [idle, last, over] = ['idle', 'last', 'over'].map((name) => document.getElementById(`session-ends-${name}`));
  const [clock, time, stay] = ['[data-clock]', '[role=timer]', '[data-stay]'].map((part) => box.querySelector(part));
  const WARNED = 120;
  let ends = Date.now() + 1000 * box.dataset.left;
  let waved = false; // whether the reader has closed the warning
  let told = false; // whether they were told that it is over
  let asked = 0;

  const left = () => Math.max(0, Math.round((ends - Date.now()) / 1000));

  // Another window may have been used meanwhile, or signed out: the server knows. It is not told that anybody is here.
  async function ask(how) {
    asked = Date.now();
    const answer = await fetch('/me/session', { headers: { accept: 'application/json' }, ...how }).catch(() => null);
    if (!answer || !answer.ok || !answer.headers.get('content-type').includes('json')) return;
    const now = await answer.json();
    ends = Date.now() + 1000 * now.left;
    last.hidden = now.most > now.left;
    idle.hidden = stay.hidden = !last.hidden;
    if (now.left > WARNED) {
      waved = false;
      if (box.open) box.close();
    }
  }

  function show() {
    const gone = left() === 0;
    over.hidden = !gone;
    clock.hidden = gone;
    if (gone) {
      idle.hidden = last.hidden = stay.hidden = true;
      if (told) return;
      told = true;
      waved = false;
    }
    time.textContent = `${Math.floor(left() / 60)}:${String(left() % 60).padStart(2, '0')}`;
    if (!box.open && !waved) box.showModal();
  }

  async function tick() {
    if (left() <= WARNED) {
      if (left() > 0 && Date.now() - asked > 15000) await ask();
      if (left() <= WARNED) show();
    }
    // A machine that slept wakes with its clock ahead: no wait is longer than this.
    setTimeout(tick, left() > WARNED ? Math.min(1000 * (left() - WARNED), 30000) : 1000);
  }

  box.addEventListener('close', () => (waved = left() <= WARNED));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // The page's own script takes a form that is sent for one that leaves the page.
    event.stopPropagation();
    ask({ method: 'POST', body: new URLSearchParams(new FormData(form)) });
  });
  tick();
})();
